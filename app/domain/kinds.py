"""The kinds of record, their fields, and where each may hang.

The tree is S2's: goal, critical success factors, necessary conditions, actions. Every field names its ceiling.
An activity may declare kinds of its own with `declare`; it does so when it is imported, before any plan is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.fields import (
    Ceiling,
    Choice,
    Day,
    Field,
    Flag,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Text,
)

INTERNAL, SHARED, THEIRS = Ceiling.INTERNAL, Ceiling.SHARED, Ceiling.THEIRS
STATEMENT = Text(longest=500, coedited=True)
WORDING = Field("wording", Text(longest=500, coedited=True), SHARED)
"""What a customer reads in place of the statement, where it is given."""

COMPARATORS = ("gt", "ge", "eq", "le", "lt")
STATUSES = ("open", "under-way", "done")
MARKS = ("agree", "change", "missing")
SCOPES = ("country", "product", "business-unit")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of record holds and where it may hang."""

    name: str
    parents: tuple[str | None, ...]
    """Kinds under which it hangs; None: at the top of the plan."""
    fields: tuple[Field, ...]
    shared_by_default: bool = False
    only_one: bool = False
    proposal: bool = False
    """May be added where the step lets people propose only."""
    theirs_too: bool = False
    """Customers may add it."""
    by_name: dict[str, Field] = field(init=False, compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.by_name.update({each.name: each for each in self.fields})


KINDS: dict[str, Kind] = {}
TREE = ("goal", "csf", "nc", "action")
"""The plan's logic, from the top."""


def declare(kind: Kind) -> Kind:
    """Make a kind known. Raises ValueError for a second one of the same name or a parent nobody declared."""
    if kind.name in KINDS:
        raise ValueError(f"kind {kind.name} is declared twice")
    for parent in kind.parents:
        if parent is not None and parent != kind.name and parent not in KINDS:
            raise ValueError(f"kind {kind.name} hangs under {parent}, which is not declared")
    KINDS[kind.name] = kind
    return kind


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
        ),
    )
)
CSF = declare(Kind("csf", parents=("goal", None), fields=(Field("statement", STATEMENT, SHARED), WORDING)))
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
        ),
    )
)
NOTE = declare(
    Kind(
        "note",
        parents=(None,),
        fields=(
            Field("text", Text(longest=240), SHARED),
            Field("step", Text(longest=64), INTERNAL),
            Field("about", RecordRef(TREE), INTERNAL),
            Field("said_by", PersonRef(), INTERNAL),
            Field("placed", RecordRef((*TREE, "constraint")), INTERNAL),
            Field("parked", Flag(), INTERNAL),
        ),
        proposal=True,
    )
)
COMMENT = declare(
    Kind(
        "comment",
        parents=(*TREE, "constraint"),
        fields=(Field("text", Text(longest=1000, lines=True), THEIRS),),
        proposal=True,
        theirs_too=True,
    )
)
MARK = declare(
    Kind(
        "mark",
        parents=(*TREE, "constraint"),
        fields=(Field("value", Choice(MARKS), THEIRS),),
        proposal=True,
        theirs_too=True,
    )
)
