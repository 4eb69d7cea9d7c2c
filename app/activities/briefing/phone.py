"""Briefing on the phone: what the room is told, and a field for a line where the step lets people propose.

The step's notes are the facilitator's and never come here.
"""

from __future__ import annotations

from app.activities import writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.domain.agenda import said


def shown(moment: Moment) -> Lists:
    if _asks(moment):
        return writing.writing(moment)
    step = moment.step
    # Whoever reads this on a phone has come in: the board's call to tap one's name is not for them.
    joining = step is not None and step.options.get("joining") is True
    return {"now": (writing.task(moment, now=said(step.title, moment.language) if joining and step else ""),)}


def mine(moment: Moment, me: Me) -> Lists:
    return writing.mine(moment, me) if _asks(moment) else {}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _asks(moment: Moment) -> bool:
    """A break asks for nothing, whatever its gate."""
    step = moment.step
    return step is not None and not step.is_break and moment.gate != "read" and writing.may_write(moment)
