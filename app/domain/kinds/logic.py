"""What holds a plan together, and what pulls at it: doubts about its logic, conflicts and what resolves them.

After the Theory of Constraints: Dettmer's categories of legitimate reservation, and the conflict cloud (an objective,
the two needs behind it, two wants that oppose each other, the assumptions behind each arrow, injections that break one).
"""

from __future__ import annotations

from app.domain.fields import Choice, Day, Field, Flag, Hand, PersonRef, RecordRef, Text
from app.domain.kinds.kind import INTERNAL, STATEMENT, TREE, Kind, declare

RESERVATIONS = ("unclear", "not-true", "not-enough", "not-needed")
"""What a phone offers; `not-needed` doubts the necessity of a line under its parent."""
CATEGORIES = (
    "clarity", "entity-existence", "causality-existence", "cause-insufficiency",
    "additional-cause", "cause-effect-reversal", "predicted-effect", "tautology",
)  # fmt: skip
"""The categories of legitimate reservation (Dettmer), in their usual order."""
PRESETS = ("geography", "product", "service")
"""Whose interest stands against key account management's (S2); a conflict of another kind names none."""
ARROWS = ("need-a", "need-b", "want-a", "want-b", "opposed")
"""From each need to the objective, from each want to its need, and between the two wants."""

DOUBT = declare(
    Kind(
        "doubt",
        parents=(*TREE, "constraint"),
        fields=(
            Field("reservation", Choice(RESERVATIONS), INTERNAL),
            Field("category", Choice(CATEGORIES), INTERNAL, Hand.LEAD),
            Field("text", Text(longest=500), INTERNAL),
            Field("step", Text(longest=64), INTERNAL),
            Field("answer", Text(longest=500), INTERNAL, Hand.ROOM),
            Field("answered", Flag(), INTERNAL, Hand.ROOM),
            Field("said_by", PersonRef(), INTERNAL),
        ),
        proposal=True,
        private=True,
    )
)
CONFLICT = declare(
    Kind(
        "conflict",
        parents=(None,),
        fields=(
            Field("statement", STATEMENT, INTERNAL),
            Field("preset", Choice(PRESETS), INTERNAL),
            Field("objective", Text(longest=300), INTERNAL),
            Field("need_a", Text(longest=300), INTERNAL),
            Field("need_b", Text(longest=300), INTERNAL),
            Field("want_a", Text(longest=300), INTERNAL),
            Field("want_b", Text(longest=300), INTERNAL),
            Field("about", RecordRef((*TREE, "constraint")), INTERNAL),
            Field("state", Choice(("open", "resolved", "escalated")), INTERNAL),
            Field("outcome", Text(longest=500), INTERNAL),
            Field("escalated_to", PersonRef(), INTERNAL),
        ),
    )
)
ASSUMPTION = declare(
    Kind(
        "assumption",
        parents=("conflict",),
        fields=(
            Field("text", Text(longest=300), INTERNAL),
            Field("arrow", Choice(ARROWS), INTERNAL),
            Field("false", Flag(), INTERNAL, Hand.ROOM),
        ),
        proposal=True,
    )
)
INJECTION = declare(
    Kind(
        "injection",
        parents=("conflict",),
        fields=(
            Field("statement", Text(longest=300), INTERNAL),
            Field("assumption", RecordRef(("assumption",)), INTERNAL, Hand.ROOM),
            Field("accountable", PersonRef(), INTERNAL, Hand.ROOM),
            Field("due", Day(), INTERNAL, Hand.ROOM),
            Field("chosen", Flag(), INTERNAL, Hand.ROOM),
        ),
        proposal=True,
    )
)
