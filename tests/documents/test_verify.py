"""What is said of a file that somebody brings, whatever it is."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from app.documents.key import SealKey, make_key
from app.documents.orders import LARGEST, SealReport
from app.documents.press import Press
from app.documents.seal import seal
from app.documents.verify import RegisteredDocument, Standing, inspect, judge, verify
from tests.documents import noordzee
from tests.documents.conftest import unsealed


@dataclass(frozen=True)
class Known:
    """A register that knows these documents."""

    documents: tuple[RegisteredDocument, ...] = ()

    def by_sha256(self, sha256: str) -> RegisteredDocument | None:
        return next((each for each in self.documents if each.sha256 == sha256), None)

    def by_document(self, document_id: str) -> RegisteredDocument | None:
        return next((each for each in self.documents if each.document_id == document_id), None)


def registered(pdf: bytes, standing: Standing = "current") -> Known:
    document = RegisteredDocument(noordzee.internal().document_id, hashlib.sha256(pdf).hexdigest(), standing)
    return Known((document,))


def sealed_range(pdf: bytes) -> tuple[int, int]:
    """Where the signature's own bytes begin and end: all others are sealed."""
    start = pdf.index(b"/Contents <")
    return start + len(b"/Contents "), pdf.index(b">", start) + 1


def with_appended_update(pdf: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Lang"] = generic.pdf_string("fr")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("standing", ["current", "superseded", "withdrawn"])
def test_a_sealed_file_is_what_the_register_says(
    press: Press, internal_pdf: bytes, key: SealKey, standing: Standing
) -> None:
    verdict = verify(press, internal_pdf, [key.certificate_der], registered(internal_pdf, standing))
    assert verdict.state == standing
    assert verdict.document is not None
    assert (verdict.report.finding, verdict.report.signer) == ("sealed", "Brandt & Veld")
    assert verdict.report.document_id == noordzee.internal().document_id
    assert verdict.report.sealed_at is not None


def test_a_sealed_file_nobody_registered_is_unknown(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    assert verify(press, internal_pdf, [key.certificate_der], Known()).state == "unknown"


def test_one_flipped_bit_anywhere_is_altered(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    chance = random.Random(20270114)
    start, end = sealed_range(internal_pdf)
    sealed = [*range(start), *range(end, len(internal_pdf))]
    for place in [*chance.sample(sealed, 24), 200, len(internal_pdf) - 8]:
        changed = bytearray(internal_pdf)
        changed[place] ^= 1
        verdict = verify(press, bytes(changed), [key.certificate_der], registered(internal_pdf))
        assert verdict.report.finding != "sealed", place
        assert verdict.state == "altered", place


@pytest.mark.parametrize("addition", [b"\n", b"\0", b"% one more line\n", b"%%EOF\n"])
def test_one_byte_more_is_altered(press: Press, internal_pdf: bytes, key: SealKey, addition: bytes) -> None:
    verdict = verify(press, internal_pdf + addition, [key.certificate_der], registered(internal_pdf))
    assert verdict.report.finding in {"altered", "unreadable"}
    assert verdict.state == "altered"


def test_a_change_appended_to_the_file_is_altered(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    verdict = verify(
        press, with_appended_update(internal_pdf), [key.certificate_der], registered(internal_pdf)
    )
    assert (verdict.report.finding, verdict.state) == ("altered", "altered")


def test_bytes_hidden_in_the_signature_are_altered(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    """The signature's own string is outside what is sealed; the register's hash is what notices."""
    _, end = sealed_range(internal_pdf)
    changed = internal_pdf[: end - 5] + b"beef>" + internal_pdf[end:]
    assert verify(press, changed, [key.certificate_der], registered(internal_pdf)).state == "altered"


def test_a_file_sealed_again_by_somebody_else_is_altered(
    press: Press, internal_pdf: bytes, key: SealKey
) -> None:
    forged = seal(unsealed(internal_pdf), make_key("Brandt & Veld", datetime.now(UTC)), reason="Signed plan")
    verdict = verify(press, forged, [key.certificate_der], registered(internal_pdf))
    assert (verdict.report.finding, verdict.state) == ("foreign-seal", "altered")


def test_an_earlier_key_still_counts(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    newer = make_key("Brandt & Veld", datetime.now(UTC)).certificate_der
    assert (
        verify(press, internal_pdf, [newer, key.certificate_der], registered(internal_pdf)).state == "current"
    )


def test_a_known_file_whose_key_is_gone_is_not_called_altered(press: Press, internal_pdf: bytes) -> None:
    verdict = verify(press, internal_pdf, [], registered(internal_pdf))
    assert (verdict.report.finding, verdict.state) == ("foreign-seal", "unknown")


STRANGE = {
    "empty": b"",
    "text": b"Dear customer, here is the plan.",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "a header only": b"%PDF-1.7\n",
    "no end": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
    "a loop": b"%PDF-1.7\n1 0 obj\n1 0 R\nendobj\ntrailer\n<< /Root 1 0 R /Prev 0 >>\nstartxref\n0\n%%EOF",
    "deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"\nendobj\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("name", STRANGE)
def test_whatever_is_brought_gets_an_answer(press: Press, key: SealKey, name: str) -> None:
    verdict = verify(press, STRANGE[name], [key.certificate_der], Known())
    assert verdict.state == "unknown"
    assert verdict.report.finding in {"not-a-pdf", "unreadable", "no-seal"}


def test_half_a_file_is_altered(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    half = internal_pdf[: len(internal_pdf) * 9 // 10]
    assert verify(press, half, [key.certificate_der], registered(internal_pdf)).state == "altered"


def test_a_pdf_without_a_seal_is_unknown(press: Press, internal_pdf: bytes, key: SealKey) -> None:
    verdict = verify(press, unsealed(internal_pdf), [key.certificate_der], Known())
    assert (verdict.report.finding, verdict.state) == ("no-seal", "unknown")


def test_too_large_a_file_is_not_read(press: Press, key: SealKey) -> None:
    report = inspect(press, b"%PDF-" + b"\0" * LARGEST, [key.certificate_der])
    assert report.finding == "too-large"


def test_a_file_that_takes_too_long_gets_an_answer_and_so_does_the_next(
    internal_pdf: bytes, key: SealKey
) -> None:
    with Press(time_limit=0.01) as press:
        assert inspect(press, internal_pdf, [key.certificate_der]).finding == "too-slow"
    deep = b"%PDF-1.7\n1 0 obj\n[" + b"<<>>" * 1_000_000 + b"]\nendobj\nstartxref\n9\n%%EOF"
    with Press() as press:
        assert inspect(press, deep, [key.certificate_der]).finding in {"too-slow", "unreadable"}
        assert inspect(press, internal_pdf, [key.certificate_der]).finding == "sealed"


def test_known_bytes_without_a_seal_that_holds_are_not_called_current(internal_pdf: bytes) -> None:
    report = SealReport("no-seal", hashlib.sha256(internal_pdf).hexdigest())
    assert judge(report, registered(internal_pdf)).state == "unknown"
