"""Documents as they come off the press, read back by other programs than those that made them."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import pdfa

from app.documents.pdf import ContentMismatch, print_plan, print_sealed
from app.documents.press import Press
from app.documents.view import Action, Condition, Event, Factor, PlanDocument
from app.i18n import Language
from tests.documents import havenstad, noordzee
from tests.documents.conftest import Poppler, unsealed

SIGNS = "≤ 4 h → ✓ ≥ 99.8 % Ωμέγα Привет 中文 🎉"


@pytest.fixture(scope="module")
def signs_pdf(press: Press) -> bytes:
    """A small plan whose words need every font there is."""
    condition = Condition("A1", f"Condition {SIGNS}", actions=(Action("A1.1", f"Action {SIGNS}"),))
    document = replace(noordzee.internal(), factors=(Factor("A", f"Factor {SIGNS}", (condition,)),))
    return print_plan(press, document, noordzee.INTERNAL_CONTENT)


def squeezed(text: str) -> str:
    """Without blanks and hyphens: where a line was broken is not what is asked."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def test_all_that_was_agreed_is_on_paper(internal_pdf: bytes, poppler: Poppler) -> None:
    text = squeezed(poppler.text(internal_pdf))
    document = noordzee.internal()
    for line in (
        *document.factors,
        *document.conditions,
        *document.actions,
        *document.constraints,
        *document.aims,
    ):
        assert squeezed(line.statement) in text
    for words in ("EUR 4.2 M", "31 December 2027", "Sofie Maes", "Marijke van den Berg", "has no source yet"):
        assert squeezed(words) in text
    assert document.content_hash in text


def test_a_large_dutch_plan_loses_no_word(big_pdf: bytes, poppler: Poppler) -> None:
    text = squeezed(poppler.text(big_pdf))
    statements = havenstad.statements(havenstad.big())
    assert len(statements) == 86
    assert [each for each in statements if squeezed(each) not in text] == []


def test_no_sign_is_lost(signs_pdf: bytes, poppler: Poppler) -> None:
    text = squeezed(poppler.text(signs_pdf))
    for line in ("Factor", "Condition", "Action"):
        assert squeezed(f"{line} {SIGNS}") in text


def test_every_font_is_embedded(internal_pdf: bytes, signs_pdf: bytes, poppler: Poppler) -> None:
    for pdf in (internal_pdf, signs_pdf):
        fonts = poppler.run("pdffonts", pdf).splitlines()[2:]
        assert len(fonts) >= 3
        # name, type (may be two words), encoding, emb, sub, uni, object, generation
        assert {line.split()[-5] for line in fonts} == {"yes"}
    ours = poppler.run("pdffonts", internal_pdf).splitlines()[2:]
    assert all("Source-Sans-3" in line for line in ours)


def test_the_content_is_attached_as_it_was_signed(internal_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(internal_pdf)) as document:
        assert list(document.attachments) == ["plan.json"]
        attached = document.attachments["plan.json"].get_file().read_bytes()
        assert [each.AFRelationship for each in document.Root.AF] == [pikepdf.Name.Data]
    assert attached == noordzee.INTERNAL_CONTENT
    assert hashlib.sha256(attached).hexdigest() == noordzee.internal().content_hash


def test_what_is_not_what_was_signed_is_not_printed(press: Press) -> None:
    with pytest.raises(ContentMismatch):
        print_plan(press, noordzee.internal(), noordzee.SHARED_CONTENT)


def test_the_same_document_gives_the_same_bytes(press: Press, shared_pdf: bytes) -> None:
    """The seal is appended to what was printed, so the sealed file begins with it."""
    assert print_plan(press, noordzee.shared(), noordzee.SHARED_CONTENT) == unsealed(shared_pdf)


def test_the_document_is_tagged_and_says_its_language(big_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(big_pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "nl"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        headers = [each for each in document.objects if is_element(each, "/TH")]
        assert {str(each.A.Scope) for each in headers} == {"/Row", "/Column"}
        figures = [each for each in document.objects if is_element(each, "/Figure")]
        assert figures
        assert all("/Alt" in each for each in figures)


def is_element(item: pikepdf.Object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind and "/P" in item


def test_the_body_is_built_towards_pdf_a(internal_pdf: bytes, big_pdf: bytes) -> None:
    """Checked by pikepdf against level B, the level it knows; level A adds the tags asked for above."""
    for pdf in (unsealed(internal_pdf), big_pdf):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            report = pdfa.check(document, pdfa.Flavour.PDFA_3B)
        violations = [f"{each}" for each in report.findings if "[violation]" in f"{each}"]
        assert [each for each in violations if "conformance is 'A', expected 'B'" not in each] == []
        # The checker does not know patterns and shadings; the resources it means are empty.
        others = [f"{each}" for each in report.findings if "[violation]" not in f"{each}"]
        assert [
            each for each in others if "atterns are not" not in each and "hadings are not" not in each
        ] == []


def test_the_metadata_names_the_document_once(internal_pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(internal_pdf)) as document:
        xmp = document.Root.Metadata.read_bytes().decode()
        with document.open_metadata() as metadata:
            assert metadata["dc:identifier"] == "urn:stratroom:document:nzl-internal-4f81c02a"
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["xmp:CreateDate"].startswith("2027-01-14T15:52:08")
    assert xmp.count("<rdf:RDF") == 1


def test_pages_can_be_found(internal_pdf: bytes, poppler: Poppler) -> None:
    with pikepdf.open(io.BytesIO(internal_pdf)) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [
        "Noordzee Leven",
        "The plan on one page",
        "Goal tree",
        "How we will know",
        "What happens first",
        "Who answers for what",
        "Signed",
        "Evidence",
    ]
    text = poppler.text(internal_pdf)
    assert "2 of 8" in text
    assert "8 of 8" in text
    assert "open, see page 7" in text


def test_the_plan_on_one_page_is_one_page(internal_pdf: bytes, big_pdf: bytes, poppler: Poppler) -> None:
    for pdf, heading in ((internal_pdf, "Goal tree"), (big_pdf, "Samenwerkende Zorgverzekeraars")):
        third = poppler.run("pdftotext", pdf, "-f", "3", "-l", "3")
        assert heading in third


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_days_evidence_is_one_page(press: Press, poppler: Poppler, language: Language) -> None:
    """Four who answered on their own devices, who read first, and one without whom the day went on."""
    agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    document = noordzee.internal()
    answered = [
        replace(each, address="192.0.2.112", agent=agent)
        for each in document.signatories
        if each.at is not None
    ]
    assert len(answered) == 4
    without = Event(document.events[-1].at, "went-on", "Ruth Adler", "Pieter Hoekstra")
    evidence = replace(
        document,
        language=language,
        signatories=tuple(answered),
        events=(*document.events[:-2], without, document.events[-1]),
        verify_url=None,
        factors=document.factors[:1],
    )
    pages = poppler.run("pdftotext", print_plan(press, evidence, noordzee.INTERNAL_CONTENT)).split("\f")
    begins = next(
        n for n, page in enumerate(pages) if ("Evidence\n" if language == "en" else "Bewijs\n") in page
    )
    assert len([page for page in pages[begins:] if page.strip()]) == 1


def test_a_plan_that_fits_no_sheet_is_printed_branch_by_branch(big_pdf: bytes, poppler: Poppler) -> None:
    overview = poppler.run("pdftotext", big_pdf, "-f", "4", "-l", "4")
    branch = poppler.run("pdftotext", big_pdf, "-f", "5", "-l", "5")
    assert "Voorwaarde E4" in " ".join(overview.split())
    assert "Actie A1.1" not in overview
    assert "Actie A1.1" in " ".join(branch.split())


def test_a_draft_says_so_on_every_page_and_is_never_sealed(
    press: Press, key: object, poppler: Poppler
) -> None:
    """One factor: what is on every page does not depend on how many there are."""
    whole = noordzee.draft()
    document = replace(whole, factors=whole.factors[:1])
    pdf = print_plan(press, document, noordzee.INTERNAL_CONTENT)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    for page in range(1, pages + 1):
        assert "Draft" in poppler.run("pdftotext", pdf, "-f", str(page), "-l", str(page))
    assert "Evidence" not in poppler.text(pdf)
    with pytest.raises(ValueError, match="draft"):
        print_sealed(press, document, noordzee.INTERNAL_CONTENT, key)  # type: ignore[arg-type]


CUSTOMERS = ["Noordzee Leven", "Listed as preferred supplier", "Asked before a tender is written"]


def test_the_customers_edition_holds_nothing_internal(
    shared_pdf: bytes, internal_pdf: bytes, poppler: Poppler
) -> None:
    ours, theirs = noordzee.internal(), noordzee.shared()
    canaries = (
        *noordzee.INTERNAL_CANARIES,
        ours.document_id,
        ours.content_hash,
        ours.content_hash[:8],
        "B1",
        "D1.1",
    )
    inside_ours, inside_theirs = everything_in(internal_pdf, poppler), everything_in(shared_pdf, poppler)
    assert [each for each in canaries if not found(each, inside_ours)] == []
    assert [each for each in canaries if found(each, inside_theirs)] == []
    assert [each for each in (*CUSTOMERS, theirs.content_hash) if not found(each, inside_theirs)] == []


def found(words: str, places: list[str]) -> bool:
    pattern = (
        re.compile(rf"(?<![0-9A-Za-z]){re.escape(squeezed(words))}(?![0-9A-Za-z])")
        if len(words) < 5
        else None
    )
    if pattern:
        return any(pattern.search(place) for place in places)
    return any(squeezed(words) in squeezed(place) for place in places)


def everything_in(pdf: bytes, poppler: Poppler) -> list[str]:
    """All a file says anywhere: page text, every string and decompressed stream, attachment, metadata, raw bytes."""
    places = [poppler.run("pdftotext", pdf), pdf.decode("latin-1")]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for item in document.objects:
            if isinstance(item, pikepdf.Stream):
                places.append(item.read_bytes().decode("utf-8", "replace"))
            places += strings_in(item)
    return places


def strings_in(item: pikepdf.Object) -> list[str]:
    if isinstance(item, pikepdf.String):
        return [str(item)]
    if isinstance(item, pikepdf.Array):
        return [text for each in item if not indirect(each) for text in strings_in(each)]
    if isinstance(item, pikepdf.Dictionary):
        return [text for each in item.values() if not indirect(each) for text in strings_in(each)]
    return []


def indirect(item: object) -> bool:
    return isinstance(item, pikepdf.Object) and item.is_indirect


def test_statements_at_their_limit_are_all_printed(press: Press, poppler: Poppler) -> None:
    """One factor: the same page breaks inside flowing tables as seven."""
    document: PlanDocument = havenstad.big(length=500, factors=1)
    text = squeezed(poppler.text(print_plan(press, document, havenstad.CONTENT)))
    assert [each for each in havenstad.statements(document) if squeezed(each) not in text] == []
