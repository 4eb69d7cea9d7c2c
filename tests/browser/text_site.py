"""One co-edited field as a web site: the product's documents and text client, the smallest server between them."""

from __future__ import annotations

import asyncio
import html
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.live.text.room import Room

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "static"
T = TypeVar("T")
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Text</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css">
<script type="module" src="/text_page.js"></script></head><body data-person="PERSON">
<form data-sync="saved"><textarea data-coedit data-record="record-1" data-field="statement" autocomplete="off"
 rows="4" cols="40" aria-label="Statement">PLAIN</textarea><p class="sync"></p></form></body></html>"""


class _Screen:
    """One socket: what is said is written in order by a task of its own."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def say(self, message: Mapping[str, object]) -> bool:
        self.said.put_nowait(dict(message))
        return True

    async def write(self, websocket: WebSocket) -> None:
        while True:
            await websocket.send_json(await self.said.get())


class TextSite:
    def __init__(self, plain: str) -> None:
        self.room = Room()
        self.key = self.room.begin("record-1", "statement", plain)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._server: uvicorn.Server
        self._thread: threading.Thread
        self._loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        return f"http://room.test:{self.port}"

    @property
    def plain(self) -> str:
        """What the domain knows."""
        return self.room.plain[self.key]

    def start(self) -> None:
        up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(up)), daemon=True)
        self._thread.start()
        assert up.wait(20)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()
        self.room.restart()

    def run(self, act: Callable[[], T]) -> T:
        """Do something on the server's loop, and wait for it."""

        async def acted() -> T:
            return act()

        return asyncio.run_coroutine_threadsafe(acted(), self._loop).result(20)

    async def _run(self, up: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        routes = [
            Route("/page.css", lambda _: PlainTextResponse("textarea { font: 16px/1.4 monospace }")),
            Route("/text_page.js", self._script),
            Route("/{person}", self._page),
            WebSocketRoute("/socket", self._socket),
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            port=self.port,
            log_level="error",
            ws="websockets-sansio",
            lifespan="off",
        )
        config.timeout_graceful_shutdown = 1
        self._server = uvicorn.Server(config)
        task = asyncio.create_task(self._server.serve())
        while not self._server.started and not task.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        up.set()
        await task

    async def _page(self, request: Request) -> Response:
        page = PAGE.replace("PERSON", request.path_params["person"]).replace("PLAIN", html.escape(self.plain))
        return HTMLResponse(page, headers={"Content-Security-Policy": CSP})

    async def _script(self, request: Request) -> Response:
        return PlainTextResponse((HERE / "text_page.js").read_text(), media_type="text/javascript")

    async def _socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        screen = _Screen()
        writer = asyncio.create_task(screen.write(websocket))
        try:
            while True:
                self.room.receive(screen, await websocket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            writer.cancel()
            self.room.typists.left(screen)
