"""A pasted list on its way into a plan: each line read as if it were typed there, all of them taken at once or none.

A line that stands in the plan already is not taken twice: what hangs under it in the paste comes under the one that is
there. Last year's plan can so be pasted over the beginning of this year's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain import commands as do
from app.domain.fields import Value
from app.domain.kinds import KINDS
from app.domain.reading.names import folded
from app.domain.reading.pasted import TREE, PastedLine, Wrong, read_pasted
from app.domain.records import Record
from app.domain.state import PlanState
from app.web import reading
from app.web.identity import tokens

NEEDS_PARENT = {"nc": "csf", "action": "nc"}
"""Kinds that hang under another: a list of one of them is put under one record of that."""


@dataclass(frozen=True, slots=True)
class Read:
    """A line as it would stand in the plan."""

    line: PastedLine
    record: str
    """Its id: a new one, or that of the record which says the same."""
    parent: str | None
    fields: Mapping[str, Value] = field(default_factory=dict)
    known: bool = False
    """It is in the plan already."""
    again: bool = False
    """It stood in the paste before, under the same line."""

    @property
    def wrong(self) -> Wrong | None:
        return self.line.wrong

    @property
    def comes(self) -> bool:
        return not (self.wrong or self.known or self.again)


def read(
    state: PlanState,
    now: int,
    text: str,
    kind: str,
    *,
    under: str | None,
    language: str,
    names: Mapping[str, str],
) -> tuple[Read, ...]:
    """What a paste would become. `under`: the record that a list of one kind is put under. `now`: milliseconds UTC."""
    found: list[Read] = []
    for line in read_pasted(text, kind, tuple(names.values())):
        parent = _parent(state, line, found, under)
        fields = _fields(state, now, line, language, names) if line.wrong is None else {}
        twin = _twin(state, line, parent, fields) if line.wrong is None else None
        same = next((each for each in found if _same(each, line, parent)), None)
        record = twin.id if twin else same.record if same else tokens.id_()
        found.append(Read(line, record, parent, fields, known=twin is not None, again=same is not None))
    return tuple(found)


def wanted(lines: tuple[Read, ...]) -> tuple[do.Command, ...]:
    """What to ask for, in order."""
    return tuple(
        do.Add(each.record, each.line.kind, each.parent, fields=each.fields) for each in lines if each.comes
    )


def _parent(state: PlanState, line: PastedLine, found: list[Read], under: str | None) -> str | None:
    if line.parent is not None:
        return found[line.parent].record
    if line.kind == "csf":
        return state.goal.id if state.goal else None
    return under if line.kind in ("nc", "action") else None


def _twin(
    state: PlanState, line: PastedLine, parent: str | None, fields: Mapping[str, Value]
) -> Record | None:
    """Who says the same already, in the same place; a plan's one goal is the goal, whatever the paste calls it."""
    if line.kind == "goal":
        return state.goal
    if parent is not None and parent not in state.records:
        return None
    words = {folded(line.text), folded(str(fields.get("statement") or ""))} - {""}
    return next((r for r in state.of_kind(line.kind, parent) if folded(_said(r)) in words), None)


def _said(record: Record) -> str:
    """The line as it was typed: of a condition, what its measure was read from."""
    return record.text("read_from") or record.text("statement") or record.text("text")


def _same(each: Read, line: PastedLine, parent: str | None) -> bool:
    return (each.line.kind, each.parent) == (line.kind, parent) and folded(each.line.text) == folded(
        line.text
    )


def _fields(
    state: PlanState, now: int, line: PastedLine, language: str, names: Mapping[str, str]
) -> Mapping[str, Value]:
    if "statement" not in KINDS[line.kind].by_name:
        return {"text": line.text}
    add = do.Add("", line.kind, fields={"statement": line.text})
    read_in = reading.read_add(state, now, add, language, names)
    return {name: value for name, value in read_in.fields.items() if _is_value(value)}  # type: ignore[misc]


def _is_value(value: object) -> bool:
    return value is None or isinstance(value, str | int | bool | tuple)


__all__ = ["NEEDS_PARENT", "TREE", "Read", "read", "wanted"]
