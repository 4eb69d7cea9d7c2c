"""Erasing somebody from a plan: which entries of its log hold who they are, and how an open plan lets go of them.

A name stands in the table of names, where the store blanks it, and in what somebody signed or declined; function and
level, by which a name is guessed, stand where they were put on the list. What they typed into the plan is the plan's
and stays; so do sealed files, which are evidence of their own.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from app.domain.reading.names import same_name
from app.session.journal import Stored
from app.store import people, plans
from app.store.store import Store
from app.web.identity.identity import Identity

THEIRS: Mapping[str, tuple[str, ...]] = {
    "Signed": ("name", "drawing", "address", "agent"),
    "Declined": ("reason",),
}
"""Event → members of its payload that say who somebody is, or are their own words about themselves."""
ON_THE_LIST = ("function", "level")
"""What the list of people says of somebody, in each of its entries about them."""

Asked = dict[str, Any]
Told = dict[str, Any]


async def _nothing(_person: str) -> None:
    """Nobody is inside while no server runs."""


async def erase(store: Store, asked: Asked, before: Callable[[str], Awaitable[None]] = _nothing) -> Told:
    """Erase `person`, an id or a name, from `plan`: how many entries were redacted, or `error` with a code.

    `before` is given the id when it is known who is meant. Raises KeyError for an unknown plan; JournalError.
    """
    plan, wanted = str(asked["plan"]), str(asked["person"])
    meant = await _meant(store, plan, wanted)
    if not meant:
        return {"error": "no-such-person"}
    if len(meant) > 1:
        return {"error": "several", "why": ", ".join(meant)}
    (person,) = meant
    await before(person)
    redacted: list[int] = []

    def redact(stored: Stored) -> bytes | None:
        new = without(person, stored)
        if new is not None:
            redacted.append(stored.seq)
        return new

    at = time.time_ns() // 1_000_000
    await store.run(lambda: store.erase_person(plan=plan, person=person, redact=redact, at=at))
    return {"person": person, "entries": len(redacted)}


async def erase_while_open(identity: Identity, asked: Asked) -> Told:
    """As `erase`, in a server that runs: their devices are signed out, everybody else's screens lose the name.

    Raises LookupError for an unknown plan; JournalError.
    """
    plan = str(asked["plan"])

    async def show_out(person: str) -> None:
        await identity.devices.revoke_person(person)
        identity.hub.revoke(person=person, plan=plan)

    return await identity.rooms.rewrite(plan, lambda: erase(identity.store, asked, show_out))


def without(person: str, stored: Stored) -> bytes | None:
    """The payload without what says who `person` is; None where it says nothing of that."""
    listed = stored.entry.event == "PersonSet"
    members = ON_THE_LIST if listed else THEIRS.get(stored.entry.event)
    if members is None:
        return None
    payload = msgspec.json.decode(stored.entry.payload)
    said = payload["person"] if listed else payload
    if said.get("id" if listed else "person") != person or not any(said.get(name) for name in members):
        return None
    said.update(dict.fromkeys(members, ""))
    return msgspec.json.encode(payload, order="deterministic")


async def _meant(store: Store, plan: str, wanted: str) -> tuple[str, ...]:
    def job(rows: Any) -> tuple[str, ...]:
        plans.get(rows, plan)
        known = people.names(rows, plan)
        if wanted in known:
            return (wanted,)
        return tuple(id_ for id_, name in known.items() if same_name(name, wanted))

    return await store.read(job)
