"""Review line by line on the board: the shared plan, with what the customers said of each line.

Only the customer's answers count here, and only how many: nobody is named. Where our side looks at its own edition the
same marks stand beside our lines.
"""

from __future__ import annotations

from app.activities import board_plan
from app.activities.board_plan import Remark, Remarks
from app.activities.contract import Lists, Moment
from app.domain.people import Side
from app.domain.projection import Node


def shown(moment: Moment) -> Lists:
    """The plan with answers."""
    came = {id_ for id_, person in moment.people.items() if person.side is Side.THEIRS and person.came}
    spoke = {mark.person for mark in moment.projection.every("mark") if mark.side is Side.THEIRS}
    of = len(came | spoke)
    return board_plan.plan(moment, lambda node: _said(moment, node, of))


def _said(moment: Moment, node: Node, of: int) -> Remarks:
    beneath = _heard(moment, node)
    if node.kind == "nc":
        beneath += tuple(
            words for each in moment.projection.tree_under(node.id) for words in _heard(moment, each)
        )
    return Remarks(_answer(moment, node, of), beneath if node.kind != "action" else ())


def _answer(moment: Moment, node: Node, of: int) -> Remark | None:
    marks = [mark for mark in moment.projection.under(node.id, "mark") if mark.side is Side.THEIRS]
    given = [mark.text("value") for mark in marks]
    if "change" in given:
        return Remark("change", given.count("change"))
    if "missing" in given:
        return Remark("missing")
    if not given or node.kind == "action":
        return None
    return Remark("agreed", of=of) if len(given) >= of else Remark("answered", len(given), of)


def _heard(moment: Moment, node: Node) -> tuple[str, ...]:
    said = (each for each in moment.projection.under(node.id, "comment") if each.side is Side.THEIRS)
    return tuple(" ".join(each.statement.split()) for each in said)
