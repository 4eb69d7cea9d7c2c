"""A conflict as every surface shows it: an objective, two needs, two opposed wants, what is assumed behind each arrow,
and the ideas that break an assumption.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.kinds import ARROWS
from app.domain.projection import Node

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Assumption:
    id: str
    text: str
    false: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    name: str
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Injection:
    id: str
    statement: str
    owner: str
    """Display name of who brings it about."""
    accountable: str
    due: str
    breaks: str
    """The assumption that it makes untrue, in its words."""
    assumption: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Cloud:
    id: str
    statement: str
    preset: str
    objective: str
    need_a: str
    need_b: str
    want_a: str
    want_b: str
    arrows: tuple[Arrow, ...]
    injections: tuple[Injection, ...]
    state: str
    outcome: str
    sponsor: str
    """To whom it was escalated."""

    def arrow(self, name: str) -> Arrow:
        return next(each for each in self.arrows if each.name == name)

    @property
    def drawn(self) -> bool:
        """There is something in a box."""
        return any((self.objective, self.need_a, self.need_b, self.want_a, self.want_b))

    @property
    def assumed(self) -> tuple[Assumption, ...]:
        return tuple(each for arrow in self.arrows for each in arrow.assumptions)


def conflicts(moment: Moment) -> tuple[Node, ...]:
    return moment.projection.under(None, "conflict")


def in_work(moment: Moment) -> Node | None:
    """The conflict in the spotlight, else the first that is open, else the first."""
    nodes = conflicts(moment)
    lit = moment.projection.get(moment.run.spotlight)
    if lit is not None and lit.kind == "conflict":
        return lit
    return next((each for each in nodes if is_open(each)), nodes[0] if nodes else None)


def is_open(node: Node) -> bool:
    return (node.text("state") or OPEN) == OPEN


def cloud(moment: Moment, node: Node) -> Cloud:
    below = moment.projection.under(node.id)
    assumed = {each.id: each for each in below if each.kind == "assumption"}
    return Cloud(
        id=node.id,
        statement=node.statement,
        preset=node.text("preset"),
        objective=node.text("objective"),
        need_a=node.text("need_a"),
        need_b=node.text("need_b"),
        want_a=node.text("want_a"),
        want_b=node.text("want_b"),
        arrows=tuple(_arrow(name, tuple(assumed.values())) for name in ARROWS),
        injections=tuple(_injection(moment, each, assumed) for each in below if each.kind == "injection"),
        state=node.text("state") or OPEN,
        outcome=node.text("outcome"),
        sponsor=moment.name(node.fields.get("escalated_to")),
    )


def _arrow(name: str, assumed: tuple[Node, ...]) -> Arrow:
    """What names no arrow stands between the wants: it is why we cannot have both."""
    own = (each for each in assumed if (each.text("arrow") or "opposed") == name)
    return Arrow(name, tuple(Assumption(e.id, e.text("text"), e.fields.get("false") is True) for e in own))


def _injection(moment: Moment, node: Node, assumed: dict[str, Node]) -> Injection:
    broken = assumed.get(node.text("assumption"))
    return Injection(
        id=node.id,
        statement=node.statement,
        owner=moment.name(node.fields.get("accountable")),
        accountable=node.text("accountable"),
        due=node.text("due"),
        breaks=broken.text("text") if broken else "",
        assumption=broken.id if broken else "",
        chosen=node.fields.get("chosen") is True,
    )
