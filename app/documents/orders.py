"""What is asked of a press's child process, and what it answers.

Both ends of the pipe use these shapes and nothing else: MessagePack, four bytes of length before it. No pickle: the
child reads what strangers upload, and must not be able to answer with code.
"""

from __future__ import annotations

from typing import Literal

import msgspec

URN = "urn:stratroom:document:"
"""How a file's metadata names its document; the id follows."""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is looked at; ours are far below one megabyte."""

READY = b"ready"
"""What a child says when it has loaded its libraries, before its first answer."""

Trouble = Literal["too-deep", "out-of-memory", "not-on-the-shelf", "unreadable", "failed", "too-slow", "died"]


class CountOrder(msgspec.Struct, frozen=True, tag="count"):
    """How many pages does this HTML fill?"""

    html: str


class PrintOrder(msgspec.Struct, frozen=True, tag="print"):
    """Print this HTML with its content attached as plan.json."""

    html: str
    content: bytes
    content_words: str
    """Description of the attachment, in the document's language."""
    document_id: str
    language: str
    at: int
    """Milliseconds since the epoch, UTC: every date in the file."""


class SealOrder(msgspec.Struct, frozen=True, tag="seal"):
    """Certify this PDF; no changes allowed."""

    pdf: bytes
    key: bytes
    """PEM: private key and certificates, see app.documents.seal."""
    reason: str


class InspectOrder(msgspec.Struct, frozen=True, tag="inspect"):
    """Say what can be said of this file, whoever made it."""

    pdf: bytes
    certificates: tuple[bytes, ...]
    """DER of the certificates this installation seals or sealed with."""


Order = CountOrder | PrintOrder | SealOrder | InspectOrder

Finding = Literal[
    "sealed", "altered", "foreign-seal", "no-seal", "not-a-pdf", "too-large", "too-slow", "unreadable"
]


class SealReport(msgspec.Struct, frozen=True):
    """What a file says of itself, and whether its seal holds."""

    finding: Finding
    sha256: str
    """Of the whole file, hexadecimal."""
    document_id: str = ""
    """The document the file claims to be; a claim, not a proof."""
    signer: str = ""
    sealed_at: int | None = None
    """Milliseconds since the epoch, as claimed by the sealing server's clock."""


class Pages(msgspec.Struct, frozen=True, tag="pages"):
    count: int


class File(msgspec.Struct, frozen=True, tag="file"):
    pdf: bytes


class Inspected(msgspec.Struct, frozen=True, tag="inspected"):
    report: SealReport


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    trouble: Trouble
    detail: str = ""


Answer = Pages | File | Inspected | Failed
