"""A plan with a value of its own in every declared field, of records shared, withheld and worded (`test_matrix`)."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import httpx

from app.domain import commands as do
from app.domain.fields import (
    Ceiling,
    Choice,
    Day,
    Field,
    Flag,
    Indexes,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Scores,
    Text,
    Value,
)
from app.domain.kinds import KINDS, Kind
from app.domain.people import Actor, Edition, Role, Side
from app.session.live_plan import Done
from app.web.identity.devices import Device
from app.web.rooms import Room
from tests.serving import Served


@dataclass(frozen=True)
class Cell:
    """A field of a record that is shared or not, at a moment of its own."""

    record: str
    kind: str
    name: str
    ceiling: Ceiling
    shared: bool
    worded: bool
    held_back: bool
    """Written silently by somebody else, and not revealed."""
    value: Value

    def seen_in(self, edition: Edition) -> bool:
        """DESIGN section 3."""
        if self.held_back:
            return False
        if edition is Edition.INTERNAL:
            return True
        read_in_words = ("statement", *MEASURE) if self.worded else ()
        return self.shared and self.ceiling is not Ceiling.INTERNAL and self.name not in read_in_words

    def shown_as(self) -> str | None:
        """Under which name programs read it."""
        return "statement" if self.worded and self.name == "wording" else self.name


MEASURE = ("comparator", "target", "unit", "metric", "counts")
"""Of a condition: a customer's wording stands in the place of all that was read in its first words."""
LEFT_ALONE = {
    ("account", "currency"),
    ("account", "time_zone"),
    *((kind.name, "step") for kind in KINDS.values() if kind.private),
}
"""They are read as what they are, so that they cannot hold a word of ours."""
IN_TURN = (
    "constraint", "aim", "goal", "csf", "nc", "action", "comment", "mark", "cluster", "table", "promise", "lesson",
    "claim", "dispute", "question", "conflict", "assumption", "injection", "part", "figure", "acceptance", "stage",
    "doubt",
)  # fmt: skip
"""Kinds in an order in which each finds what it hangs under and names; lines and ballots come behind them."""
COUNTED = ("ballot", "readiness")
"""What there is one of for each person and step."""


@dataclass
class World:
    served: Served
    http: httpx.Client
    """Nobody's; whose it is goes along with each request."""
    plan: str
    room: Room
    cells: list[Cell] = field(default_factory=list)
    tokens: dict[str, str | None] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    values: dict[str, Cell] = field(default_factory=dict)
    fresh: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def asks(self, command: do.Command) -> None:
        self.served.do(self.served.identity.ask(self.room, command))

    def has(self, moment: str) -> None:
        here = moment != "before"
        if here:
            self.asks(do.SetRoom("board", "shared"))
        self.asks(do.SetRoom("admitted", here))
        self.asks(do.SetRoom("board", "shared" if here else "internal"))

    def value(self, declared: Field, above: Mapping[str, str]) -> Value:
        """A value of the field's type that nothing else in the plan holds, where the type has room for one."""
        n = next(self.fresh)
        match declared.type:
            case Text(longest=longest):
                return f"cell{n:05}q"[:longest]
            case Choice(options):
                return options[0]
            case Number():
                return f"{731_904_000 + n}"
            case Money():
                return (842_715_000 + n) * 100
            case Months():
                return ((953_826_000 + n) * 100,)
            case Day():
                return f"20{30 + n % 60:02}-{1 + n % 12:02}-{1 + n % 28:02}"
            case PersonRef():
                return next(p.id for p in self.room.live.state.people.values() if p.role is Role.MEMBER)
            case RecordRef(kinds):
                return next((above[kind] for kind in kinds if kind in above), None)
            case Flag():
                return True
            case Indexes():
                return (n % 24,)
            case Scores():
                return (f"cell{n:05}q", 1)

    def adds(
        self,
        kind: Kind,
        *,
        shared: bool,
        worded: bool,
        parent: str | None,
        step: str,
        above: Mapping[str, str],
    ) -> str:
        """A record with all its fields, and its cells."""
        id_ = f"{kind.name}-{'shared' if shared else 'withheld'}-{next(self.fresh):05}"
        fields: dict[str, object] = {}
        for declared in kind.fields:
            if (kind.name, declared.name) in LEFT_ALONE or (declared.name == "wording" and not worded):
                continue
            value = self.value(declared, above)
            if value is None:
                continue
            fields[declared.name] = value
            self.cells.append(
                Cell(id_, kind.name, declared.name, declared.ceiling, shared, worded, step == "aims", value)
            )
        if kind.private and step:
            fields["step"] = step
        if kind.name == "mark":
            self._marks(id_, parent, fields)
        else:
            self._does(do.Add(id_, kind.name, parent, None, True, fields), step)
        if shared:
            self._does(do.Share(id_), step)
        return id_

    def _does(self, command: do.Command, step: str) -> None:
        """As the house; what is written silently as somebody of ours, so that it is theirs alone."""
        writer = self.devices["writer"].person if step else None
        actor = Actor(writer, Side.OURS, Role.SYSTEM, self.room.live.now())
        answer = self.served.do(self.room.live.submit(actor, None, command))
        assert isinstance(answer, Done), (command, answer)

    def _marks(self, id_: str, parent: str | None, fields: Mapping[str, object]) -> None:
        person = next(self.fresh)
        members = [p.id for p in self.room.live.state.people.values() if p.role is Role.MEMBER]
        actor = Actor(members[person % len(members)], Side.OURS, Role.SYSTEM, self.room.live.now())
        assert isinstance(
            self.served.do(
                self.room.live.submit(actor, None, do.Add(id_, "mark", parent, None, True, fields))
            ),
            Done,
        )

    def fills(self) -> None:
        """Every kind: withheld, shared, shared with a customer's wording; notes said openly, silently, revealed."""
        self.asks(do.GoToStep("aims"))
        account = next(iter(self.room.live.state.of_kind("account")))
        for declared in KINDS["account"].fields:
            if ("account", declared.name) not in LEFT_ALONE:
                value = self.value(declared, {})
                self.asks(do.Set(account.id, declared.name, value))
                self.cells.append(
                    Cell(account.id, "account", declared.name, declared.ceiling, True, False, False, value)
                )
        for shared, worded in ((False, True), (True, False), (True, True)):
            above: dict[str, str] = {}
            for name in IN_TURN:
                kind = KINDS[name]
                parent = None if None in kind.parents and name != "csf" else above[kind.parents[0] or "goal"]
                above[name] = self.adds(
                    kind, shared=shared, worded=worded, parent=parent, step="", above=above
                )
            for step in ("", "aims", "conditions"):
                above["note"] = self.adds(
                    KINDS["note"], shared=shared, worded=False, parent=None, step=step, above=above
                )
            self._votes(shared=shared, above=above)
        self.asks(do.Reveal("conditions"))

    def _votes(self, *, shared: bool, above: Mapping[str, str]) -> None:
        """What was counted, as what is nobody's comes into the plan."""
        for name in COUNTED:
            kind = KINDS[name]
            id_ = f"{name}-{'shared' if shared else 'withheld'}-{next(self.fresh):05}"
            fields = {each.name: self.value(each, above) for each in kind.fields if each.name != "step"}
            self.cells += [
                Cell(id_, name, each.name, each.ceiling, shared, False, False, fields[each.name])
                for each in kind.fields
                if each.name != "step"
            ]
            self.asks(do.Reveal("conditions", (do.Held(id_, name, fields),)))
            if shared:
                self.asks(do.Share(id_))

    def told_in(self, said: str, edition: Edition | None) -> list[str]:
        """Values in there that somebody who sees `edition` may not have, as far as values tell a field."""
        by_value = self._by_value()
        found = (
            by_value.get(re.sub(r"[^0-9a-z]", "", spelt)) for spelt in _SPELT.findall(html.unescape(said))
        )
        cells = {cell for cell in found if cell and not (edition is not None and cell.seen_in(edition))}
        return [f"{cell.name} of {cell.record}" for cell in cells]

    def _by_value(self) -> dict[str, Cell]:
        if len(self.values) != len(self.cells):
            self.values = {_key(cell.value) or str(n): cell for n, cell in enumerate(self.cells)}
        return self.values


_SPELT = re.compile(r"cell\d{5}q|(?:731\D?904|842\D?715|953\D?826)\D?\d{3}")
"""Words, and numbers in whatever grouping of thousands."""


def _key(value: Value) -> str:
    """What is looked for; empty for values that others have as well."""
    match value:
        case (str(scored), *_rest):
            return scored
        case tuple(months):
            return str(months[0])[:9]
        case bool() | None:
            return ""
        case int(money):
            return str(money)[:9]
        case str(text):
            return text if _SPELT.fullmatch(text) else ""
