"""What a signature is subject to: findings that somebody clears by a date, as an edition's people may read them.

Said from what the edition holds and nothing else: customers are not told of a missing field that is ours alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Moment
from app.domain.checker import about_record
from app.domain.checker.rules.measures import NEEDED
from app.domain.fields import Ceiling
from app.domain.kinds import KINDS
from app.domain.people import Edition
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class OpenPoint:
    number: str
    """Of the line it is about; empty where it is about the whole plan."""
    record: str
    code: str
    """`lacks`, `undated`, `late`, `not-soon` or `open`."""
    lacks: tuple[str, ...]
    """Fields that are missing, by name."""
    statement: str
    owner: str
    """Display name; empty where this edition may not know."""
    due: str


def open_points(moment: Moment) -> tuple[OpenPoint, ...]:
    """Those of the conditions carried that this edition holds: the same as in its signed content."""
    return tuple(_points(moment))


def _points(moment: Moment) -> Iterator[OpenPoint]:
    for key, condition in sorted(moment.signoff.carried.items()):
        rule, record = key.partition(":")[0], about_record(key)
        node = moment.projection.get(record)
        if node is None and (record or moment.edition is Edition.SHARED):
            continue
        yield OpenPoint(
            number=node.number if node else "",
            record=record,
            code=_code(rule, node),
            lacks=tuple(_lacks(moment, node)) if rule == "6" and node else (),
            statement=node.statement if node else "",
            owner=moment.name(condition.owner),
            due=condition.due,
        )


def _code(rule: str, node: Node | None) -> str:
    match rule, node:
        case "6", Node():
            return "lacks"
        case "20", None:
            return "not-soon"
        case "20", Node():
            return "late" if node.text("due") else "undated"
        case _:
            return "open"


def _lacks(moment: Moment, node: Node) -> Iterator[str]:
    declared = KINDS["nc"].by_name
    for name in NEEDED:
        known = moment.edition is Edition.INTERNAL or declared[name].ceiling is not Ceiling.INTERNAL
        counted = name == "unit" and node.fields.get("counts") is True
        if known and node.fields.get(name) in (None, "") and not counted:
            yield name
