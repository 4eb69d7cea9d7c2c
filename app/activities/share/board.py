"""Sharing on the board: of the branch being decided, what the customer will see and in which words.

Ours alone: the shared edition shows the plan as it is, without a word about what is not in it.
"""

from __future__ import annotations

from app.activities import board_plan
from app.activities.board_plan import Remark, Remarks
from app.activities.contract import Lists, Moment
from app.activities.lines import is_shared
from app.domain.projection import Node


def shown(moment: Moment) -> Lists:
    """The plan with what is shared."""
    return {} if is_shared(moment) else board_plan.plan(moment, lambda node: _decided(moment, node))


def _decided(moment: Moment, node: Node) -> Remarks:
    above = moment.projection.get(node.parent)
    if node.kind == "action" and above is not None and above.shared == node.shared:
        return Remarks()  # an action goes with its condition; only what differs is said
    wording = node.text("wording").strip()
    reworded = (wording,) if wording and node.shared and node.kind != "action" else ()
    return Remarks(Remark("shared" if node.shared else "kept"), reworded)
