"""The documents that a day ends with, judged by programs that did not make them."""

from __future__ import annotations

import io
import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class Paper:
    pdf: bytes
    file: Path

    @classmethod
    def kept(cls, pdf: bytes, file: Path) -> Paper:
        file.write_bytes(pdf)
        return cls(pdf, file)

    @property
    def text(self) -> str:
        """What can be read on its pages, as one line."""
        return " ".join(self._poppler("pdftotext", "-").split())

    @property
    def plan(self) -> dict[str, Any]:
        """The attached plan.json."""
        with pikepdf.open(io.BytesIO(self.pdf)) as document:
            told: dict[str, Any] = json.loads(document.attachments["plan.json"].get_file().read_bytes())
        return told

    def is_sealed_whole(self) -> None:
        """By pyHanko: valid, certified against every change, from first byte to last. By pdfsig: valid, all of it."""
        # pyHanko starts a loop, and the browser has one on this thread.
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(self._judged_by_pyhanko).result()
        told = self._poppler("pdfsig", "-nocert", before=True)
        assert "Signature is Valid" in told, told
        assert "Total document signed" in told, told

    def _judged_by_pyhanko(self) -> None:
        reader = PdfFileReader(io.BytesIO(self.pdf))
        (signature,) = reader.embedded_regular_signatures
        root = x509.Certificate.load(signature.signer_cert.dump())
        status = validate_pdf_signature(
            signature, ValidationContext(trust_roots=[root], allow_fetching=False)
        )
        assert status.bottom_line
        assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        assert signature.docmdp_level is MDPPerm.NO_CHANGES

    def everything(self) -> Iterator[bytes]:
        """All that is in it: the raw file, each object as written, each stream decompressed, each string decoded."""
        yield self.pdf
        yield self.text.encode()
        with pikepdf.open(io.BytesIO(self.pdf)) as document:
            with document.open_metadata() as metadata:
                yield str(metadata).encode()
            for thing in document.objects:
                yield pikepdf.Object.unparse(thing, resolved=True)
                if isinstance(thing, pikepdf.Stream):
                    yield _opened(thing)
                yield from _strings(thing)

    def _poppler(self, program: str, *options: str, before: bool = False) -> str:
        words = [program, *options, str(self.file)] if before else [program, str(self.file), *options]
        return subprocess.run(words, capture_output=True, text=True, check=True, timeout=120).stdout


def _opened(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def _strings(thing: Any) -> Iterator[bytes]:
    """Strings in the encoding in which people read them: UTF-16 hides words from a search of bytes."""
    if isinstance(thing, pikepdf.String):
        yield str(thing).encode("utf-8", "replace")
    elif isinstance(thing, pikepdf.Array):
        yield from _strings_of(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from _strings_of(thing[key] for key in thing.keys())  # noqa: SIM118  it iterates over keys only when asked


def _strings_of(things: Iterable[Any]) -> Iterator[bytes]:
    for each in things:
        if not (isinstance(each, pikepdf.Object) and each.is_indirect):  # those come by themselves
            yield from _strings(each)


def squeezed(text: str) -> str:
    """Without the hyphens and breaks that setting it brought in."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)
