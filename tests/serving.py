"""The real server on a port of loopback: uvicorn with our own protocol, a store in a temporary folder.

It runs on a loop in a thread of its own, so that tests with a browser, which have no loop, use the same server as
tests that speak HTTP. `Served.do` runs a coroutine where the server runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
import uvloop
from sqlalchemy.engine import make_url

from app.cli.serve import configuration
from app.main import Installation, compose
from app.settings import Settings
from app.store.store import Store
from app.web.identity.identity import Identity
from app.web.site import Site
from tests.postgres import in_postgres

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 20.0
"""Seconds."""


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    url: str
    """Without a slash at the end."""
    data: Path
    site: Site
    installation: Installation
    loop: asyncio.AbstractEventLoop

    @property
    def identity(self) -> Identity:
        return self.site.identity

    @property
    def setup_path(self) -> str:
        """Of the one-time link, as long as nobody used it."""
        return f"/setup/{self.identity.setup}"

    @property
    def busy(self) -> float:
        """Seconds of processor that the server's loop has used: the same on a machine that others use too."""

        async def used() -> float:
            return time.thread_time()

        return self.do(used())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(STARTS_WITHIN)


def in_postgresql(data: Path) -> str:
    """The URL of a database in place of the folder's file, filled with what the file holds.

    So every test that starts a server can be run on the other store:
    STRATROOM_TEST_STORE=postgresql bin/test tests/web tests/live
    """
    postgres, file = os.environ["STRATROOM_TEST_POSTGRES"], data / "stratroom.db"
    name = "served_" + hashlib.sha256(f"{os.getpid()} {data}".encode()).hexdigest()[:20]
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    if name in _made:
        return url
    _made.add(name)
    in_postgres(postgres, f"CREATE DATABASE {name}")
    if file.exists():
        copy = data / "for-postgresql"
        _with(file, lambda store: store.dump(copy))
        _with(url, lambda store: store.load(copy))
    return url


_made: set[str] = set()


def _with(where: str | Path, job: Callable[[Store], object]) -> None:
    store = Store.open(where)
    try:
        store.call(lambda: job(store))
    finally:
        store.close()


@contextlib.contextmanager
def serving(data: Path, **settings: Any) -> Iterator[Served]:
    """Start a server with its data in `data`; stopped at the end of the block. A port of its own each time."""
    if os.environ.get("STRATROOM_TEST_STORE") == "postgresql":
        settings.setdefault("db", in_postgresql(data))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        chosen = Settings(data=data, host="127.0.0.1", port=port, **settings)
        installation = compose(chosen)
        server = uvicorn.Server(configuration(chosen, installation))
        loops: list[asyncio.AbstractEventLoop] = []
        started = threading.Event()

        async def run() -> None:
            loops.append(asyncio.get_running_loop())
            task = asyncio.ensure_future(server.serve(sockets=[listening]))
            while not server.started and not task.done():  # noqa: ASYNC110  uvicorn has no event for it
                await asyncio.sleep(0.005)
            started.set()
            await task

        def in_thread() -> None:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(run())

        thread = threading.Thread(target=in_thread, name="server")
        thread.start()
        started.wait(STARTS_WITHIN)
        assert server.started, "the server did not start"
        try:
            yield Served(
                f"http://127.0.0.1:{port}", data, installation.app.state.site, installation, loops[0]
            )
        finally:
            server.should_exit = True
            thread.join(STARTS_WITHIN)
            assert not thread.is_alive(), "the server did not stop"
