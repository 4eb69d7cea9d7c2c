"""Who may do what in the step in progress, as the screens of activities ask it. The domain decides again
(`app/domain/decide/rights.py`); what is asked here only keeps from people what would be refused.
"""

from __future__ import annotations

from app.activities.contract import Moment
from app.activities.lines import is_shared
from app.domain.people import Role


def edits(moment: Moment) -> bool:
    """Whether this audience may change what is in the plan."""
    if moment.signoff.freeze is not None or is_shared(moment):
        return False
    return moment.role is Role.FACILITATOR or (moment.role is Role.MEMBER and moment.gate == "edit")


def says(moment: Moment) -> bool:
    """Whether this audience may say something of its own."""
    if is_shared(moment):
        return False
    return moment.role is Role.FACILITATOR or (moment.role is Role.MEMBER and moment.gate != "read")
