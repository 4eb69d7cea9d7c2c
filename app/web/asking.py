"""What a program or a page asks for, read strictly into the domain's commands.

One table of shapes, the same on the socket, over HTTP and in docs/protocol.md. Anything else is refused with a
code; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from app.domain import commands as do
from app.domain.agenda_edits import (
    AddStep,
    AgendaEdit,
    BeginAt,
    ChangeStep,
    MoveStep,
    RemoveStep,
    RepeatStep,
)
from app.domain.fields import is_id
from app.domain.refusals import Refused, Why
from app.formats import KNOWN
from app.web import agenda_words


class _Ask(msgspec.Struct, forbid_unknown_fields=False, frozen=True):
    id: str
    do: str


Shape = TypeVar("Shape", bound=_Ask)


class _Add(_Ask, frozen=True):
    kind: str
    record: str | None = None
    parent: str | None = None
    after: str | UnsetType | None = UNSET
    fields: dict[str, Any] = {}
    read: bool = False
    """Read the statement as one line: a condition's measure, an action's owner and date."""


class _Set(_Ask, frozen=True):
    record: str
    field: str
    value: Any = None
    read: bool = False
    """The value is as somebody typed it: `1.250,5`, `1.2M`, `30 June`, or nothing."""


class _Move(_Ask, frozen=True):
    record: str
    parent: str | None = None
    after: str | UnsetType | None = UNSET


class _One(_Ask, frozen=True):
    record: str
    branch: bool = False


class _Step(_Ask, frozen=True):
    step: str | None = None
    back: bool = False


class _All(_Ask, frozen=True):
    commands: list[dict[str, Any]]


class _Room(_Ask, frozen=True):
    name: str
    value: Any = None


class _Place(_Ask, frozen=True):
    note: str
    kind: str
    parent: str | None = None
    record: str | None = None


class _Agenda(_Ask, frozen=True):
    change: str
    """`add`, `step`, `move`, `repeat`, `remove` or `begin`."""
    step: str = ""
    activity: str = ""
    after: str | UnsetType | None = UNSET
    fields: dict[str, Any] = {}
    time: str = ""
    language: str = "en"
    """Of words that are given without one."""


class _Carry(_Ask, frozen=True):
    finding: str
    owner: str = ""
    due: str = ""


class _Answer(_Ask, frozen=True):
    coming: bool


class _Overrule(_Ask, frozen=True):
    finding: str
    reason: str = ""


class _Decline(_Ask, frozen=True):
    version: int
    reason: str


class _Withdraw(_Ask, frozen=True):
    version: int
    reason: str


def _add(ask: _Add) -> do.Command:
    last = ask.after is UNSET
    after = None if isinstance(ask.after, UnsetType) else ask.after
    return do.Add(ask.record or ask.id, ask.kind, ask.parent, after, last, ask.fields)


def _move(ask: _Move) -> do.Command:
    last = ask.after is UNSET
    return do.Move(ask.record, ask.parent, None if isinstance(ask.after, UnsetType) else ask.after, last)


def _agenda(ask: _Agenda) -> do.Command:
    after = None if isinstance(ask.after, UnsetType) else ask.after
    fields = agenda_words.kept(ask.fields)
    edit: AgendaEdit
    match ask.change:
        case "add":
            fields = agenda_words.begun_with(ask.activity, fields)
            edit = AddStep(ask.activity, after, fields, last=ask.after is UNSET)
        case "step":
            edit = ChangeStep(ask.step, fields)
        case "move":
            edit = MoveStep(ask.step, after)
        case "repeat":
            edit = RepeatStep(ask.step)
        case "remove":
            edit = RemoveStep(ask.step)
        case "begin":
            edit = BeginAt(agenda_words.time(ask.time))
        case _:
            raise Refused(Why.UNKNOWN_COMMAND)
    return do.EditAgenda(edit, ask.language, KNOWN)


def _row(
    shape: type[Any], make: Callable[[Any], do.Command]
) -> tuple[type[_Ask], Callable[[Any], do.Command]]:
    return shape, make


SHAPES = {
    "add": _row(_Add, _add),
    "set": _row(_Set, lambda ask: do.Set(ask.record, ask.field, ask.value)),
    "move": _row(_Move, _move),
    "remove": _row(_One, lambda ask: do.Remove(ask.record)),
    "restore": _row(_One, lambda ask: do.Restore(ask.record)),
    "share": _row(_One, lambda ask: do.Share(ask.record, ask.branch)),
    "withhold": _row(_One, lambda ask: do.Withhold(ask.record, ask.branch)),
    "undo": _row(_Ask, lambda ask: do.Undo()),
    "place": _row(_Place, lambda ask: do.Place(ask.note, ask.parent, ask.kind, ask.record or ask.id)),
    "answer": _row(_Answer, lambda ask: do.Answer(ask.coming)),
    "step": _row(_Step, lambda ask: do.GoToStep(ask.step, ask.back)),
    "agenda": _row(_Agenda, _agenda),
    "room": _row(_Room, lambda ask: do.SetRoom(ask.name, ask.value)),
    "freeze": _row(_Ask, lambda ask: do.Freeze()),
    "unfreeze": _row(_Ask, lambda ask: do.Unfreeze()),
    "carry": _row(_Carry, lambda ask: do.Carry(ask.finding, ask.owner, ask.due)),
    "overrule": _row(_Overrule, lambda ask: do.Overrule(ask.finding, ask.reason)),
    "decline": _row(_Decline, lambda ask: do.Decline(ask.version, ask.reason)),
    "withdraw": _row(_Withdraw, lambda ask: do.Withdraw(ask.version, ask.reason)),
}
"""`do` → its shape and its command. Reveal, signing and the roster have ways of their own: they need more than this."""


ALL = "all"
"""Several commands that are done, and taken back, as one."""
MOST = 200
"""Of those, from a page or a program."""
Read = Callable[[do.Add], do.Add]
Placed = Callable[[do.Place], do.Place]
Again = Callable[[str], do.Command]
Typed = Callable[[do.Set], do.Set]


def read(
    asked: dict[str, Any],
    *,
    line: Read = lambda add: add,
    placed: Placed = lambda place: place,
    again: Again | None = None,
    typed: Typed = lambda wanted: wanted,
) -> tuple[str, do.Command]:
    """The command's id and the command; `line` reads a line that is added, `placed` one that finds its place,
    `again` one that changed, `typed` a value as somebody typed it.

    Raises Refused(UNKNOWN_COMMAND | BAD_ID | WRONG_TYPE).
    """
    name = asked.get("do")
    if name == ALL:
        several = _shaped(_All, asked)
        if len(several.commands) > MOST:
            raise Refused(Why.TOO_MANY)
        inner = (
            read({"id": f"{several.id}-{at}"[-64:], **each}, line=line, placed=placed, typed=typed)
            for at, each in enumerate(several.commands)
        )
        return several.id, do.All(tuple(command for _id, command in inner))
    if name == "read" and again is not None:
        one = _shaped(_One, asked)
        return one.id, again(one.record)
    row = SHAPES.get(name) if isinstance(name, str) else None
    if row is None:
        raise Refused(Why.UNKNOWN_COMMAND)
    shape, make = row
    ask = _shaped(shape, asked)
    command = make(ask)
    if isinstance(command, do.Add) and asked.get("read") is True:
        command = line(command)
    if isinstance(command, do.Place):
        command = placed(command)
    if isinstance(command, do.Set) and asked.get("read") is True:
        command = typed(command)
    return ask.id, command


def _shaped(shape: type[Shape], asked: dict[str, Any]) -> Shape:
    try:
        ask = msgspec.convert(asked, shape)
    except msgspec.ValidationError:
        raise Refused(Why.WRONG_TYPE) from None
    if not is_id(ask.id):
        raise Refused(Why.BAD_ID)
    return ask
