"""The kinds of record that a plan can hold.

The tree is S2's: goal, critical success factors, necessary conditions, actions. All kinds are declared here, before any
plan is read: what a file of another release holds is then known or refused, whatever activities are built.
"""

from __future__ import annotations

from app.domain.kinds.before import READINESS
from app.domain.kinds.kind import (
    INTERNAL,
    KINDS,
    SHARED,
    STATEMENT,
    THEIRS,
    TREE,
    WORDING,
    Kind,
    declare,
    hang_somewhere,
)
from app.domain.kinds.logic import ARROWS, CATEGORIES, PRESETS, RESERVATIONS
from app.domain.kinds.past import OUTCOMES, VERDICTS
from app.domain.kinds.promises import ACCEPTANCE, FIGURE, PART, STAGE
from app.domain.kinds.said import BECOMES, MARKS
from app.domain.kinds.tree import COMPARATORS, LEVERS, SCOPES, STATUSES

__all__ = [
    "ACCEPTANCE", "ARROWS", "BECOMES", "CATEGORIES", "COMPARATORS", "FIGURE", "INTERNAL", "KINDS", "LEVERS", "MARKS",
    "OUTCOMES", "PART", "PRESETS", "READINESS", "RESERVATIONS", "SCOPES", "SHARED", "STAGE", "STATEMENT", "STATUSES",
    "THEIRS", "TREE", "VERDICTS", "WORDING", "Kind", "declare",
]  # fmt: skip

hang_somewhere()
