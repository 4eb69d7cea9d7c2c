"""What is to be said of a PDF that somebody brings: current, superseded, withdrawn, altered or unknown.

A file is one of ours only if three things agree: its seal holds and is ours, the seal covers it from the first to the
last byte, and the register knows its very SHA-256. A file that only claims to be ours, by the document id in its
metadata or by a seal of ours that no longer fits, was altered. Everything else is unknown, which is no accusation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.documents.orders import LARGEST, Inspected, InspectOrder, SealReport
from app.documents.press import Press, RenderFailed

Standing = Literal["current", "superseded", "withdrawn"]
State = Literal["current", "superseded", "withdrawn", "altered", "unknown"]


@dataclass(frozen=True, slots=True)
class RegisteredDocument:
    """A sealed file as the register keeps it. Nothing here may be shown that the file itself does not say."""

    document_id: str
    sha256: str
    standing: Standing


class Register(Protocol):
    """Who remembers what was sealed: the store."""

    def by_sha256(self, sha256: str) -> RegisteredDocument | None:
        """The file with these very bytes (64 hexadecimal digits, lower case)."""
        ...

    def by_document(self, document_id: str) -> RegisteredDocument | None:
        """The document of that id, whatever the bytes that were brought."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    report: SealReport
    document: RegisteredDocument | None = None
    """The registered document, if these are its very bytes."""


def inspect(press: Press, pdf: bytes, certificates: Sequence[bytes]) -> SealReport:
    """Whether the seal of `pdf` is one of `certificates`' (DER) and holds. Bounded in size, time and memory.

    Never raises for what a file holds: what kills the child is reported as `too-slow` or `unreadable`.
    """
    if len(pdf) > LARGEST:
        return SealReport("too-large", _sha256(pdf))
    try:
        answer = press.carry_out(InspectOrder(pdf, tuple(certificates)))
    except RenderFailed as failed:
        return SealReport("too-slow" if failed.trouble == "too-slow" else "unreadable", _sha256(pdf))
    assert isinstance(answer, Inspected)
    return answer.report


def verify(press: Press, pdf: bytes, certificates: Sequence[bytes], register: Register) -> Verdict:
    """The final word on a file."""
    return judge(inspect(press, pdf, certificates), register)


def judge(report: SealReport, register: Register) -> Verdict:
    """What the register adds to what the file says of itself."""
    registered = register.by_sha256(report.sha256)
    if registered is not None:
        # Known bytes under a seal we cannot confirm: the key is missing here, which the report tells.
        state: State = registered.standing if report.finding == "sealed" else "unknown"
        return Verdict(state, report, registered)
    claims_ours = bool(report.document_id) and register.by_document(report.document_id) is not None
    return Verdict("altered" if claims_ours or report.finding == "altered" else "unknown", report)


def _sha256(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()
