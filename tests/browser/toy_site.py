"""The toy plan of tests/live as a web site: a page per person, the product's socket client, a server to stop."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.live.ports import Ack, Seat, Surface
from tests.live.server import application, server
from tests.live.toy import PLAN, Toy, inlined, role_of, side_of

STATIC = Path(__file__).parents[2] / "static"
T = TypeVar("T")

CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; img-src 'self'"

STYLE = """
* { margin: 0; box-sizing: border-box; } body { font: 16px/1.4 sans-serif; }
main { padding: var(--held-above, 0px) 0 var(--held-below, 0px); }
header { position: sticky; top: 0; background: #eee; padding: 12px; }
ol { list-style: none; padding: 0; } ol ol { padding-left: 16px; }
li { border-top: 1px solid #ccc; padding: 8px; } input { display: block; width: 100%; font-size: 16px; }
"""

SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Toy</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/toy.css">
<script src="/static/vendor/htmx.js" defer></script><script type="module" src="/static/live.js"></script></head>
<body data-plan="plan-one" data-person="PERSON" data-page="phone" data-lengthens>
<header><p data-sync-of="page" data-sync="saved"><span class="sync"></span></p><b data-here></b>
<p data-editing="line-001" hidden></p><div data-list="mine" hx-morph-skip-children></div></header>
<main><ol data-list="top" hx-morph-skip-children></ol>
<form id="new" data-command='{"do":"add","kind":"line","after":null}' data-reset data-sync="saved">
<input id="new-text" name="fields.text" autocomplete="off"><button>Add</button><span class="sync"></span></form>
<div data-list="editors" hx-morph-skip-children></div></main><footer id="kept" hx-morph-skip></footer>
<script type="application/json" id="words">{"sync.saved":"All saved"}</script>
<script type="application/json" id="holds">HOLDS</script></body></html>"""


class ToySite:
    """The server, in a thread of its own."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self.lines = lines
        self.sockets = True
        self.posts = 0
        self.port = _free_port()
        self.toy: Toy
        self._loop: asyncio.AbstractEventLoop
        self._server: uvicorn.Server
        self._thread: threading.Thread
        self._toy: Toy | None = None

    @property
    def url(self) -> str:
        return f"http://room.test:{self.port}"

    def start(self) -> None:
        """Come up, with the plan as it was: what was acknowledged is durable."""
        up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(up)), daemon=True)
        self._thread.start()
        assert up.wait(10)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()

    async def _run(self, up: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        before = self._toy
        self.toy = self._toy = Toy(self.lines)
        if before is not None:
            self.toy.lines, self.toy.log = before.lines, before.log
        routes = (
            Route("/", self._page),
            Route("/toy.css", lambda request: PlainTextResponse(STYLE, media_type="text/css")),
            Route("/api/plans/{plan}/commands", self._commands, methods=["POST"]),
            Mount("/static", StaticFiles(directory=STATIC)),
        )
        app = application(self.toy, routes)
        self._server = server(self._guarded(app), self.port)  # type: ignore[arg-type]
        task = asyncio.create_task(self._server.serve())
        while not self._server.started and not task.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        up.set()
        await task

    def _guarded(self, app: Any) -> Any:
        """A network that lets no socket through, where a test asks for it."""

        async def guard(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "websocket" and not self.sockets:
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            await app(scope, receive, send)

        return guard

    async def _page(self, request: Request) -> Response:
        person = request.url.query
        seat = Seat(PLAN, person, person, side_of(person), role_of(person), Surface.PHONE)
        audience = self.toy.gate.audience(seat, self.toy.lines)
        pages = {
            "all": self.toy.screens.page(audience, self.toy.lines, None),  # type: ignore[arg-type]
            "mine": self.toy.screens.personal(audience, person, self.toy.lines, None),  # type: ignore[arg-type]
        }
        response = HTMLResponse(inlined(SHELL.replace("PERSON", person), pages))
        response.headers["Content-Security-Policy"] = CSP
        response.set_cookie("person", person)
        return response

    async def _commands(self, request: Request) -> Response:
        self.posts += 1
        person = request.cookies["person"]
        seat = Seat(PLAN, person, person, side_of(person), role_of(person))
        answers = []
        for command in await request.json():
            answer = await self.toy.submit(seat, command, None)
            if isinstance(answer, Ack):
                answers.append({"type": "ack", "id": command["id"]})
            else:
                said = {"code": answer.code, "message": answer.message}
                answers.append({"type": "refused", "id": command["id"], **said})
        return JSONResponse(answers)

    # ── from the test's thread ────────────────────────────────────────────────────────────────────────

    def run(self, act: Callable[[], T]) -> T:
        """Do something on the server's loop, and wait for it."""

        async def acted() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(acted(), self._loop).result(10)

    def do(self, do: str, **more: Any) -> None:
        """Somebody else's edit."""
        command = {"id": f"peer-{time.monotonic_ns()}", "do": do} | more
        answer = self.run(lambda: self.toy.do(command, "peer"))
        assert isinstance(answer, Ack), answer

    def text(self, record: str) -> str:
        return self.toy.lines.text[record]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
