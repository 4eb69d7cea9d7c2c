"""The map itself: scopes with their constraints, the heaviest first, and what touches each. The same for all surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.activities.contract import Moment
from app.domain.kinds import SCOPES
from app.domain.projection import Node

HEATS = 5
"""Steps of colour; the number stands beside it always."""


@dataclass(frozen=True, slots=True)
class Touch:
    """An action that touches a constraint."""

    id: str
    number: str
    statement: str


@dataclass(frozen=True, slots=True)
class Constraint:
    id: str
    statement: str
    scope_kind: str
    scope: str
    weight: str
    """As it is kept; empty where nobody gave one."""
    heat: int
    """0 without weight, 1 to HEATS."""
    touched: tuple[Touch, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    kind: str
    name: str
    """Empty for what holds back the whole account."""
    weight: str
    """Of all its constraints."""
    heat: int
    constraints: tuple[Constraint, ...]


def scopes(moment: Moment) -> tuple[Scope, ...]:
    """By kind of scope in the usual order, in each the heaviest first."""
    nodes = moment.projection.every("constraint")
    most = max((_weight(node) for node in nodes), default=Decimal(0))
    touches = _touches(moment)
    found: dict[tuple[str, str], list[Node]] = {}
    names: dict[tuple[str, str], str] = {}
    for node in nodes:
        name = " ".join(node.text("scope").split())
        key = (node.text("scope_kind") if name else "", name.casefold())
        found.setdefault(key, []).append(node)
        names.setdefault(key, name)
    sums = {key: sum(map(_weight, held), Decimal(0)) for key, held in found.items()}
    hottest = max(sums.values(), default=Decimal(0))

    def place(key: tuple[str, str]) -> tuple[int, Decimal, str]:
        return SCOPES.index(key[0]) if key[0] in SCOPES else len(SCOPES), -sums[key], key[1]

    return tuple(
        Scope(
            kind=key[0],
            name=names[key],
            weight=_said(sums[key]),
            heat=_heat(sums[key], hottest),
            constraints=tuple(
                _constraint(node, most, touches) for node in sorted(found[key], key=lambda n: -_weight(n))
            ),
        )
        for key in sorted(found, key=place)
    )


def constraints(moment: Moment) -> tuple[Constraint, ...]:
    """The heaviest first."""
    nodes = moment.projection.every("constraint")
    most, touches = max(map(_weight, nodes), default=Decimal(0)), _touches(moment)
    return tuple(_constraint(node, most, touches) for node in sorted(nodes, key=lambda n: -_weight(n)))


def _touches(moment: Moment) -> dict[str, list[Touch]]:
    touches: dict[str, list[Touch]] = {}
    for node in moment.projection.every("action"):
        if constraint := node.text("constraint"):
            touches.setdefault(constraint, []).append(Touch(node.id, node.number, node.statement))
    return touches


def _constraint(node: Node, most: Decimal, touches: dict[str, list[Touch]]) -> Constraint:
    return Constraint(
        id=node.id,
        statement=node.statement,
        scope_kind=node.text("scope_kind"),
        scope=node.text("scope"),
        weight=node.text("weight"),
        heat=_heat(_weight(node), most),
        touched=tuple(touches.get(node.id, ())),
    )


def _weight(node: Node) -> Decimal:
    try:
        return max(Decimal(node.text("weight") or "0"), Decimal(0))
    except InvalidOperation:
        return Decimal(0)


def _heat(weight: Decimal, most: Decimal) -> int:
    if not most or not weight:
        return 0
    return max(1, min(HEATS, int((weight * HEATS / most).to_integral_value(rounding="ROUND_CEILING"))))


def _said(weight: Decimal) -> str:
    return format(weight.normalize(), "f") if weight else ""
