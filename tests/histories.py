"""Any history of a plan: what several people might ask, one thing after another, wise or not.

A `Wish` is drawn without knowing the plan; `asked` makes a command of it for the plan as its asker sees it at that
moment. So most wishes come true, some are refused, and some arrive after somebody else changed what they are about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from app.domain import commands as do
from app.domain.kinds import KINDS
from app.domain.people import Actor
from app.domain.state import PlanState
from tests.worlds import ANNA, BEN, DAY, MARIJKE, PIETER, RUTH, Plan, small_tree

T = TypeVar("T")

ASKERS = (RUTH, RUTH, ANNA, BEN, ANNA, BEN, MARIJKE, PIETER)
VERBS = (
    "add", "add", "add", "set", "set", "type", "type", "move", "move", "move", "remove", "restore", "share",
    "withhold", "undo", "undo", "undo", "all", "note", "mark", "comment", "place", "room", "step", "reveal", "freeze",
    "open",
)  # fmt: skip
VALUES: dict[str, tuple[object, ...]] = {
    "Text": ("", "Prijs", "≤ 4 h 😀", "x" * 5_000),
    "Choice": ("gt", "agree", "done", "ours", "country", None),
    "Number": ("1", "99.5", None),
    "Money": (0, 420_000_000, None),
    "Months": ((1, 2, 3), None),
    "Day": ("2027-06-30", "2027-12-31", None),
    "PersonRef": ("anna-the-member", "marijke-of-noordzee", None),
    "RecordRef": ("the-constraint", None),
    "Flag": (True, False),
    "Indexes": ((0, 3), None),
    "Scores": ({"csf-preferred": 1}, None),
}
ROOM = (
    ("board", "shared"), ("admitted", True), ("admitted", False), ("board", "internal"), ("gate", "propose"),
    ("gate", None), ("gate", "read"), ("curtain", True), ("spotlight", "csf-preferred"), ("door", "ask"),
    ("ready", True), ("message", "Ten more minutes"), ("message", ("Welcome", "shared")), ("seat", None),
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    who: Actor
    verb: str
    first: int
    second: int
    third: int


def wishes(verbs: Sequence[str] = VERBS, most: int = 40) -> st.SearchStrategy[Wish]:
    """`most`: the smaller, the more they are about the same few records."""
    some = st.integers(0, most)
    return st.builds(Wish, st.sampled_from(ASKERS), st.sampled_from(verbs), some, some, some)


def histories(most: int = 60) -> st.SearchStrategy[list[Wish]]:
    return st.lists(wishes(), min_size=most // 4, max_size=most)


def beginning() -> Plan:
    """Half of a small tree is shared, customers are in, an agenda is set."""
    plan = small_tree()
    plan.does(RUTH, do.Set("action-loop", "accountable", "ben-the-member"))
    plan.does(RUTH, do.Set("action-loop", "responsible", "marijke-of-noordzee"))
    plan.shares("the-goal", "csf-preferred", "action-loop")
    plan.add(RUTH, "the-constraint", "constraint", statement="Night service in Austria")
    plan.admits()
    plan.does(RUTH, do.SetAgenda(DAY, "2027-01-14"))
    return plan


@dataclass(frozen=True)
class Sight:
    """A plan as an asker sees it, and what they wish."""

    state: PlanState
    wish: Wish
    fresh: str

    @property
    def ids(self) -> tuple[str, ...]:
        return (*self.state.records, "never-was-there")

    @property
    def record(self) -> str:
        return pick(self.ids, self.wish.first)

    @property
    def other(self) -> str | None:
        return pick((*self.ids, None), self.wish.second)

    @property
    def neighbour(self) -> str | None:
        return pick((*self.ids, None, None, None), self.wish.third)

    def fitting(self, kind: str) -> str | None:
        """Where a record of this kind may hang."""
        parents = KINDS[kind].parents
        found: list[str | None] = [None] if None in parents else []
        found.extend(record.id for record in self.state.records.values() if record.kind in parents)
        return pick(found, self.wish.second) if found else None


def asked(state: PlanState, wish: Wish, fresh: str) -> do.Command:
    """The command of a wish; `fresh` is an id that nobody has used."""
    return MAKES[wish.verb](Sight(state, wish, fresh))


def _add(sight: Sight) -> do.Command:
    kind = pick(("csf", "nc", "action", "constraint", "nc", "action"), sight.wish.first)
    words = {"statement": f"Statement {sight.wish.third}"}
    last = sight.wish.third % 2 == 0
    return do.Add(sight.fresh, kind, sight.fitting(kind), sight.neighbour, last, words)


def _set(sight: Sight) -> do.Command:
    if sight.record not in sight.state.records:
        return do.Set(sight.record, "statement", "x")
    field = pick(sight.state.records[sight.record].declared.fields, sight.wish.second)
    return do.Set(sight.record, field.name, pick(VALUES[type(field.type).__name__], sight.wish.third))


def _type(sight: Sight) -> do.Command:
    splice = (sight.wish.second % 12, sight.wish.third % 3, f"t{sight.wish.third}")
    # a page that has the field open goes on typing when its record goes to the bin
    record = pick((*sight.state.bin, *sight.ids), sight.wish.first)
    return do.EditText(record, "statement", (splice,))


def _move(sight: Sight) -> do.Command:
    known = sight.state.records.get(sight.record)
    fits = sight.fitting(known.kind) if known else sight.other
    parent = pick((fits, fits, sight.other), sight.wish.third)
    return do.Move(sight.record, parent, sight.neighbour, sight.wish.third % 3 == 0)


def _note(sight: Sight) -> do.Command:
    step = pick(("write", ""), sight.wish.second)
    return do.Add(sight.fresh, "note", fields={"text": f"Line {sight.wish.first}", "step": step})


def _talk(sight: Sight) -> do.Command:
    if sight.wish.verb == "mark":
        value = pick(("agree", "change", "missing"), sight.wish.second)
        return do.Add(sight.fresh, "mark", sight.record, fields={"value": value})
    return do.Add(sight.fresh, "comment", sight.record, fields={"text": f"Comment {sight.wish.second}"})


def _place(sight: Sight) -> do.Command:
    notes = [record.id for record in sight.state.of_kind("note")] or [sight.record]
    return do.Place(pick(notes, sight.wish.first), sight.fitting("csf"), "csf", sight.fresh)


def _reveal(sight: Sight) -> do.Command:
    held = (do.Held(sight.fresh, "note", {"text": "Nobody's line"}),)
    return do.Reveal("write", held if sight.wish.first % 2 else ())


def _all(sight: Sight) -> do.Command:
    """Two things at once, the second on what the first one leaves."""
    first = pick((_add, _set, _move, _note), sight.wish.second)(sight)
    second = (
        do.Set(sight.fresh, "statement", "Said again")
        if isinstance(first, do.Add)
        else do.Remove(sight.record)
    )
    return do.All((first, second))


MAKES: dict[str, Callable[[Sight], do.Command]] = {
    "add": _add,
    "set": _set,
    "type": _type,
    "move": _move,
    "remove": lambda sight: do.Remove(sight.record),
    "restore": lambda sight: do.Restore(pick((*sight.state.bin, sight.record), sight.wish.first)),
    "share": lambda sight: do.Share(sight.record, sight.wish.second % 2 == 0),
    "withhold": lambda sight: do.Withhold(sight.record, sight.wish.second % 2 == 0),
    "undo": lambda sight: do.Undo(),
    "all": _all,
    "note": _note,
    "mark": _talk,
    "comment": _talk,
    "place": _place,
    "room": lambda sight: do.SetRoom(*pick(ROOM, sight.wish.first)),
    "step": lambda sight: do.GoToStep(back=sight.wish.first % 3 == 0),
    "reveal": _reveal,
    "freeze": lambda sight: do.Freeze() if sight.wish.first % 2 else do.Unfreeze(),
    # else a gate that somebody closed would end most histories early
    "open": lambda sight: do.SetRoom("gate", "edit"),
}


def pick(some: Sequence[T], number: int) -> T:
    return some[number % len(some)]
