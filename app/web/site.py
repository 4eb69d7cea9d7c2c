"""What every route can reach: one object, made by the composition root, found through `site(request)`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from app.domain.agenda import Format
from app.live.hub import Hub
from app.store.store import Store
from app.web.drawing import Drawing
from app.web.rooms import Rooms
from app.web.scene import Scene

if TYPE_CHECKING:
    from app.web.health import Readiness
    from app.web.identity.identity import Identity
    from app.web.rehearsal.rehearsals import Rehearsals
    from app.web.sealing import Sealing


@dataclass(slots=True)
class Site:
    store: Store
    rooms: Rooms
    hub: Hub[Scene]
    drawing: Drawing
    formats: dict[str, Format]
    identity: Identity
    sealing: Sealing
    rehearsals: Rehearsals
    readiness: Readiness
    data: Path
    """Folder of the store, keys and documents."""
    metrics_token: str = ""
    public_url: str | None = None
    """The lasting address, without a slash at the end."""
    hosts: frozenset[str] = frozenset()
    """Further names of this server, in small letters, without a port."""
    secure: bool = False
    """Served over TLS by this process."""

    async def show_out(self, plan: str, person: str) -> None:
        """End somebody's sessions on a plan and close their sockets, within a second."""
        await self.identity.devices.revoke_person(person)
        self.hub.revoke(person=person, plan=plan)


def site(connection: HTTPConnection) -> Site:
    found = connection.app.state.site
    assert isinstance(found, Site)
    return found
