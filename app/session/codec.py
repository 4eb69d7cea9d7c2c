"""Events and states as bytes, and back.

An entry names its event type and the version of that type's schema. Old versions are lifted to the present one,
step by step, when they are read; the log itself is never rewritten. Changing an event class means: raise its
`schema`, add an upcast here, keep a log of the release before among the fixtures that the tests replay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, get_args

import msgspec

from app.domain import events as ev
from app.domain.state import PlanState
from app.session.journal import Entry, Snapshot, Stored
from app.session.texts import Epoch

EVENTS: dict[str, type[ev.Event]] = {cls.__name__: cls for cls in get_args(ev.Event)}

Payload = dict[str, Any]
UPCASTS: dict[tuple[str, int], Callable[[Payload], Payload]] = {
    ("AgendaSet", 1): lambda payload: {**payload, "keeps": False},
    # Who is needed, who answered the invitation and who came ahead was not known: nobody yet.
    ("PersonSet", 1): lambda payload: payload,
}
"""(event name, version) → what lifts that version's payload to the next."""

SNAPSHOT_SCHEMA = 4
"""Raise it when PlanState or Epoch changes its form: older snapshots are then ignored and rebuilt."""


class UnknownEvent(Exception):
    """The log holds an event of a newer release than this one."""


def _plain(value: object) -> object:
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} has no place in the log")


_encoder = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")
_state_encoder = msgspec.json.Encoder(enc_hook=_plain)
"""Keeps the order of mappings: the roster's is what people see."""


def encode(event: ev.Event, *, at: int, person: str | None, command: str | None) -> Entry:
    """`event` as an entry for the log. `at`: milliseconds since 1970-01-01 UTC."""
    return Entry(
        event=type(event).__name__,
        schema=event.schema,
        payload=_encoder.encode(event),
        at=at,
        person=person,
        command=command,
    )


def decode(entry: Entry) -> ev.Event:
    """The event that `entry` holds, in today's form. Raises UnknownEvent."""
    cls = EVENTS.get(entry.event)
    if cls is None or entry.schema > cls.schema:
        raise UnknownEvent(f"{entry.event} version {entry.schema}")
    payload = msgspec.json.decode(entry.payload)
    for version in range(entry.schema, cls.schema):
        payload = UPCASTS[entry.event, version](payload)
    return msgspec.convert(payload, cls)


def meta(stored: Stored) -> ev.Meta:
    """Where an event stands in the log, when it was accepted, by whom and as part of what."""
    entry = stored.entry
    return ev.Meta(stored.seq, entry.at, entry.person, entry.command)


@dataclass(frozen=True, slots=True)
class _Body:
    state: PlanState
    texts: dict[str, Epoch]


def pack(state: PlanState, texts: dict[str, Epoch]) -> Snapshot:
    """A snapshot of a plan: its state, and the epochs of its co-edited texts."""
    return Snapshot(state.seq, SNAPSHOT_SCHEMA, _state_encoder.encode(_Body(state, texts)))


def unpack(snapshot: Snapshot | None) -> tuple[PlanState, dict[str, Epoch]] | None:
    """What a snapshot holds; None where there is none or it is of another form: the log then tells all."""
    if snapshot is None or snapshot.schema != SNAPSHOT_SCHEMA:
        return None
    try:
        body = msgspec.json.decode(snapshot.body, type=_Body)
    except msgspec.DecodeError:
        return None
    return body.state, body.texts
