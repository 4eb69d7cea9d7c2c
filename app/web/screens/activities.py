"""The activities that steps can name. A step whose activity is not built yet runs as a briefing.

A briefing during which the customers rest is our side's caucus: it has the review's lines, of which those that the
customers want changed are left to decide about.
"""

from __future__ import annotations

from app.activities.alignment import ALIGNMENT
from app.activities.briefing import BRIEFING
from app.activities.build_tree import BUILD_TREE
from app.activities.challenge import CHALLENGE
from app.activities.cluster import CLUSTER
from app.activities.commit import COMMIT
from app.activities.conflict_cloud import CONFLICT_CLOUD
from app.activities.constraint_map import CONSTRAINT_MAP
from app.activities.contract import Activity, Moment
from app.activities.doubts import DOUBTS
from app.activities.facts import FACTS
from app.activities.goal_split import GOAL_SPLIT
from app.activities.look_back import LOOK_BACK
from app.activities.review import REVIEW
from app.activities.rules import RULES
from app.activities.share import SHARE
from app.activities.sign_off import SIGN_OFF
from app.activities.silent_writing import SILENT_WRITING
from app.activities.vote import VOTE

BUILT = (
    BRIEFING,
    LOOK_BACK,
    FACTS,
    GOAL_SPLIT,
    SILENT_WRITING,
    CLUSTER,
    BUILD_TREE,
    VOTE,
    DOUBTS,
    CONFLICT_CLOUD,
    RULES,
    CONSTRAINT_MAP,
    ALIGNMENT,
    COMMIT,
    CHALLENGE,
    SHARE,
    REVIEW,
    SIGN_OFF,
)
BY_NAME = {each.name: each for each in BUILT}


def running(moment: Moment) -> Activity | None:
    """The activity of the step in progress; None before the day begins."""
    step = moment.step
    if step is None:
        return None
    named = BY_NAME.get(step.activity, BRIEFING)
    return REVIEW if named is BRIEFING and step.holds_customers else named
