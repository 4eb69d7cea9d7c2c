"""What people say about the plan: lines, what gathers them, comments, marks, ballots."""

from __future__ import annotations

from app.domain.fields import Choice, Field, Flag, Hand, PersonRef, RecordRef, Scores, Text
from app.domain.kinds.kind import INTERNAL, SHARED, THEIRS, TREE, Kind, declare

MARKS = ("agree", "change", "missing")
BECOMES = (*TREE, "constraint", "aim", "lesson", "promise", "claim", "question", "conflict")
"""Kinds that a written line can become."""

CLUSTER = declare(
    Kind(
        "cluster",
        parents=(None,),
        fields=(
            Field("title", Text(longest=240), INTERNAL),
            Field("step", Text(longest=64), INTERNAL),
            Field("placed", RecordRef(BECOMES), INTERNAL),
        ),
    )
)
"""Lines that say much the same, under one heading."""
NOTE = declare(
    Kind(
        "note",
        parents=(None,),
        fields=(
            Field("text", Text(longest=240), SHARED),
            Field("step", Text(longest=64), INTERNAL),
            Field("prompt", Text(longest=64), INTERNAL),
            Field("about", RecordRef((*TREE, "constraint")), INTERNAL, Hand.ROOM),
            Field("said_by", PersonRef(), INTERNAL),
            Field("placed", RecordRef(BECOMES), INTERNAL, Hand.ROOM),
            Field("parked", Flag(), INTERNAL, Hand.ROOM),
            Field("accountable", PersonRef(), INTERNAL, Hand.ROOM),
            Field("cluster", RecordRef(("cluster",)), INTERNAL, Hand.ROOM),
            Field("merged", RecordRef(("note",)), INTERNAL, Hand.ROOM),
            Field("table", RecordRef(("table",)), INTERNAL),
            Field("forwarded", Flag(), INTERNAL, Hand.TABLE),
            Field("scope_kind", Choice(("country", "product", "business-unit")), INTERNAL),
            Field("scope", Text(longest=120), INTERNAL),
        ),
        proposal=True,
        private=True,
    )
)
"""One line that somebody wrote. `merged`: it lives on in that other line, and is kept as one of its sources.
`accountable`: who looks after it while it is parked."""
TABLE = declare(
    Kind(
        "table",
        parents=(None,),
        fields=(
            Field("name", Text(longest=80), INTERNAL),
            Field("step", Text(longest=64), INTERNAL),
            Field("about", RecordRef((*TREE, "constraint")), INTERNAL),
            Field("scribe", PersonRef(), INTERNAL, Hand.TABLE),
            Field("open", Flag(), INTERNAL, Hand.TABLE),
            Field("done", Flag(), INTERNAL, Hand.TABLE),
        ),
    )
)
"""A breakout: a country, a product or a factor. `open`: its members read each other's lines. Who sits where is the room's
affair (`Run.seats`)."""
COMMENT = declare(
    Kind(
        "comment",
        parents=(*TREE, "constraint", "note", "comment"),
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
        one_each=True,
    )
)
BALLOT = declare(
    Kind(
        "ballot",
        parents=(None,),
        fields=(
            Field("step", Text(longest=64), INTERNAL),
            Field("scores", Scores(), INTERNAL),
            Field("reason", Text(longest=500), INTERNAL),
            Field("said_by", PersonRef(), INTERNAL),
            Field("function", Text(longest=80), INTERNAL),
        ),
        proposal=True,
        private=True,
        one_each=True,
        closes=True,
    )
)
"""What one person gave in one step. `said_by`: whoever leads entered it for them. `function`: on one that is nobody's
any more, of a group that is too large to tell who it was."""
