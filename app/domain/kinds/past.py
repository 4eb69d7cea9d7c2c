"""What a plan stands on: last year's promises, lessons, claims about the account, the director's questions, and the
customer's aims as we guess them.
"""

from __future__ import annotations

from app.domain.fields import Choice, Day, Field, Hand, PersonRef, RecordRef, Text
from app.domain.kinds.kind import INTERNAL, SHARED, STATEMENT, WORDING, Kind, declare

OUTCOMES = ("kept", "late", "dropped", "goes-on")
VERDICTS = ("keep", "stop", "start")

PROMISE = declare(
    Kind(
        "promise",
        parents=(None,),
        fields=(
            Field("statement", Text(longest=500), INTERNAL),
            Field("accountable", PersonRef(), INTERNAL),
            Field("due", Day(), INTERNAL),
            Field("outcome", Choice(OUTCOMES), INTERNAL, Hand.ROOM),
            Field("became", RecordRef(("action",)), INTERNAL, Hand.ROOM),
        ),
    )
)
"""What was promised last year; `became`: the action with which it goes on."""
LESSON = declare(
    Kind(
        "lesson",
        parents=(None,),
        fields=(
            Field("statement", Text(longest=500), INTERNAL),
            Field("verdict", Choice(VERDICTS), INTERNAL),
        ),
    )
)
CLAIM = declare(
    Kind(
        "claim",
        parents=(None,),
        fields=(
            Field("statement", Text(longest=500), INTERNAL),
            Field("source", Text(longest=200), INTERNAL),
            Field("state", Choice(("open", "stands", "corrected")), INTERNAL, Hand.ROOM),
            Field("answer", Text(longest=500), INTERNAL, Hand.ROOM),
        ),
    )
)
"""Something that is said about the account, with its source; people dispute it, and it stands or is corrected."""
DISPUTE = declare(
    Kind(
        "dispute",
        parents=("claim",),
        fields=(
            Field("text", Text(longest=500), INTERNAL),
            Field("source", Text(longest=200), INTERNAL),
            Field("said_by", PersonRef(), INTERNAL),
        ),
        proposal=True,
    )
)
QUESTION = declare(
    Kind(
        "question",
        parents=(None,),
        fields=(
            Field("statement", Text(longest=500), INTERNAL),
            Field("said_by", PersonRef(), INTERNAL),
            Field("answer", Text(longest=1000, lines=True), INTERNAL, Hand.ROOM),
            Field("accountable", PersonRef(), INTERNAL, Hand.ROOM),
            Field("due", Day(), INTERNAL, Hand.ROOM),
        ),
        proposal=True,
    )
)
"""A question that has to be answered, or to have somebody who will: the director's challenge."""
AIM = declare(
    Kind(
        "aim",
        parents=(None,),
        fields=(
            Field("statement", STATEMENT, SHARED),
            WORDING,
            Field("tested", Choice(("holds", "changed", "wrong")), INTERNAL),
        ),
    )
)
"""What the customer wants to have achieved: a guess of ours until they were asked."""
