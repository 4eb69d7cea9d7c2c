"""The composition root: everything that the server is made of, put together once.

The only place that knows all the parts. `app/cli` starts what `compose` returns; tests compose the same with
settings of their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from app.formats import load
from app.live.hub import Hub
from app.live.ports import Ports
from app.settings import Settings
from app.store.store import Store
from app.web import api, health
from app.web.app import build
from app.web.beside import Beside
from app.web.desk import Desk
from app.web.drawing import ROOT, Drawing, environment
from app.web.elsewhere import Elsewhere
from app.web.health import Readiness
from app.web.identity.back_door import open_for_commands
from app.web.identity.company import Company
from app.web.identity.first_run import offer_setup
from app.web.identity.gate import Gate
from app.web.identity.identity import Identity
from app.web.identity.venue import door_of
from app.web.pages import room
from app.web.pages.day_routers import ROUTERS as DAY
from app.web.pages.people_routers import ROUTERS
from app.web.pages.signing_routers import ROUTERS as SIGNING
from app.web.rehearsal.rehearsals import Rehearsals
from app.web.rooms import Rooms
from app.web.scene import Scene
from app.web.screens import Screens
from app.web.sealing import Sealing
from app.web.shelf import Shelves
from app.web.site import Site


@dataclass(frozen=True, slots=True)
class Installation:
    """A server, ready to be started."""

    app: FastAPI
    drain: Callable[[float], Awaitable[None]]
    """Before a stop: what is in hand is answered, within so many seconds; then everybody is told to come back."""
    welcome: Callable[[str], Sequence[str]]
    """Given the base URL under which it can be reached, what the terminal is told beyond the address: the
    one-time set-up link as long as nobody has used it."""
    socket_protocol: str = "app.live.protocol:LiveProtocol"
    """uvicorn's `ws`: a protocol's name or `module:Class`."""


def compose(settings: Settings) -> Installation:
    """Put the server together and open its store.

    Raises FormatError for a wrong format, and what `Store.open` raises.
    """
    formats = load(ROOT / "workshops")
    # The key and the door for commands are here, wherever the plans are.
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store.open(settings.db or settings.data / "stratroom.db")
    rooms = Rooms(store)
    identity = Identity(store, rooms, settings.scheme, settings.port, settings.base_url)
    rooms.door_of = lambda plan: door_of(identity, plan)
    drawing = Drawing(environment())
    ports: Ports[Scene] = Ports(Gate(identity), Screens(drawing), Company(), Desk(rooms), rooms.typists)
    rooms.hub = Hub(ports)
    rooms.elsewhere = elsewhere = Elsewhere(store, rooms, rooms.hub, identity.devices)
    elsewhere.words |= {
        "inside": identity.pressed_elsewhere,
        "outside": identity.released_elsewhere,
        "ways": identity.ways_changed,
    }
    elsewhere.missed.append(identity.missed)
    sealing = Sealing(store, settings.data, settings.base_url)
    rooms.listeners += [identity.heard, Shelves(store).heard, sealing.heard]
    rooms.openers += [identity.opened, sealing.opened, elsewhere.opened]
    site = Site(
        store=store,
        rooms=rooms,
        hub=rooms.hub,
        drawing=drawing,
        formats=formats,
        identity=identity,
        sealing=sealing,
        rehearsals=Rehearsals(identity),
        readiness=Readiness(store, settings.data, sealing.has_key),
        data=settings.data,
        metrics_token=settings.metrics_token,
        public_url=settings.base_url,
        hosts=frozenset(name.strip().lower() for name in settings.hosts.split(",") if name.strip()),
        secure=settings.scheme == "https",
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await offer_setup(identity)
            commands = await open_for_commands(identity, settings.data)
            beside = Beside()
            beside.begin(sealing.prepare(), rooms.tidy(), elsewhere.hear(), elsewhere.tell())
            beside.begin(rooms.measures.watch_the_loop())
            yield
            await site.rehearsals.close()
            await beside.end()
            if commands is not None:
                commands.close()
            await elsewhere.leave()
            site.hub.close_all()
            sealing.close()
            await rooms.close()
        finally:
            store.close()

    app = build(site, (api.router, health.router, *ROUTERS, *DAY, *SIGNING, room.router), lifespan)

    async def drain(patience: float) -> None:
        site.readiness.stopping = True
        await site.hub.drain(patience)
        rooms.command_log.tell()

    return Installation(app, drain, identity.welcome)
