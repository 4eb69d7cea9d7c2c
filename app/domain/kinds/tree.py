"""The account and the plan's logic: S2's goal, critical success factors, necessary conditions and actions, and the
constraints that they aim at.
"""

from __future__ import annotations

from app.domain.fields import (
    Choice,
    Day,
    Field,
    Flag,
    Hand,
    Indexes,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Text,
)
from app.domain.kinds.kind import INTERNAL, SHARED, STATEMENT, WORDING, Kind, declare

COMPARATORS = ("gt", "ge", "eq", "le", "lt")
STATUSES = ("open", "under-way", "done")
SCOPES = ("country", "product", "business-unit")
LEVERS = ("contacts", "spend", "complementary", "value-services")
"""S2's selling levers: new contacts, more spend, complementary products, value services."""

PUT = Field("put", Flag(), INTERNAL, Hand.LEAD)
"""It was put to the room, whether it is needed under what it hangs under; what was doubted is a `doubt` of its own."""

ACCOUNT = declare(
    Kind(
        "account",
        parents=(None,),
        only_one=True,
        fields=(
            Field("name", Text(longest=120), SHARED),
            Field("profile", Text(longest=4000, coedited=True, lines=True), INTERNAL),
            Field("culture", Text(longest=4000, coedited=True, lines=True), INTERNAL),
            Field("aims", Text(longest=4000, coedited=True, lines=True), INTERNAL),
            Field("organisation", Text(longest=120), SHARED),
            Field("currency", Text(longest=3), INTERNAL),
            Field("time_zone", Text(longest=64), INTERNAL),
        ),
        shared_by_default=True,
    )
)
GOAL = declare(
    Kind(
        "goal",
        parents=(None,),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("sales", Money(), INTERNAL),
            Field("margin", Number(), INTERNAL),
            Field("date", Day(), SHARED),
            Field("phasing", Months(), INTERNAL),
            Field("margin_phasing", Months(), INTERNAL),
            Field("last_sales", Money(), INTERNAL),
            Field("last_margin", Number(), INTERNAL),
            Field("last_phasing", Months(), INTERNAL),
            Field("pinned", Indexes(), INTERNAL),
            Field("relationship", Text(longest=500), INTERNAL),
        ),
    )
)
CSF = declare(
    Kind(
        "csf",
        parents=("goal", None),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("aim", RecordRef(("aim",)), INTERNAL),
            PUT,
        ),
    )
)
NC = declare(
    Kind(
        "nc",
        parents=("csf",),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("metric", Text(longest=200), SHARED),
            Field("comparator", Choice(COMPARATORS), SHARED),
            Field("target", Number(), SHARED),
            Field("unit", Text(longest=40), SHARED),
            Field("baseline", Number(), INTERNAL),
            Field("source", Text(longest=200), INTERNAL),
            Field("date", Day(), SHARED),
            Field("counts", Flag(), SHARED),
            Field("read_from", Text(longest=500), INTERNAL),
            PUT,
        ),
    )
)
ACTION = declare(
    Kind(
        "action",
        parents=("nc",),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("accountable", PersonRef(), SHARED),
            Field("responsible", PersonRef(), SHARED),
            Field("due", Day(), SHARED),
            Field("status", Choice(STATUSES), SHARED),
            Field("side", Choice(("ours", "theirs")), SHARED),
            Field("constraint", RecordRef(("constraint",)), INTERNAL),
            Field("lever", Choice(LEVERS), INTERNAL),
            PUT,
        ),
    )
)
CONSTRAINT = declare(
    Kind(
        "constraint",
        parents=(None,),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("scope_kind", Choice(SCOPES), INTERNAL),
            Field("scope", Text(longest=120), INTERNAL),
            Field("weight", Number(), INTERNAL),
        ),
    )
)
