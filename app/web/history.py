"""What happened to a plan, from its log: who changed what when, and the plan as it was at any point.

The log is replayed from its beginning: each event is told with the words that its record had at that moment. Nothing
is kept between two questions; a day's log replays in well under a second, away from the event loop.

Our side only. What somebody wrote silently stays theirs until it is revealed, here too; what is anonymous has no author.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.domain import events as ev
from app.domain.checker import about_record
from app.domain.evolve import evolve
from app.domain.fields import Value
from app.domain.people import Edition, Person
from app.domain.records import Record
from app.domain.secrecy import INTERNAL, Viewer, may_see
from app.domain.signoff import unsigned
from app.domain.state import EMPTY, PlanState
from app.session import codec
from app.session.journal import Stored
from app.session.replay import read_all
from app.store.store import Store

TYPING = 5 * 60_000
"""Milliseconds within which one hand in one field makes one entry, told at its last keystroke."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of the history; several keystrokes in one field are one entry."""

    seq: int
    """Of its last event: the plan right after it."""
    at: int
    """Milliseconds UTC."""
    person: str
    """Pseudonym; empty for the server and for what is anonymous."""
    what: str
    """Names the sentence: see `app/web/pages/history_words.py`."""
    record: str = ""
    kind: str = ""
    words: str = ""
    """What the record said."""
    field: str = ""
    value: Value = None
    about: str = ""
    """Something else that the sentence names: a step's key, a person, a room's property, a reason."""
    person_was: Person | None = None
    person_now: Person | None = None
    """How somebody stood on the list of people before and after; `person_was` is None for somebody new."""
    without: tuple[str, ...] = ()
    """People whose signatures a sealed file lacks because somebody went on without them."""


async def read(store: Store, plan: str) -> Sequence[Stored]:
    """The plan's log. Raises KeyError where there is none, NotSaved where it is damaged."""
    return await read_all(store, store.journal, plan)


def tell(log: Sequence[Stored], viewer: str) -> list[Happening]:
    """Everything that `viewer` (one of ours) may know of, the newest last."""
    told: dict[int, Happening] = {}
    typing: dict[tuple[str, str, str], Happening] = {}
    end = state_at(log, log[-1].seq if log else 0)
    hidden = frozenset(_still_silent(end, viewer))
    state = EMPTY
    for stored in log:
        event = codec.decode(stored.entry)
        meta = codec.meta(stored)
        before, state = state, evolve(state, event, meta)
        found = _told(before, state, event, meta)
        if found.record in hidden or _was_silent(before, state, found.record, viewer):
            continue
        if found.what == "worded":
            hand = (found.person, found.record, found.field)
            earlier = typing.get(hand)
            if earlier is not None and found.at - earlier.at < TYPING:
                del told[earlier.seq]
            typing[hand] = found
        told[found.seq] = found
    return list(told.values())


def state_at(log: Sequence[Stored], seq: int) -> PlanState:
    """The plan right after entry `seq`."""
    state = EMPTY
    for stored in log:
        if stored.seq > seq:
            break
        meta = codec.meta(stored)
        state = evolve(state, codec.decode(stored.entry), meta)
    return state


def _still_silent(state: PlanState, viewer: str) -> Iterator[str]:
    """Lines that somebody else has not shown to anybody yet, those in the bin among them."""
    binned = (record for each in state.bin.values() for record in each.records)
    for record in (*state.records.values(), *binned):
        if not may_see(state, record, Viewer(INTERNAL.edition, viewer)):
            yield record.id


def _was_silent(before: PlanState, after: PlanState, id_: str, viewer: str) -> bool:
    """A line that was taken away before anybody saw it stays untold."""
    record = _record(before, after, id_)
    if record is None or record.kind != "note" or id_ in after.records:
        return False
    return not may_see(after, record, Viewer(INTERNAL.edition, viewer))


def _record(before: PlanState, after: PlanState, id_: str) -> Record | None:
    found = after.records.get(id_) or before.records.get(id_)
    if found is None and id_ in after.bin:
        found = after.bin[id_].root
    return found


def _told(before: PlanState, after: PlanState, event: ev.Event, meta: ev.Meta) -> Happening:
    what = _what(event)
    id_ = _about_record(before, event, meta)
    found = _record(before, after, id_)
    told = Happening(
        seq=meta.seq,
        at=meta.at,
        person=meta.person or "",
        what=what,
        record=id_,
        kind=found.kind if found else "",
        words=_words(found),
        field=event.field if isinstance(event, ev.Changed | ev.TextEdited) else "",
        value=_value(event),
        about=_about(event),
        without=_without(before, event, meta),
    )
    if isinstance(event, ev.PersonSet):
        told = replace(told, person_was=before.people.get(event.person.id), person_now=event.person)
    return replace(told, person="") if isinstance(event, ev.Added) and event.anonymous else told


def _without(before: PlanState, event: ev.Event, meta: ev.Meta) -> tuple[str, ...]:
    if not isinstance(event, ev.Sealed) or meta.person is None:
        return ()
    return tuple(each.id for each in unsigned(before.signoff, before.people, Edition(event.edition)))


def _about_record(before: PlanState, event: ev.Event, meta: ev.Meta) -> str:
    match event:
        case ev.Undone(of):
            changes = before.changes.get(meta.person or "", ())
            return next((each.record for each in changes if each.seq == of), "")
        case ev.RoomSet("spotlight", str(record)):
            return record
        case ev.Overruled(finding):
            return about_record(finding)
        case _:
            record = getattr(event, "record", "")
            return record if isinstance(record, str) else ""


def _what(event: ev.Event) -> str:
    """The sentence's name."""
    match event:
        case ev.EditionChanged(shared=shared):
            return "shared" if shared else "withheld"
        case ev.Carried(owner=owner):
            return "carried" if owner else "carried-no-more"
        case ev.Overruled(reason=reason):
            return "overruled" if reason else "overruled-no-more"
        case ev.VersionEnded(state=ended):
            return ended
        case _:
            return NAMES[type(event)]


NAMES: dict[type[ev.Event], str] = {
    ev.Added: "added",
    ev.Changed: "set",
    ev.TextEdited: "worded",
    ev.Moved: "moved",
    ev.Removed: "removed",
    ev.Restored: "restored",
    ev.Undone: "undone",
    ev.PersonSet: "person",
    ev.PersonGone: "person-gone",
    ev.AgendaSet: "agenda",
    ev.StepStarted: "step",
    ev.RoomSet: "room",
    ev.Frozen: "frozen",
    ev.Unfrozen: "unfrozen",
    ev.Signed: "signed",
    ev.Declined: "declined",
    ev.Sealed: "sealed",
    ev.Redacted: "redacted",
}
"""A test holds every kind of event to a name here or a case above."""


def _value(event: ev.Event) -> Value:
    match event:
        case ev.Changed(value=value) | ev.RoomSet(value=value):
            return value
        case ev.Frozen() | ev.Unfrozen() | ev.Signed() | ev.Declined() | ev.Sealed() | ev.VersionEnded():
            return event.version
        case _:
            return None


def _about(event: ev.Event) -> str:
    match event:
        case ev.PersonSet(person):
            return person.id
        case ev.PersonGone(gone) | ev.Signed(person=gone) | ev.Declined(person=gone) | ev.Carried(owner=gone):
            return gone
        case ev.AgendaSet(keeps=True):
            return "keeps"
        case (
            ev.StepStarted(name)
            | ev.RoomSet(name=name)
            | ev.Sealed(edition=name)
            | ev.VersionEnded(reason=name)
            | ev.Overruled(reason=name)
        ):
            return name
        case _:
            return ""


def _words(record: Record | None) -> str:
    if record is None:
        return ""
    return record.text("statement") or record.text("text") or record.text("name")
