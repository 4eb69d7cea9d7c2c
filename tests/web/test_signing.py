"""From freezing to the sealed file and its verification, over HTTP on the real server, with the worked account.

One story for the whole file: printing takes seconds. Every internal field of the plan holds a canary.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.serving import serving
from tests.signing import LEADER, OURS, PATIENCE, THEIRS, Room, until
from tests.worked import worked_account

HAND = "M10 10 L50 80 L90 20"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The plan is frozen, an open point is carried, customers are in the room; nobody has signed."""
    data = tmp_path_factory.mktemp("signing")
    demo = worked_account(data, canaries=True)
    with serving(data, public_url="https://plans.example") as served:
        room = Room(data, demo, served)
        room.freezes()
        yield room
        room.close()


@pytest.fixture(scope="module")
def answered(frozen: Room) -> Room:
    """What is refused, then everybody's signature."""
    digest = frozen.asked("Daan Smit")["digest"]
    sofie = frozen.asked("Sofie Maes")
    assert sofie["digest"] == digest != frozen.asked(THEIRS)["digest"]

    stale = frozen.signs("Sofie Maes", digest="0" * 64)
    assert stale.status_code == 409
    assert "Read it again" in stale.text
    unticked = frozen.signs("Sofie Maes", consent="")
    assert unticked.status_code == 409
    assert "Tick the box first" in unticked.text
    assert frozen.signs("Sofie Maes", drawing="M0 0<script>").status_code == 409

    reason = {"digest": digest, "reason": "Margin is too low"}
    assert frozen.who("Daan Smit").post(f"/p/{frozen.plan}/decline", data=reason).status_code == 303
    no_reason = {"digest": digest, "reason": " "}
    assert frozen.who("Ingrid Veld").post(f"/p/{frozen.plan}/decline", data=no_reason).status_code == 409

    for name in (THEIRS, *OURS):
        assert frozen.signs(name, drawing=HAND).status_code == 303
    return frozen


@pytest.fixture(scope="module")
def sealed(answered: Room) -> Room:
    """Both files are there."""
    until(lambda: answered.sealed("internal") and answered.sealed("shared"))
    return answered


@pytest.fixture(scope="module")
def internal(sealed: Room) -> bytes:
    return sealed.pdf("Sofie Maes", "internal").content


@pytest.fixture(scope="module")
def shared(sealed: Room) -> bytes:
    return sealed.pdf(THEIRS, "shared").content


def words_of(pdf: bytes, folder: Path) -> str:
    (folder / "document.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdftotext", "document.pdf", "-"], cwd=folder, capture_output=True, text=True, check=True
    )
    return " ".join(told.stdout.split())


def test_the_form_shows_what_is_signed_and_where_to_read_it(frozen: Room) -> None:
    page = frozen.who("Sofie Maes").get(f"/p/{frozen.plan}/sign").text
    assert "Sofie, this is the plan you are asked to sign" in page
    assert "I have read this plan and stand by it." in page
    assert "checked" not in re.search(r"<input type=\"checkbox\"[^>]*>", page)[0]  # type: ignore[index]
    assert "still lacks a unit" in page
    assert "Bram Visser" in page

    theirs = frozen.who(THEIRS).get(f"/p/{frozen.plan}/sign").text
    assert "Signed subject to" not in theirs, "the open point is on a line that the customer does not see"
    assert frozen.asked("Sofie Maes")["digest"][:4] not in theirs

    everything = frozen.who("Sofie Maes").get(f"/p/{frozen.plan}/sign/all").text
    assert "Index clause in the 14 old contracts" in everything
    assert "Index clause" not in frozen.who(THEIRS).get(f"/p/{frozen.plan}/sign/all").text


def test_who_does_not_sign_finds_no_form(frozen: Room) -> None:
    assert frozen.who("Bram Visser").get(f"/p/{frozen.plan}/sign").status_code == 404
    assert frozen.who("Pieter Hoekstra").get(f"/api/plans/{frozen.plan}/sign").status_code == 404


def test_before_it_is_sealed_a_document_is_a_draft(frozen: Room, tmp_path: Path) -> None:
    draft = frozen.pdf("Sofie Maes", "shared", "?draft")
    assert draft.headers["content-type"] == "application/pdf"
    assert "Draft" in words_of(draft.content, tmp_path)
    assert frozen.verdict(draft.content) == "unknown"


def test_the_customer_gets_no_internal_document(sealed: Room) -> None:
    assert sealed.pdf(THEIRS, "internal").status_code == 404
    listed = sealed.who(THEIRS).get(f"/api/plans/{sealed.plan}/documents").json()
    assert {each["edition"] for each in listed} == {"shared"}
    stranger = httpx.get(f"{sealed.served.url}/p/{sealed.plan}/document/shared.pdf")
    assert stranger.status_code == 303


def test_what_was_agreed_is_in_the_file(sealed: Room, internal: bytes, shared: bytes, tmp_path: Path) -> None:
    ours, theirs = words_of(internal, tmp_path), words_of(shared, tmp_path)
    for name in (*OURS, THEIRS):
        assert name in ours
        assert name in theirs
    for text in ("EUR 4.2 M", "Every contract earns its cost to serve", "still lacks a unit", "Bram Visser"):
        assert text in ours
        assert text not in theirs
    assert "A supplier you can rely on" in theirs
    assert "Named duty contact at each site" in theirs
    assert "127.0.0.1, A phone" in ours
    our_hash, their_hash = (sealed.asked(name)["digest"][:8] for name in ("Sofie Maes", THEIRS))
    assert our_hash in ours
    assert our_hash not in theirs
    assert their_hash in theirs
    assert "Margin is too low" not in ours, "Daan signed after all"


def test_others_than_us_find_the_seal_valid(
    sealed: Room, internal: bytes, shared: bytes, tmp_path: Path
) -> None:
    certificate = x509.Certificate.load(sealed.served.do(sealed.served.site.sealing.key()).certificate_der)
    for pdf in (internal, shared):
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
        status = validate_pdf_signature(
            signature, ValidationContext(trust_roots=[certificate], allow_fetching=False)
        )
        assert status.bottom_line
        (tmp_path / "sealed.pdf").write_bytes(pdf)
        assert shutil.which("pdfsig")
        told = subprocess.run(
            ["pdfsig", "sealed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Signature is Valid" in told.stdout
        assert "Total document signed" in told.stdout


def test_the_customers_file_holds_no_canary(sealed: Room, internal: bytes, shared: bytes) -> None:
    def everything(pdf: bytes) -> bytes:
        """The file, and every stream in it unpacked: pages, metadata, plan.json, fonts."""
        with pikepdf.open(io.BytesIO(pdf)) as document:
            streams = [bytes(o.read_bytes()) for o in document.objects if isinstance(o, pikepdf.Stream)]
        return b"\n".join([pdf, *streams])

    ours, theirs = everything(internal), everything(shared)
    canaries = [canary.value.encode() for canary in sealed.demo.canaries]
    assert len(canaries) > 40
    assert sum(canary in ours for canary in canaries) > 30, "the internal edition carries them"
    assert [canary for canary in canaries if canary in theirs] == []


def test_the_sealed_file_is_current_and_a_changed_one_is_altered(sealed: Room, shared: bytes) -> None:
    assert sealed.verdict(shared) == "current"
    at = len(shared) // 2
    assert sealed.verdict(shared[:at] + bytes([shared[at] ^ 1]) + shared[at + 1 :]) == "altered"
    assert sealed.verdict(shared + b"\n") == "altered"
    assert sealed.verdict(b"%PDF-1.7 something else") == "unknown"


def test_anybody_can_check_a_file_on_a_page(sealed: Room, shared: bytes) -> None:
    stranger = httpx.Client(base_url=sealed.served.url, timeout=PATIENCE)
    with stranger:
        assert "Choose the PDF" in stranger.get("/verify").text
        told = stranger.post("/verify", files={"file": ("plan.pdf", shared, "application/pdf")})
        assert "This is the signed plan, unchanged" in told.text
        assert (
            stranger.post("/verify", files={"file": ("empty.pdf", b"", "application/pdf")}).status_code == 422
        )
        large = stranger.post("/api/verify", content=b"x" * (20 * 1024 * 1024 + 1))
        assert large.status_code == 413
        document = sealed.sealed("shared")
        assert document
        assert "Current" in stranger.get(f"/v/{document['document']}").text
        assert stranger.get("/v/made-up").status_code == 404


def test_a_new_version_supersedes_and_a_withdrawn_one_says_so(
    sealed: Room, shared: bytes, internal: bytes
) -> None:
    """Last in this file: the plan goes on."""
    assert sealed.does(LEADER, do="unfreeze")["type"] == "ack"
    line = sealed.record("on-time installations")
    assert sealed.does(LEADER, do="set", record=line, field="target", value="97")["type"] == "ack"
    assert sealed.does(LEADER, do="freeze")["type"] == "ack"
    assert sealed.asked("Sofie Maes")["version"] == 2
    told = sealed.who("Sofie Maes").get(f"/p/{sealed.plan}/sign/changes").text
    assert re.search(r"target: <del>&gt; 95.%</del> <ins>&gt; 97.%</ins>", told), told

    for name in OURS:
        assert sealed.signs(name).status_code == 303
    until(lambda: sealed.sealed("internal", 2))
    assert sealed.verdict(internal) == "superseded"
    assert sealed.verdict(shared) == "current", "the customer has not signed anything newer"
    assert sealed.sealed("shared", 2) is None

    waited_for = next(guest.id for guest in sealed.demo.guests if guest.seat.name == THEIRS)
    without = {"edition": "shared", "without": waited_for}
    member = sealed.who("Sofie Maes").post(f"/p/{sealed.plan}/seal", data=without)
    assert member.status_code == 403
    sealing = sealed.who(LEADER).post(f"/p/{sealed.plan}/seal", data=without)
    assert sealing.status_code == 303
    assert sealed.sealed("shared", 2)
    assert sealed.verdict(shared) == "superseded"

    assert sealed.does(LEADER, do="withdraw", version=2, reason="Signed too early")["type"] == "ack"
    newest = sealed.pdf(THEIRS, "shared", "?version=2").content
    until(lambda: sealed.verdict(newest) == "withdrawn" or None)
    history = sealed.who(LEADER).get(f"/p/{sealed.plan}/history").text
    assert "Version 2 is withdrawn: “Signed too early”" in history
    phone = sealed.who("Sofie Maes").get(f"/p/{sealed.plan}").text
    assert "Version 2 was withdrawn" in phone
    assert "Take it home" not in phone
