"""Sign off on the board."""

from __future__ import annotations

from app.activities.contract import Lists, Moment


def shown(moment: Moment) -> Lists:
    return {}
