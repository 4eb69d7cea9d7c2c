"""What people promise: parts of the goal, actions accepted, stages on the way; and the figures behind them."""

from __future__ import annotations

from app.domain.fields import Choice, Day, Field, Money, Months, Number, PersonRef, Text
from app.domain.kinds.kind import INTERNAL, Kind, declare

PART = declare(
    Kind(
        "part",
        parents=("goal",),
        fields=(
            Field("product", Text(longest=80), INTERNAL),
            Field("geography", Text(longest=80), INTERNAL),
            Field("domain", Text(longest=80), INTERNAL),
            Field("sales", Money(), INTERNAL),
            Field("margin", Number(), INTERNAL),
            Field("last_sales", Money(), INTERNAL),
            Field("accountable", PersonRef(), INTERNAL),
        ),
    )
)
"""One cell of the goal: a product group in a geography and a business domain, with one person who answers for it (S2)."""
FIGURE = declare(
    Kind(
        "figure",
        parents=(None,),
        fields=(
            Field("product", Text(longest=80), INTERNAL),
            Field("geography", Text(longest=80), INTERNAL),
            Field("domain", Text(longest=80), INTERNAL),
            Field("measure", Choice(("sales", "margin")), INTERNAL),
            Field("begins", Day(), INTERNAL),
            Field("last_year", Months(), INTERNAL),
            Field("forecast", Months(), INTERNAL),
            Field("actual", Months(), INTERNAL),
        ),
    )
)
"""Sales or margin, in money, of one product group in one geography, month by month from `begins`."""
ACCEPTANCE = declare(
    Kind(
        "acceptance",
        parents=("action",),
        fields=(
            Field("value", Choice(("accepted", "declined")), INTERNAL),
            Field("due", Day(), INTERNAL),
            Field("reason", Text(longest=500), INTERNAL),
            Field("said_by", PersonRef(), INTERNAL),
        ),
        proposal=True,
        one_each=True,
    )
)
"""The owner's own word on an action, for the date that it had: with another owner or date it holds no longer.
`said_by`: whoever leads wrote it down for somebody without a device, and that shows."""
STAGE = declare(
    Kind(
        "stage",
        parents=("nc", "goal"),
        fields=(
            Field("due", Day(), INTERNAL),
            Field("target", Number(), INTERNAL),
            Field("text", Text(longest=240), INTERNAL),
        ),
    )
)
"""Where a condition, or the relationship, has to stand on the way: after 30, 60 or 90 days, or at a quarter's end."""
