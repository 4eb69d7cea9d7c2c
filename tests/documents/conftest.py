"""Real documents, printed once for all tests that look at them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.documents.key import SealKey, make_key
from app.documents.pdf import print_plan, print_sealed
from app.documents.press import Press
from tests.documents import havenstad, noordzee


@pytest.fixture(scope="session")
def press() -> Iterator[Press]:
    with Press(time_limit=600.0) as running:
        yield running


@pytest.fixture(scope="session")
def key() -> SealKey:
    return make_key("Brandt & Veld", datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="session")
def internal_pdf(press: Press, key: SealKey) -> bytes:
    return print_sealed(press, noordzee.internal(), noordzee.INTERNAL_CONTENT, key)


@pytest.fixture(scope="session")
def shared_pdf(press: Press, key: SealKey) -> bytes:
    return print_sealed(press, noordzee.shared(), noordzee.SHARED_CONTENT, key)


@pytest.fixture(scope="session")
def big_pdf(press: Press) -> bytes:
    return print_plan(press, havenstad.big(), havenstad.CONTENT)


def unsealed(pdf: bytes) -> bytes:
    """A sealed file as it was before its seal was appended."""
    return pdf[: pdf.index(b"%%EOF") + len(b"%%EOF\n")]


class Poppler:
    """Another reader of PDF than the one that made it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, program: str, pdf: bytes, *options: str) -> str:
        """What `program` prints about `pdf`; what it wrote stays in the folder."""
        assert shutil.which(program), f"{program} is not installed (poppler-utils)"
        file = self._folder / "document.pdf"
        file.write_bytes(pdf)
        done = subprocess.run(
            [program, *options, str(file), *(["-"] if program == "pdftotext" else [])],
            capture_output=True,
            text=True,
            check=True,
            cwd=self._folder,
        )
        return done.stdout

    def text(self, pdf: bytes) -> str:
        """The text in reading order, every run of blanks as one blank."""
        return " ".join(self.run("pdftotext", pdf).split())


@pytest.fixture
def poppler(tmp_path: Path) -> Poppler:
    return Poppler(tmp_path)
