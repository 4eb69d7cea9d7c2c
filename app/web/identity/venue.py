"""The room: which of this laptop's addresses phones can reach, and the wifi that they have to be on.

Kept per plan in the installation's settings. A laptop's address changes when it changes rooms, so a choice counts
only while this machine still has that address.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.activities.contract import Door
from app.network import addresses
from app.store import settings
from app.web.identity import tokens
from app.web.identity.identity import Identity
from app.web.identity.invitations import CUSTOMER, JOIN, way_in

SECURITIES = ("WPA", "WEP", "nopass")
"""What a wifi's QR code can say of its password: WPA stands for WPA2 and WPA3 too."""
LONGEST_SSID = 32
LONGEST_PASSWORD = 63
_QUOTED = '\\;,":'


@dataclass(frozen=True, slots=True)
class Venue:
    address: str = ""
    """Base URL that the facilitator picked; empty for the likeliest."""
    wifi: str = ""
    """Name of the network; empty where none was given."""
    password: str = ""
    security: str = "WPA"
    hidden: bool = False

    @property
    def wifi_code(self) -> str:
        """What a phone's camera reads to join the network."""
        parts = [f"T:{self.security}", f"S:{_escaped(self.wifi)}"]
        if self.security != "nopass":
            parts.append(f"P:{_escaped(self.password)}")
        if self.hidden:
            parts.append("H:true")
        return "WIFI:" + ";".join(parts) + ";;"


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in _QUOTED else c for c in text)


async def of_plan(identity: Identity, plan: str) -> Venue:
    """What was said of the plan's room."""
    kept = await identity.store.read(lambda rows: settings.get(rows, _key(plan)))
    return msgspec.json.decode(kept, type=Venue) if kept else Venue()


async def keep(identity: Identity, plan: str, venue: Venue) -> None:
    """Remember it, and show it on the boards."""
    told = msgspec.json.encode(venue).decode()
    await identity.store.write(lambda rows: settings.put(rows, _key(plan), told))
    await identity.rooms.door_changed(plan, await door_of(identity, plan))


async def door_of(identity: Identity, plan: str) -> Door:
    """How people come in, as boards show it."""
    venue = await of_plan(identity, plan)
    way = await way_in(identity, plan, JOIN)
    guests = await way_in(identity, plan, CUSTOMER)
    host = base_url(identity, venue).partition("://")[2]
    codes = [tokens.spaced(each.code or "") for each in (way, guests)]
    return Door(host, codes[0], venue.wifi, venue.password, guest_code=codes[1])


def reachable(identity: Identity) -> tuple[str, ...]:
    """Base URLs of this machine on its networks, the likeliest first."""
    urls = [f"{identity.scheme}://{each.ip}:{identity.port}" for each in addresses()]
    return tuple([identity.public_url, *urls] if identity.public_url else urls)


def base_url(identity: Identity, venue: Venue) -> str:
    """Where phones are sent: the address that was picked, while this machine still has it."""
    found = reachable(identity)
    if venue.address in found:
        return venue.address
    return found[0] if found else f"{identity.scheme}://127.0.0.1:{identity.port}"


def _key(plan: str) -> str:
    return f"venue.{plan}"
