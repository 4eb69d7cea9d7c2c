"""What lies in `static/`, ready to be sent: read once, compressed once, under addresses that change with it.

A page names files as `/static/~<version>/css/phone.css`, where the version is drawn from every file's bytes: a browser
keeps such a file for good and asks for another after an upgrade. A page that was open meanwhile still asks for the old
address; it gets what is there now, and keeps that no longer than until it asks again. Scripts under such an address
come joined with all that they import (`joined.py`). Without a version a file is what it is on the disk; only a surface's
style sheet is always followed by what lies in the folder of its name: `css/phone.css` by `css/phone/*.css`, where each
activity keeps its own.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from app.web.joined import joined

STATIC = Path(__file__).resolve().parents[2] / "static"
PREFIX = "/static/"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
PACKED = frozenset({".css", ".js", ".svg", ".txt", ".md"})
"""Endings of what gets smaller; fonts are compressed already."""
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
_VERSIONED = re.compile(r"~([0-9a-f]{12})/(.+)")


@dataclass(frozen=True)
class File:
    plain: bytes
    packed: bytes | None
    """The same through gzip, where that is smaller."""
    type: str
    tag: str
    """ETag: changes with the bytes."""

    @classmethod
    def of(cls, path: str, content: bytes) -> File:
        ending = Path(path).suffix
        packed = gzip.compress(content, 9, mtime=0) if ending in PACKED else content
        return cls(
            plain=content,
            packed=packed if len(packed) < len(content) else None,
            type=TYPES[ending],
            tag=f'"{hashlib.sha256(content).hexdigest()[:20]}"',
        )


class Files:
    """The application under `/static`: GET and HEAD of the files of one folder, by nobody but its own list."""

    def __init__(self, folder: Path = STATIC) -> None:
        """Reads everything under `folder` that has a known ending. Raises ValueError where scripts can't be joined."""
        found = sorted(each for each in folder.rglob("*") if each.suffix in TYPES and each.is_file())
        content = {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}
        content.update({path: _whole_sheet(path, content) for path in content if path.endswith(".css")})
        self.version = _version(content)
        self._sources = {path: source.decode() for path, source in content.items() if path.endswith(".js")}
        self._files = {path: File.of(path, each) for path, each in content.items()}
        self._whole = {path: self._joined(path) for path in _entries(self._sources)}

    def address(self, path: str) -> str:
        """Where a page finds `path`, such as "css/phone.css". Raises KeyError where there is no such file."""
        self._files[path]
        return f"{PREFIX}~{self.version}/{path}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Method Not Allowed", 405, headers={"allow": "GET, HEAD"})
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        versioned = _VERSIONED.fullmatch(path)
        file = (
            self._whole.get(versioned[2], self._files.get(versioned[2]))
            if versioned
            else self._files.get(path)
        )
        if file is None:
            return PlainTextResponse("Not Found", 404)
        now = versioned is not None and versioned[1] == self.version
        headers = {"etag": file.tag, "cache-control": FOR_GOOD if now else ASK_AGAIN}
        if file.packed:
            headers["vary"] = "accept-encoding"
        asked = Headers(scope=scope)
        if file.tag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if file.packed and "gzip" in asked.get("accept-encoding", ""):
            return Response(
                file.packed, headers={**headers, "content-encoding": "gzip"}, media_type=file.type
            )
        return Response(file.plain, headers=headers, media_type=file.type)

    def _joined(self, path: str) -> File:
        return File.of(path, joined(self._sources, path).encode())


@functools.cache
def files() -> Files:
    """Those of this program, read at the first call."""
    return Files()


def _version(content: Mapping[str, bytes]) -> str:
    drawn = hashlib.sha256()
    for path, each in content.items():
        drawn.update(f"{path} {len(each)} ".encode() + each)
    return drawn.hexdigest()[:12]


def _whole_sheet(path: str, content: Mapping[str, bytes]) -> bytes:
    """A style sheet with those in the folder of its name behind it, in the order of their names."""
    folder = f"{path.removesuffix('.css')}/"
    own = (content[each] for each in sorted(content) if each.startswith(folder))
    return b"\n".join((content[path], *own))


def _entries(sources: Mapping[str, str]) -> list[str]:
    """Scripts that pages name or that scripts fetch when they need them: what lies on top, and the pages' own."""
    return [path for path in sources if "/" not in path or path.startswith("pages/")]
