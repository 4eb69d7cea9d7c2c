"""The toy plan behind a real uvicorn with our own protocol, on a port of loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from socket import SO_SNDBUF, SOL_SOCKET

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute

from app.live.socket import LiveSocket
from tests.live.toy import Toy


def application(toy: Toy, routes: tuple[BaseRoute, ...] = ()) -> Starlette:
    return Starlette(routes=[WebSocketRoute("/live/{plan}", LiveSocket(toy.hub)), *routes])


def server(app: Starlette, port: int = 0, raw: bool = True) -> uvicorn.Server:
    """Not started yet. `raw`: with ready-made frames; else as any other ASGI server would do it."""
    protocol = "app.live.protocol:LiveProtocol" if raw else "websockets-sansio"
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        ws=protocol,  # type: ignore[arg-type]
        ws_max_size=65_536,
        ws_per_message_deflate=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    return uvicorn.Server(config)


@contextlib.asynccontextmanager
async def serving(toy: Toy, raw: bool = True) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """The address of the toy's sockets, and the server."""
    running = server(application(toy), raw=raw)
    with running.config.bind_socket() as socket:
        # So little that the system takes off our hands: a client that does not read is noticed soon.
        socket.setsockopt(SOL_SOCKET, SO_SNDBUF, 16_384)
        port = socket.getsockname()[1]
        task = asyncio.create_task(running._serve([socket]))
        while not running.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        try:
            yield f"ws://127.0.0.1:{port}/live/plan-one", running
        finally:
            running.should_exit = True
            await task
