"""Commands on records: add, set, edit text, move, remove, restore, share, place a note, undo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from app.domain import commands as do
from app.domain import events as ev
from app.domain import tables
from app.domain.decide import rights, said
from app.domain.evolve import evolve, goes_with, spliced
from app.domain.fields import Field, PersonRef, RecordRef, Value, clean, is_id
from app.domain.kinds import BECOMES, KINDS, VERDICTS, Kind
from app.domain.people import Actor
from app.domain.records import EDITION, PLACE, Record
from app.domain.refusals import Refused, Why
from app.domain.secrecy import born_shared, may_see, may_see_field
from app.domain.state import Change, PlanState

MOST_RECORDS = 5_000
"""Records in a plan and its bin: far above what a room makes in a year, far below what would slow it."""

PLACED: Mapping[str, str] = {"note": "placed", "cluster": "placed", "promise": "became"}
"""What can be placed in the plan, and the field in which it remembers where it went."""

OnRecords = (
    do.Add
    | do.Set
    | do.SetMany
    | do.EditText
    | do.Move
    | do.Remove
    | do.Restore
    | do.Share
    | do.Withhold
    | do.Place
)


def decide(state: PlanState, actor: Actor, command: OnRecords) -> tuple[ev.Event, ...]:
    match command:
        case do.Add():
            return add(state, actor, command)
        case do.Set():
            return set_field(state, actor, command)
        case do.SetMany():
            return set_many(state, actor, command)
        case do.EditText():
            return edit_text(state, actor, command)
        case do.Move():
            return move(state, actor, command)
        case do.Remove():
            return remove(state, actor, command)
        case do.Restore():
            return restore(state, actor, command)
        case do.Share() | do.Withhold():
            return share(state, actor, command)
        case do.Place():
            return place(state, actor, command)
        case _:
            assert_never(command)


def add(state: PlanState, actor: Actor, command: do.Add) -> tuple[ev.Event, ...]:
    kind = KINDS.get(command.kind)
    if kind is None:
        raise Refused(Why.UNKNOWN_KIND)
    if not is_id(command.record):
        raise Refused(Why.BAD_ID)
    rights.add(state, actor, kind, parked=kind.name == "note" and command.fields.get("parked") is True)
    if state.knows(command.record):
        raise Refused(Why.ID_TAKEN)
    if state.size >= MOST_RECORDS:
        raise Refused(Why.TOO_MANY)
    _may_hang(state, actor, kind, command.parent)
    if kind.only_one and state.of_kind(kind.name):
        raise Refused(Why.ONLY_ONE)
    fields = _at_table(state, actor, kind, _accepted(state, actor, kind, command.fields))
    tables.may_forward(state, command.record, fields)
    rights.open_yet(state, kind, fields.get("step"))
    said.right(state, actor, kind, command.parent, fields)
    instead = said.known(state, actor, kind, command.parent, fields) if kind.one_each else None
    if instead is not None and instead.person == actor.person:
        return tuple(
            event for name, value in _instead(instead, fields) for event in _set(instead, name, value)
        )
    after = _behind(state, command.parent, command.after, last=command.last)
    shared = born_shared(kind, actor.side)
    added = ev.Added(command.record, kind.name, command.parent, after, dict(fields), shared, actor.side.value)
    if instead is None:
        return (added,)
    if "said_by" not in instead.fields:
        # What somebody said for themselves is not written over by whoever writes down what others say.
        raise Refused(Why.NOT_YOURS)
    return (ev.Removed(instead.id), added)


def _at_table(state: PlanState, actor: Actor, kind: Kind, fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """A line belongs to the table at which its writer sits; nobody writes at another."""
    if kind.name != "note" or fields.get("parked"):
        return fields
    seat = tables.seat(state, str(fields.get("said_by") or actor.person or ""))
    if not actor.leads and fields.get("table") not in (None, seat):
        raise Refused(Why.NOT_ALLOWED)
    return {**fields, "table": seat} if seat and "table" not in fields else fields


def _instead(mine: Record, fields: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    """What a second one makes of the first: all that it says, and nothing of what it does not say any more."""
    for name in {**mine.fields, **fields}:
        yield name, fields.get(name)


def _set(record: Record, name: str, value: Value) -> tuple[ev.Event, ...]:
    return () if record.fields.get(name) == value else (ev.Changed(record.id, name, value),)


def _may_hang(state: PlanState, actor: Actor, kind: Kind, parent: str | None) -> None:
    if parent is None:
        if None not in kind.parents:
            raise Refused(Why.WRONG_PARENT)
        return
    if parent not in state.records:
        raise Refused(Why.LOST_PARENT)
    try:
        above = rights.visible(state, actor, parent)
    except Refused:
        raise Refused(Why.LOST_PARENT) from None
    if above.kind not in kind.parents:
        raise Refused(Why.WRONG_PARENT)
    if above.kind == kind.name == "comment" and _is_answer(state, above):
        raise Refused(Why.WRONG_PARENT)  # a talk, not a tree: one level reads on a phone


def _is_answer(state: PlanState, comment: Record) -> bool:
    above = state.records.get(comment.parent or "")
    return above is not None and above.kind == "comment"


def _behind(state: PlanState, parent: str | None, after: str | None, *, last: bool) -> str | None:
    siblings = state.under(parent)
    if last or (after is not None and after not in siblings):
        return siblings[-1] if siblings else None
    return after


def _accepted(state: PlanState, actor: Actor, kind: Kind, given: Mapping[str, object]) -> Mapping[str, Value]:
    fields: dict[str, Value] = {}
    for name, value in given.items():
        accepted = _accept(state, actor, kind, _field(kind, actor, name), value)
        if accepted is not None:
            fields[name] = accepted
    return fields


def _field(kind: Kind, actor: Actor, name: str) -> Field:
    field = kind.by_name.get(name)
    if field is None or not may_see_field(kind, name, rights.viewer(actor)):
        raise Refused(Why.UNKNOWN_FIELD)
    return field


def _accept(state: PlanState, actor: Actor, kind: Kind, field: Field, value: object) -> Value:
    accepted = field.type.accept(value)
    match field.type:
        case PersonRef() if accepted is not None and accepted not in state.people:
            raise Refused(Why.UNKNOWN_PERSON)
        case PersonRef() if accepted is not None and field.name == "said_by" and not actor.leads:
            # Whoever leads writes down what is said aloud; nobody else speaks in another's name.
            raise Refused(Why.NOT_ALLOWED)
        case RecordRef(kinds) if isinstance(accepted, str):
            if rights.visible(state, actor, accepted).kind not in kinds:
                raise Refused(Why.WRONG_TYPE)
    return accepted


def set_field(state: PlanState, actor: Actor, command: do.Set) -> tuple[ev.Event, ...]:
    record = rights.visible(state, actor, command.record)
    kind = record.declared
    field = _field(kind, actor, command.field)
    rights.change(state, actor, record, command.field)
    value = _accept(state, actor, kind, field, command.value)
    if kind.one_each and field.name in ("step", "said_by"):
        # It would be a second one of somebody, or somebody else's.
        raise Refused(Why.NOT_ALLOWED)
    if field.name == "merged" and record.id in _lives_on_in(state, value):
        raise Refused(Why.CYCLE)
    if kind.name == "note" and field.name == "table" and not actor.leads:
        raise Refused(Why.NOT_ALLOWED)
    if kind.name == "note":
        tables.may_forward(state, record.id, {**record.fields, field.name: value})
    said.right(state, actor, kind, record.parent, {**record.fields, field.name: value})
    return _set(record, field.name, value)


def _lives_on_in(state: PlanState, line: Value) -> set[Value]:
    """A line and, where it was merged into another, that one and so on."""
    found: set[Value] = set()
    while line in state.records and line not in found:
        found.add(line)
        line = state.records[str(line)].fields.get("merged")
    return found


def set_many(state: PlanState, actor: Actor, command: do.SetMany) -> tuple[ev.Event, ...]:
    """All of them or none. A co-edited field is not among them: it would begin afresh under people's hands."""
    kind = rights.visible(state, actor, command.record).declared
    if any(_field(kind, actor, name).coedited for name in command.fields):
        raise Refused(Why.WRONG_TYPE)
    sets = (do.Set(command.record, name, value) for name, value in command.fields.items())
    return tuple(event for each in sets for event in set_field(state, actor, each))


def edit_text(state: PlanState, actor: Actor, command: do.EditText) -> tuple[ev.Event, ...]:
    record = rights.visible(state, actor, command.record)
    field = _field(record.declared, actor, command.field)
    rights.change(state, actor, record, command.field)
    if not field.coedited:
        raise Refused(Why.WRONG_TYPE)
    try:
        text = spliced(record.text(field.name), command.splices)
    except ValueError:
        raise Refused(Why.CHANGED_SINCE) from None
    field.type.accept(text)
    if any(clean(each, len(each), lines=True) != each for _, _, each in command.splices):
        raise Refused(Why.WRONG_TYPE)
    return (ev.TextEdited(record.id, field.name, command.splices, command.update),)


def move(state: PlanState, actor: Actor, command: do.Move) -> tuple[ev.Event, ...]:
    record = rights.visible(state, actor, command.record)
    rights.change(state, actor, record)
    if record.declared.rides and record.kind != "comment":
        # It says what somebody thinks of the line it hangs under: under another line it would say something else.
        raise Refused(Why.NOT_ALLOWED)
    if command.parent is not None and any(each.id == record.id for each in state.line(command.parent)):
        raise Refused(Why.CYCLE)
    _may_hang(state, actor, record.declared, command.parent)
    siblings = tuple(each for each in state.under(command.parent) if each != record.id)
    after = command.after
    if command.last or (after is not None and after not in siblings):
        after = siblings[-1] if siblings else None
    if (record.parent, state.before(record.id)) == (command.parent, after):
        return ()
    return (ev.Moved(record.id, command.parent, after),)


def remove(state: PlanState, actor: Actor, command: do.Remove) -> tuple[ev.Event, ...]:
    record = rights.visible(state, actor, command.record)
    rights.change(state, actor, record)
    if record.kind == "account":
        raise Refused(Why.NOT_ALLOWED)
    return (ev.Removed(record.id),)


def restore(state: PlanState, actor: Actor, command: do.Restore) -> tuple[ev.Event, ...]:
    binned = state.bin.get(command.record)
    if binned is None or not may_see(state, binned.root, rights.viewer(actor)):
        raise Refused(Why.NOT_IN_BIN)
    rights.change(state, actor, binned.root)
    if binned.root.parent is not None and binned.root.parent not in state.records:
        raise Refused(Why.LOST_PARENT)
    if _is_second(state, binned.root):
        raise Refused(Why.ONLY_ONE)
    return (ev.Restored(command.record),)


def _is_second(state: PlanState, binned: Record) -> bool:
    """Whether another one took the place of a record in the bin, where there can be one only."""
    if binned.declared.only_one:
        return bool(state.of_kind(binned.kind))
    if not binned.declared.one_each or binned.person is None:
        return False
    return said.of(state, binned.declared, binned.parent, said.whose(binned), binned.fields) is not None


def share(state: PlanState, actor: Actor, command: do.Share | do.Withhold) -> tuple[ev.Event, ...]:
    rights.facilitator(actor)
    rights.not_frozen(state)
    wanted = isinstance(command, do.Share)
    record = rights.visible(state, actor, command.record)
    branch: Iterable[Record] = (record, *state.walk(record.id)) if command.branch else (record,)
    return tuple(
        ev.EditionChanged(each.id, wanted)
        for each in branch
        if each.shared is not wanted and not (each.declared.proposal and each is not record)
    )


def place(state: PlanState, actor: Actor, command: do.Place) -> tuple[ev.Event, ...]:
    """Make a record of a written line, and remember on the line where it went. So last year's promise goes on."""
    note = rights.visible(state, actor, command.note)
    remembers = PLACED.get(note.kind)
    if remembers is None or note.fields.get(remembers):
        raise Refused(Why.WRONG_TYPE)
    goes_on = note.kind == "promise"
    if command.kind not in (("action",) if goes_on else BECOMES):
        raise Refused(Why.UNKNOWN_KIND)
    words = {
        "statement": note.text("text") or note.text("title") or note.text("statement"),
        **_meant(note, command.kind),
        **command.fields,
    }
    added = add(state, actor, do.Add(command.record, command.kind, command.parent, fields=words))
    went = (*added, ev.Changed(note.id, remembers, command.record))
    return (*went, *_set(note, "outcome", "goes-on")) if goes_on else went


def _meant(note: Record, kind: str) -> Mapping[str, Value]:
    """What the line says besides its words that the record has a field for: where a constraint bites, and the verdict
    of a lesson, where it answers the question of that name, and who answered for a promise."""
    if note.kind == "promise" and note.fields.get("accountable"):
        return {"accountable": note.fields["accountable"]}
    if kind == "constraint":
        return {name: note.fields[name] for name in ("scope_kind", "scope") if note.fields.get(name)}
    if kind == "lesson" and note.text("prompt") in VERDICTS:
        return {"verdict": note.text("prompt")}
    return {}


def undo(state: PlanState, actor: Actor) -> tuple[ev.Event, ...]:
    """My newest command of which all is still as I left it; what others did since is never taken back."""
    rights.writer(actor)
    for changes in _commands(state.changes.get(actor.person or "", ())):
        steps = _steps_back(state, actor, changes)
        if steps is None:
            continue
        for before, change in zip(steps, changes, strict=True):
            _may_undo(before, actor, change)
        return tuple(ev.Undone(change.seq) for change in changes)
    raise Refused(Why.NOTHING_TO_UNDO)


def _commands(mine: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """The changes of each command, newest first, as they are taken back."""
    while mine:
        begin = len(mine) - 1
        while begin and goes_with(mine[begin - 1], mine[begin]):
            begin -= 1
        yield mine[begin:][::-1]
        mine = mine[:begin]


def _steps_back(state: PlanState, actor: Actor, changes: tuple[Change, ...]) -> list[PlanState] | None:
    """The plan in front of each step back through one command; None where one of them is not mine to take."""
    steps: list[PlanState] = []
    for change in changes:
        if not _still_mine(state, actor, change):
            return None
        steps.append(state)
        if change is not changes[-1]:
            state = evolve(state, ev.Undone(change.seq), ev.Meta(state.seq + 1, actor.now, actor.person))
    return steps


def _may_undo(state: PlanState, actor: Actor, change: Change) -> None:
    record = state.records.get(change.record) or state.bin[change.record].root
    remembers = PLACED.get(record.kind)
    placed = state.records.get(record.text(remembers)) if remembers and change.field == remembers else None
    if placed is not None:
        # whoever may place a line, be it somebody else's, may take that back
        rights.add(state, actor, placed.declared)
        return
    rights.change(state, actor, record, change.field or None)


def _still_mine(state: PlanState, actor: Actor, change: Change) -> bool:
    if change.did == "remove":
        binned = state.bin.get(change.record)
        if binned is None or binned.seq != change.seq:
            return False
        if not may_see(state, binned.root, rights.viewer(actor)) or _is_second(state, binned.root):
            return False
        return binned.root.parent is None or binned.root.parent in state.records
    record = state.records.get(change.record)
    if record is None or not may_see(state, record, rights.viewer(actor)):
        return False
    match change.did:
        case "add":
            return all(_only_mine(each, actor) for each in (record, *state.walk(record.id)))
        case "set":
            return _stamped(record, change.field, change.seq)
        case "move":
            return _stamped(record, PLACE, change.seq) and _can_go_back(state, change)
        case "edition":
            return _stamped(record, EDITION, change.seq)
        case "restore":
            return all(_untouched_since(each, change.seq) for each in (record, *state.walk(record.id)))


def _only_mine(record: Record, actor: Actor) -> bool:
    return record.person == actor.person and not record.handled


def _untouched_since(record: Record, seq: int) -> bool:
    """Whether nobody changed it, or put it there, after an entry: what came back goes again only as it came."""
    return record.latest is None or record.latest.seq <= seq


def _stamped(record: Record, aspect: str, seq: int) -> bool:
    stamp = record.stamps.get(aspect)
    return stamp is not None and stamp.seq == seq


def _can_go_back(state: PlanState, change: Change) -> bool:
    if change.parent is None:
        return True
    return change.parent in state.records and all(r.id != change.record for r in state.line(change.parent))
