"""`stratroom serve`: starts the room and says in the terminal where it is.

The port is taken before anything is announced, so that what is printed is true. The address on the local
network comes with a QR code: the fastest way to get a phone to a laptop that has no name.
"""

from __future__ import annotations

import contextlib
import errno
import io
import resource
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import segno
import typer
import uvicorn

from app.cli import logs
from app.cli.given import settings_given
from app.cli.loading import loading
from app.cli.memory import give_back_large_pieces
from app.cli.root import Exit, fail
from app.i18n import gettext as _
from app.network import addresses
from app.settings import Settings

if TYPE_CHECKING:
    from app.main import Installation

MAX_FRAME = 64 * 1024
"""Largest WebSocket frame taken from a client, in bytes (docs/protocol.md)."""
PING_EVERY = 5.0
PING_LOST_AFTER = 10.0
"""Seconds; together they notice a half-open connection within 15 s."""
MOST_FILES = 65_536
"""Open files that we ask the system for."""
LAST_WORDS = 5
"""Seconds that requests get to finish when the server is asked to stop."""
LAST_COMMANDS_S = 1.5
"""Seconds that commands in hand get to become durable and be answered before sockets are closed."""


def register(commands: typer.Typer) -> None:
    """Add `serve`."""
    commands.command("serve")(serve)


def serve(  # an option each
    data: Annotated[
        Path | None, typer.Option(help="Folder that holds everything.  [default: ./data]")
    ] = None,
    db: Annotated[
        str | None, typer.Option(help="postgresql://… instead of a file in the data folder.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.  [default: 0.0.0.0]")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.  [default: 8400]")] = None,
    public_url: Annotated[str | None, typer.Option(help="Lasting address, printed in documents.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate to serve https with (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key (PEM).")] = None,
    log_level: Annotated[str | None, typer.Option(help="debug, info, warning or error.")] = None,
    log_format: Annotated[str | None, typer.Option(help="json, text or auto.")] = None,
) -> None:
    """Start the server. Every option is also an environment variable: STRATROOM_PORT and so on."""
    given = {
        "data": data, "db": db, "host": host, "port": port, "public_url": public_url,
        "tls_cert": tls_cert, "tls_key": tls_key, "log_level": log_level,
        "log_format": log_format,
    }  # fmt: skip
    settings = settings_given(given)
    logs.configure(settings.log_level, settings.log_format)
    _let_many_in()
    listening = _listen(settings.host, settings.port)
    installation = _composed(settings)
    server = _Server(configuration(settings, installation), settings, installation)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        typer.echo()
    if not server.started:
        raise typer.Exit(Exit.FAULT)


def configuration(settings: Settings, installation: Installation) -> uvicorn.Config:
    """uvicorn as it is run here; tests that need a real server use the same."""
    return uvicorn.Config(
        installation.app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=installation.socket_protocol,
        ws_max_size=MAX_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=PING_EVERY,
        ws_ping_timeout=PING_LOST_AFTER,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=LAST_WORDS,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )


class _Server(uvicorn.Server):
    """Greets once it listens and the application has started."""

    def __init__(self, config: uvicorn.Config, settings: Settings, installation: Installation) -> None:
        super().__init__(config)
        self._settings = settings
        self._installation = installation

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and sockets:
            greet(self._settings, self._installation, sockets[0].getsockname()[1])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Who comes now comes to the next process: a door that is closed is tried again.
        for listening in self.servers:
            listening.close()
        await self._installation.drain(LAST_COMMANDS_S)
        await super().shutdown(sockets=sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """To be asked to stop is no accident: the process ends with 0, not as if the signal had killed it."""
        with super().capture_signals():
            yield
            self._captured_signals = [each for each in self._captured_signals if each != signal.SIGTERM]


def greet(settings: Settings, installation: Installation, port: int) -> None:
    """Print where the room is: a line an address, a QR code of the likeliest, what else there is to say."""
    urls = reachable_urls(settings, port)
    for url in urls:
        typer.echo(f"Stratroom: {url}")
    typer.echo(_terminal_qr(urls[0]))
    if settings.scheme == "http" and settings.base_url is None and not _only_here(settings.host):
        typer.echo(
            _(
                "Without TLS, others on this network can read along."
                " A certificate (--tls-cert, --tls-key) or a proxy with one prevents it."
            )
        )
    for line in installation.welcome(urls[0]):
        typer.echo(line)


def reachable_urls(settings: Settings, port: int) -> list[str]:
    """Base URLs of this server, the best for a phone first; at least one."""
    hosts = [settings.host]
    if settings.host in {"0.0.0.0", "::"}:  # noqa: S104  # nosec B104  # compared, not bound
        hosts = [each.ip for each in addresses()] + ["127.0.0.1"]
    local = [f"{settings.scheme}://{_bracketed(host)}:{port}" for host in hosts]
    return [settings.base_url, *local] if settings.base_url else local


def _composed(settings: Settings) -> Installation:
    give_back_large_pieces()
    # Here and not at the head: commands that need no server start without loading one.
    with loading():
        from app.cli.opening import failing_in_words
        from app.formats import FormatError
        from app.main import compose

    try:
        with failing_in_words(settings):
            return compose(settings)
    except FormatError as error:
        fail(Exit.SETTINGS, str(error))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            fail(
                Exit.UNAVAILABLE,
                _("Port %(port)d is taken. Stop the other program or choose --port.", port=port),
            )
        fail(
            Exit.UNAVAILABLE,
            _("Cannot listen on %(host)s: %(why)s", host=host, why=error.strerror or str(error)),
        )
    listening.set_inheritable(True)
    return listening


def _terminal_qr(url: str) -> str:
    drawn = io.StringIO()
    segno.make(url, micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue()


def _let_many_in() -> None:
    """Take as many files as we may: every phone is one, and the usual 1,024 are fewer than a large room."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _only_here(host: str) -> bool:
    return host in {"127.0.0.1", "::1", "localhost"}


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
