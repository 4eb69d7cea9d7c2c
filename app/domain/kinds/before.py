"""What is asked of our side before the day."""

from __future__ import annotations

from app.domain.fields import Field, Scores, Text
from app.domain.kinds.kind import INTERNAL, Kind, declare

READINESS = declare(
    Kind(
        "readiness",
        parents=(None,),
        fields=(Field("step", Text(longest=64), INTERNAL), Field("scores", Scores(), INTERNAL)),
        proposal=True,
        private=True,
        one_each=True,
    )
)
"""One person's answers to the readiness questions. It names a step that is none, so it is never revealed."""
