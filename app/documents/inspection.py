"""Does the seal of a file hold? Asked of files that strangers bring, inside a child process that may be killed.

Three checks, because each alone has been seen to pass a changed file: pyHanko's judgment of the signature; that the
one certification covers the file from its first to its last byte except the signature itself (a PDF can be changed
by appending to it); and that the certificate is one of ours. Whether these very bytes were ever issued is for the
register to say, see `verify`.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from app.documents.orders import LARGEST, URN, Finding, SealReport

_CLAIMED = re.compile(re.escape(URN.encode()) + rb"([A-Za-z0-9_-]{1,64})")


@dataclass(frozen=True, slots=True)
class _Seal:
    finding: Finding
    signer: str = ""
    at: datetime | None = None


def inspect_file(pdf: bytes, certificates: Sequence[bytes]) -> SealReport:
    """What can be said of a file. `certificates`: DER of those that this installation seals or sealed with.

    Never raises for what a file may hold, short of the process being killed.
    """
    sha256 = hashlib.sha256(pdf).hexdigest()
    if len(pdf) > LARGEST:
        return SealReport("too-large", sha256)
    if not pdf.startswith(b"%PDF-"):
        return SealReport("not-a-pdf", sha256)
    claimed = _CLAIMED.search(pdf)
    document_id = claimed.group(1).decode() if claimed else ""
    try:
        seal = _judge(pdf, [x509.Certificate.load(each) for each in certificates])
    except Exception:
        # Whatever a stranger's file does to a parser: for the one who asks it is one answer.
        seal = _Seal("unreadable")
    at = int(seal.at.timestamp() * 1000) if seal.at else None
    return SealReport(seal.finding, sha256, document_id, seal.signer, at)


def _judge(pdf: bytes, trusted: list[x509.Certificate]) -> _Seal:
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return _Seal("no-seal")
    signature = signatures[0]
    signer = _name(signature.signer_cert)
    at = signature.self_reported_timestamp
    if not any(signature.signer_cert.dump() == each.dump() for each in trusted):
        return _Seal("foreign-seal", signer, at)
    holds = len(signatures) == 1 and _covers_everything(signature, pdf) and _valid(signature, trusted, at)
    return _Seal("sealed" if holds else "altered", signer, at)


def _covers_everything(signature: EmbeddedPdfSignature, pdf: bytes) -> bool:
    """From the first byte to the last, but for the signature's own hexadecimal string."""
    start, head, tail, rest = (int(number) for number in signature.byte_range)
    gap = pdf[head:tail]
    only_contents = gap.startswith(b"<") and gap.endswith(b">") and _HEX.fullmatch(gap[1:-1]) is not None
    return start == 0 and tail + rest == len(pdf) and only_contents


def _valid(signature: EmbeddedPdfSignature, trusted: list[x509.Certificate], at: datetime | None) -> bool:
    # The certificate is pinned and is judged at the time it sealed: it need not be in force for ever.
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=at)
    status = validate_pdf_signature(signature, context)
    certified = signature.docmdp_level == MDPPerm.NO_CHANGES
    return bool(status.bottom_line) and certified and status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _name(certificate: x509.Certificate) -> str:
    named = certificate.subject.native.get("common_name", "")
    return named if isinstance(named, str) else str(named)


_HEX = re.compile(rb"[0-9A-Fa-f]*")
