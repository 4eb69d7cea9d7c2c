"""A name that somebody has taken, taken once more on another phone.

That is normal: one person, two devices. Nobody is asked and nobody put out; but it may also be another person, so
whoever leads is told, and can sign the second one out. Not told of are those who came by a personal link, which only
they have, and those whom the facilitator let in knowing of it; programs that hold a token do not count. A nod is kept
as the device's label.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.web.identity.devices import Device
from app.web.identity.identity import Identity
from app.web.rooms import Room


def unnoticed(devices: Iterable[Device]) -> tuple[Device, ...]:
    """Of a plan's devices those that came second under a name and that nobody has nodded at; the first come first."""
    first: dict[str, str] = {}
    found = []
    for device in sorted(devices, key=lambda each: (each.created_at, each.id)):
        if device.kind != "person" or device.person is None:
            continue
        alone = first.setdefault(device.person, device.id) == device.id
        if not alone and device.invitation is None and not device.label:
            found.append(device)
    return tuple(found)


async def of_plan(identity: Identity, plan: str) -> tuple[Device, ...]:
    """Second devices in `plan` to tell its facilitator of."""
    return unnoticed(await identity.devices.of_plan(plan))


async def nod(identity: Identity, room: Room, device: str) -> None:
    """It is theirs: nothing more is said of it. Raises LookupError for one that is not told of; NotSaved."""
    found = await _found(identity, room.live.id, device)
    label = room.names.get(found.person or "", "") or "-"
    await identity.devices.place(device, plan=room.live.id, person=found.person, label=label)


async def sign_out(identity: Identity, plan: str, device: str) -> None:
    """It is somebody else's: it is out at once. Raises LookupError for one that is not told of; NotSaved."""
    await identity.devices.revoke((await _found(identity, plan, device)).id)


async def _found(identity: Identity, plan: str, device: str) -> Device:
    for each in await of_plan(identity, plan):
        if each.id == device:
            return each
    raise LookupError(device)
