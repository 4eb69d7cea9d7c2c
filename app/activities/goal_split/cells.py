"""A part of the goal as phones and the console show it, and the sums of all of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Moment
from app.activities.lines import currency
from app.domain.parts import Grid, grid
from app.domain.people import Role, Side
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Part:
    id: str
    product: str
    geography: str
    domain: str
    sales: int | None
    margin: str
    last_sales: int | None
    who: str
    who_id: str
    currency: str
    may_edit: bool

    @property
    def name(self) -> str:
        return " · ".join(filter(None, (self.product, self.geography, self.domain)))


@dataclass(frozen=True, slots=True)
class Sum:
    """What the parts make together."""

    goal: int | None
    total: int
    gap: int | None
    parts: int
    waiting: int
    margin: str
    wanted_margin: str
    currency: str


@dataclass(frozen=True, slots=True)
class Somebody:
    id: str
    name: str


def parts(moment: Moment) -> tuple[Node, ...]:
    goal = moment.projection.goal
    return moment.projection.under(goal.id, "part") if goal else ()


def part(moment: Moment, node: Node, *, may_edit: bool) -> Part:
    return Part(
        id=node.id,
        product=node.text("product"),
        geography=node.text("geography"),
        domain=node.text("domain"),
        sales=whole(node, "sales"),
        margin=node.text("margin"),
        last_sales=whole(node, "last_sales"),
        who=moment.name(node.fields.get("accountable")),
        who_id=node.text("accountable"),
        currency=currency(moment),
        may_edit=may_edit,
    )


def whole(node: Node, name: str) -> int | None:
    value = node.fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def summed(moment: Moment) -> tuple[Grid, Sum]:
    goal, nodes = moment.projection.goal, parts(moment)
    made = grid(node.fields for node in nodes)
    sales = whole(goal, "sales") if goal else None
    view = Sum(
        goal=sales,
        total=made.total,
        gap=made.gap(sales),
        parts=len(nodes),
        waiting=made.waiting,
        margin=made.margin,
        wanted_margin=goal.text("margin") if goal else "",
        currency=currency(moment),
    )
    return made, view


def known(moment: Moment, name: str) -> tuple[str, ...]:
    """Names that parts and figures have already, to be picked instead of typed anew."""
    nodes = (*parts(moment), *moment.projection.under(None, "figure"))
    return tuple(sorted({node.text(name) for node in nodes} - {""}))


def ours(moment: Moment) -> tuple[Somebody, ...]:
    """Of our side, who can answer for a part, by name."""
    found = (
        p for p in moment.people.values() if p.side is Side.OURS and p.role in (Role.MEMBER, Role.FACILITATOR)
    )
    named = (Somebody(each.id, moment.name(each.id)) for each in found)
    return tuple(sorted((each for each in named if each.name), key=lambda each: each.name.casefold()))
