"""What an accepted event makes of a plan. Total: an event that is in the log is true, so nothing is refused here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import assert_never

from app.domain import events as ev
from app.domain.fields import Value
from app.domain.people import Side
from app.domain.records import ALL, EDITION, PLACE, Record, Stamp
from app.domain.run import Gate, Run
from app.domain.signoff import Condition, Freeze, Overruling, Refusal, SealedFile, Signature, SignOff
from app.domain.state import TOP, Binned, Change, PlanState

_NOBODY: frozenset[str] = frozenset()
KEPT_COMMANDS = 50
"""How many commands back a person can undo."""


def evolve(state: PlanState, event: ev.Event, meta: ev.Meta) -> PlanState:
    """`state` after `event`."""
    after = _apply(state, event, meta)
    return after if after.seq == meta.seq else replace(after, seq=meta.seq)


def _apply(state: PlanState, event: ev.Event, meta: ev.Meta) -> PlanState:
    match event:
        case ev.Added():
            added = _added(state, event, meta)
            was = Change(meta.seq, "add", event.record)
            return added if event.anonymous else _remember(added, meta, was)
        case ev.Changed():
            return _changed(state, event, meta)
        case ev.TextEdited():
            return _text_edited(state, event, meta)
        case ev.Moved():
            record = state.records[event.record]
            was = Change(
                meta.seq, "move", record.id, parent=record.parent, after=state.before(record.id),
                stamp=record.stamps.get(PLACE),
            )  # fmt: skip
            moved = _moved(state, event.record, event.parent, event.after)
            return _remember(_stamped(moved, event.record, PLACE, meta), meta, was)
        case ev.Removed():
            return _remember(
                _removed(state, event.record, meta), meta, Change(meta.seq, "remove", event.record)
            )
        case ev.Restored():
            back = _restored(state, event.record, _stamp(meta))
            return _remember(back, meta, Change(meta.seq, "restore", event.record))
        case ev.EditionChanged():
            record = state.records[event.record]
            was = Change(
                meta.seq, "edition", record.id, value=record.shared, stamp=record.stamps.get(EDITION)
            )
            shared = _with(state, replace(record, shared=event.shared))
            return _remember(_stamped(shared, record.id, EDITION, meta), meta, was)
        case ev.Undone():
            return _undone(state, event, meta)
        case ev.PersonSet(person):
            return replace(state, people={**state.people, person.id: person})
        case ev.PersonGone(person=gone):
            return replace(state, people={k: v for k, v in state.people.items() if k != gone})
        case ev.AgendaSet() | ev.StepStarted() | ev.RoomSet():
            return replace(state, run=_run(state.run, event, meta))
        case (
            ev.Frozen()
            | ev.Unfrozen()
            | ev.Carried()
            | ev.Overruled()
            | ev.Signed()
            | ev.Declined()
            | ev.Sealed()
            | ev.VersionEnded()
        ):
            return replace(state, signoff=_signoff(state.signoff, event, meta))
        case ev.Redacted(entries):
            return replace(state, redacted=state.redacted | {each.seq for each in entries})
        case _:
            assert_never(event)


def _stamp(meta: ev.Meta) -> Stamp:
    return Stamp(meta.person, meta.at, meta.seq)


def _with(state: PlanState, record: Record) -> PlanState:
    return replace(state, records={**state.records, record.id: record})


def _remember(state: PlanState, meta: ev.Meta, change: Change) -> PlanState:
    return replace(state, changes=_remembered(state, meta, replace(change, command=meta.command)))


def _remembered(state: PlanState, meta: ev.Meta, change: Change) -> Mapping[str, tuple[Change, ...]]:
    if meta.person is None:
        return state.changes
    mine = state.changes.get(meta.person, ())
    if not (mine and goes_with(mine[-1], change)):
        mine = _latest(mine, KEPT_COMMANDS - 1)
    return {**state.changes, meta.person: (*mine, change)}


def goes_with(one: Change, other: Change) -> bool:
    """Whether two changes of one person, next to each other, are of one command."""
    return one.command is not None and one.command == other.command


def _latest(mine: tuple[Change, ...], commands: int) -> tuple[Change, ...]:
    """The changes of the last so many commands. Those that begin with something coming back from the bin are kept
    beside: logs were written that count without them, and in which the oldest of the others is undone."""
    if len(mine) <= commands:
        return mine
    ids = {change.command for change in mine}
    if len(ids) == len(mine) and None not in ids and all(change.did != "restore" for change in mine):
        # Each change is a command of its own, as nearly always: this is the path of every edit.
        return mine[-commands:]
    begins = [0, *(at for at, pair in enumerate(pairwise(mine), 1) if not goes_with(*pair))]
    begins = [at for at in begins if mine[at].did != "restore"]
    return mine[begins[-commands] :] if len(begins) > commands else mine


def placed(siblings: tuple[str, ...], id_: str, after: str | None) -> tuple[str, ...]:
    """`siblings` with `id_` behind `after`: first where it is None, last where it is no longer there."""
    rest = tuple(each for each in siblings if each != id_)
    at = 0 if after is None else rest.index(after) + 1 if after in rest else len(rest)
    return (*rest[:at], id_, *rest[at:])


def _added(state: PlanState, event: ev.Added, meta: ev.Meta) -> PlanState:
    author = None if event.anonymous else meta.person
    record = Record(
        id=event.record,
        kind=event.kind,
        parent=event.parent,
        fields=event.fields,
        shared=event.shared,
        person=author,
        side=Side(event.side),
        at=meta.at,
        stamps={ALL: Stamp(author, meta.at, meta.seq)},
    )
    under = placed(state.under(event.parent), record.id, event.after)
    return replace(
        state,
        records={**state.records, record.id: record},
        children={**state.children, event.parent or TOP: under},
    )


def _changed(state: PlanState, event: ev.Changed, meta: ev.Meta) -> PlanState:
    # The path of every edit: one copy of the record and one of the plan.
    record = state.records[event.record]
    was = Change(
        meta.seq, "set", record.id, field=event.field, value=record.fields.get(event.field),
        stamp=record.stamps.get(event.field), command=meta.command,
    )  # fmt: skip
    changed = record.changed(event.field, event.value, _stamp(meta))
    return replace(
        state,
        seq=meta.seq,
        records={**state.records, record.id: changed},
        changes=_remembered(state, meta, was),
    )


def spliced(text: str, splices: tuple[ev.Splice, ...]) -> str:
    """`text` after each splice in turn. Raises ValueError where a splice lies outside the text."""
    for at, deleted, inserted in splices:
        if at < 0 or deleted < 0 or at + deleted > len(text):
            raise ValueError("a splice lies outside the text")
        text = text[:at] + inserted + text[at + deleted :]
    return text


def _text_edited(state: PlanState, event: ev.TextEdited, meta: ev.Meta) -> PlanState:
    record = state.records[event.record]
    text = spliced(record.text(event.field), event.splices)
    changed = record.changed(event.field, text, _stamp(meta))
    return replace(state, seq=meta.seq, records={**state.records, record.id: changed})


def _stamped(state: PlanState, id_: str, aspect: str, meta: ev.Meta) -> PlanState:
    return _with(state, state.records[id_].stamped(aspect, _stamp(meta)))


def _moved(state: PlanState, id_: str, parent: str | None, after: str | None) -> PlanState:
    record = state.records[id_]
    children = dict(state.children)
    old = record.parent or TOP
    children[old] = tuple(each for each in children.get(old, ()) if each != id_)
    new = parent or TOP
    children[new] = placed(children.get(new, ()), id_, after)
    return replace(state, children=children, records={**state.records, id_: replace(record, parent=parent)})


def _removed(state: PlanState, id_: str, meta: ev.Meta) -> PlanState:
    record = state.records[id_]
    branch = (record, *state.walk(id_))
    ids = {each.id for each in branch}
    binned = Binned(
        records=branch,
        children={each.id: state.children[each.id] for each in branch if each.id in state.children},
        after=state.before(id_),
        person=meta.person,
        at=meta.at,
        seq=meta.seq,
    )
    children = {k: v for k, v in state.children.items() if k not in ids}
    key = record.parent or TOP
    children[key] = tuple(each for each in children.get(key, ()) if each != id_)
    return replace(
        state,
        records={k: v for k, v in state.records.items() if k not in ids},
        children=children,
        bin={**state.bin, id_: binned},
    )


def _restored(state: PlanState, id_: str, stamp: Stamp | None) -> PlanState:
    binned = state.bin[id_]
    root = binned.root.stamped(PLACE, stamp) if stamp else binned.root
    records = {**state.records, **{each.id: each for each in binned.records}, id_: root}
    children = {**state.children, **binned.children}
    key = root.parent or TOP
    children[key] = placed(children.get(key, ()), id_, binned.after)
    rest = {k: v for k, v in state.bin.items() if k != id_}
    return replace(state, records=records, children=children, bin=rest)


def _undone(state: PlanState, event: ev.Undone, meta: ev.Meta) -> PlanState:
    mine = state.changes.get(meta.person or "", ())
    change = next(each for each in mine if each.seq == event.of)
    left = tuple(each for each in mine if each.seq < event.of)
    state = replace(state, changes={**state.changes, meta.person or "": left})
    if change.did in ("add", "restore"):
        return _removed(state, change.record, meta)
    if change.did == "remove":
        return _restored(state, change.record, None)
    record = state.records[change.record]
    match change.did:
        case "set":
            record = record.holding(change.field, change.value)
            return _with(state, record.unstamped(change.field, change.stamp))
        case "move":
            state = _with(state, record.unstamped(PLACE, change.stamp))
            return _moved(state, change.record, change.parent, change.after)
        case "edition":
            record = replace(record, shared=change.value is True)
            return _with(state, record.unstamped(EDITION, change.stamp))
        case "add" | "restore" | "remove":
            raise AssertionError("done above")
        case _:
            assert_never(change.did)


def _run(run: Run, event: ev.AgendaSet | ev.StepStarted | ev.RoomSet, meta: ev.Meta) -> Run:
    match event:
        case ev.AgendaSet(keeps=True):
            return replace(run, format=event.format, date=event.date)
        case ev.AgendaSet():
            return Run(format=event.format, date=event.date, door_asks=run.door_asks, rehearsal=run.rehearsal)
        case ev.StepStarted():
            ended = {**run.ended, run.current: meta.at} if run.current else dict(run.ended)
            ended.pop(event.step, None)
            began = {**run.began, event.step: run.began.get(event.step, meta.at)}
            return replace(
                run,
                current=event.step,
                began=began,
                ended=ended,
                gate_now=None,
                spotlight=None,
                ready=_NOBODY,
                compare="",
            )
        case ev.RoomSet():
            return _room(run, event)
        case _:
            assert_never(event)


def _room(run: Run, event: ev.RoomSet) -> Run:
    value = event.value
    match event.name:
        case "extra":
            return replace(run, extra=_longer(run.extra, value))
        case "gate":
            return replace(run, gate_now=Gate(value) if isinstance(value, str) else None)
        case "revealed":
            return replace(run, revealed=run.revealed | {str(value)})
        case "curtain":
            return replace(run, curtain=value is True)
        case "spotlight":
            return replace(run, spotlight=value if isinstance(value, str) else None)
        case "board":
            return replace(run, board_shared=value == "shared")
        case "admitted":
            return replace(run, admitted=value is True)
        case "door":
            return replace(run, door_asks=value == "ask")
        case "ready" | "seat" | "phoneless":
            return _of_person(run, event)
        case "again":
            return replace(run, rounds={**run.rounds, str(value): run.rounds.get(str(value), 1) + 1})
        case "message":
            return replace(run, message=_text(value, 0), message_shared=_text(value, 1) == "shared")
        case "compare":
            return replace(run, compare=value if isinstance(value, str) else "")
        case "rehearsal":
            return replace(run, rehearsal=value if isinstance(value, str) else "")
        case "moved":
            return replace(run, moved=value if isinstance(value, str) else "")
        case _:
            return run


def _of_person(run: Run, event: ev.RoomSet) -> Run:
    if event.name == "ready":
        return replace(run, ready=_ready(run.ready, event.value))
    if event.name == "seat":
        return replace(run, seats=_seated(run.seats, event.value))
    return replace(run, phoneless=_ready(run.phoneless, event.value))


def _ready(ready: frozenset[str], value: Value) -> frozenset[str]:
    match value:
        case (str(person), int(yes)):
            return ready | {person} if yes else ready - {person}
        case _:
            return ready


def _seated(seats: Mapping[str, str], value: Value) -> Mapping[str, str]:
    """Persons and tables in turn; no table: they stand up."""
    told = [str(each) for each in value] if isinstance(value, tuple) else []
    after = {**seats, **dict(zip(told[::2], told[1::2], strict=False))}
    return {person: table for person, table in after.items() if table}


def _text(value: Value, at: int) -> str:
    """A part of what was set, empty where it has none."""
    parts = value if isinstance(value, tuple) else ()
    return str(parts[at]) if at < len(parts) else ""


def _signoff(
    signoff: SignOff,
    event: (
        ev.Frozen
        | ev.Unfrozen
        | ev.Carried
        | ev.Overruled
        | ev.Signed
        | ev.Declined
        | ev.Sealed
        | ev.VersionEnded
    ),
    meta: ev.Meta,
) -> SignOff:
    match event:
        case ev.Frozen(version, digests):
            return replace(
                signoff, version=version, freeze=Freeze(version, meta.at, digests, meta.person or "")
            )
        case ev.Unfrozen():
            return replace(signoff, freeze=None)
        case ev.Carried(finding, owner, due):
            return replace(signoff, carried=_carry(signoff.carried, finding, owner, due))
        case ev.Overruled(finding, reason):
            rest = {k: v for k, v in signoff.overruled.items() if k != finding}
            said = {finding: Overruling(reason, meta.person or "", meta.at)} if reason else {}
            return replace(signoff, overruled={**rest, **said})
        case ev.Signed():
            signature = Signature(
                event.version, event.person, event.editions, event.name, event.consent, event.drawing,
                event.identified, event.address, event.agent, meta.at,
            )  # fmt: skip
            declined = tuple(
                d for d in signoff.declined if (d.person, d.version) != (event.person, event.version)
            )
            return replace(signoff, signatures=(*signoff.signatures, signature), declined=declined)
        case ev.Declined(version, person, reason):
            return replace(signoff, declined=(*signoff.declined, Refusal(version, person, reason, meta.at)))
        case ev.Sealed(version, edition, document, sha256):
            file = SealedFile(version, edition, document, sha256, meta.at)
            return replace(signoff, sealed=(*signoff.sealed, file))
        case ev.VersionEnded(version, ended):
            return replace(signoff, ended={**signoff.ended, str(version): ended})
        case _:
            assert_never(event)


def _carry(carried: Mapping[str, Condition], finding: str, owner: str, due: str) -> Mapping[str, Condition]:
    rest = {k: v for k, v in carried.items() if k != finding}
    return {**rest, finding: Condition(owner, due)} if owner else rest


def _longer(extra: Mapping[str, int], value: Value) -> Mapping[str, int]:
    match value:
        case (str(step), int(minutes)):
            return {**extra, step: extra.get(step, 0) + minutes}
        case _:
            return extra
