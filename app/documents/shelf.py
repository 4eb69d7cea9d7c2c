"""The only things a document can load: style sheets and fonts that lie in static/.

WeasyPrint's own fetcher reads any file and any address. This one knows no network and no disk beyond the shelf; a
page that asks for anything else stops the printing, because a signed document with something missing, or with
something from elsewhere, is worse than none.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fontTools.ttLib import woff2  # type: ignore[import-untyped]  # which WeasyPrint unpacks with, too
from weasyprint.urls import (  # type: ignore[import-untyped]
    FatalURLFetchingError,
    URLFetcher,
    URLFetcherResponse,
)

ORIGIN = "https://shelf.invalid/"
"""Base address of a page being printed; `.invalid` never resolves (RFC 6761), should anything ever try."""

_TYPES = {".css": "text/css", ".woff2": "font/ttf"}


class NotOnTheShelf(FatalURLFetchingError):  # type: ignore[misc]  # the library is untyped
    """A page asked for something that is not a style sheet or font of ours."""


class Shelf(URLFetcher):  # type: ignore[misc]  # the library is untyped
    """Serves `*.css` and `*.woff2` under one folder, nothing else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=())
        self._folder = folder.resolve()
        self._refused = ""

    def check(self) -> None:
        """Raises NotOnTheShelf if anything was refused: inside a drawing, the library goes on without saying so."""
        if self._refused:
            raise NotOnTheShelf(self._refused)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The file behind `url`. Raises NotOnTheShelf for everything that is not on the shelf."""
        try:
            path = self._place(url)
        except NotOnTheShelf as refused:
            self._refused = str(refused)
            raise
        held = path.read_bytes() if path.suffix == ".css" else _unpacked(path)
        return URLFetcherResponse(url, held, {"Content-Type": _TYPES[path.suffix]})

    def _place(self, url: str) -> Path:
        if not url.startswith(ORIGIN):
            raise NotOnTheShelf(f"not ours: {url[:80]}")
        path = (self._folder / unquote(urlsplit(url).path).lstrip("/")).resolve()
        on_shelf = path.is_relative_to(self._folder) and path.suffix in _TYPES and path.is_file()
        if not on_shelf:
            raise NotOnTheShelf(f"not on the shelf: {url[:80]}")
        return path


@functools.cache
def _unpacked(font: Path) -> bytes:
    """A font as it is inside: unpacking it is half a second of computing, which each document would pay anew."""
    plain = io.BytesIO()
    woff2.decompress(io.BytesIO(font.read_bytes()), plain)
    return plain.getvalue()
