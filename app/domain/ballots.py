"""Voting: what a step asks everybody to give, and whether one ballot answers that.

A step's options say how: `method`, and with it `budget`, `limit` and what is voted on. A ballot is one record for all
that one person gives in one step (kind `ballot`), its scores by what they are for. Methods:

* `dots`: so many dots (`budget`) over things, at most `limit` on one;
* `rank`: the `limit` best, in order: 1 is first;
* `grid`: everything on two axes, 1 to 5 each (`thing.x`, `thing.y`);
* `criteria`: everything by each criterion, 1 to 5 (`thing.cost`); the step's prompts are the criteria;
* `consent`: 2 agree, 1 agree with a reservation, 0 block; who does not simply agree says why;
* `confidence`: 0 to 5 fingers (fist of five);
* `enough`: 1 these would be enough, 0 not (sufficiency, DOMAIN section 2, rule 10).

`consent` and `confidence` are about the step's own question (`PROPOSAL`) where it names nothing to vote on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain import tables
from app.domain.agenda import StepSpec
from app.domain.fields import Value, scores
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState

METHODS = ("dots", "rank", "grid", "criteria", "consent", "confidence", "enough")
PROPOSAL = "proposal"
"""Stands for the step's own question."""
BUILT_IN: Mapping[str, str] = {"doubts": "enough", "alignment": "confidence"}
"""Activities that always ask for one and the same kind of ballot."""
DOTS, BEST, FEWEST = 5, 3, 1
_RANGES: Mapping[str, range] = {
    "grid": range(1, 6),
    "criteria": range(1, 6),
    "consent": range(3),
    "confidence": range(6),
    "enough": range(2),
}


@dataclass(frozen=True, slots=True)
class Poll:
    """What one step asks of everybody."""

    step: str
    """What a ballot says of its step: the key, and which vote of it where there was more than one."""
    method: str
    budget: int
    """Dots to give, in all."""
    limit: int
    """Dots on one thing; how many are ranked."""
    criteria: tuple[str, ...]
    """Keys of the criteria, or of the axes."""
    secret: bool
    """Nobody sees anything before it is closed."""
    nameless: bool
    things: tuple[str, ...]
    """Ids of what is voted on, in order; PROPOSAL alone for the step's own question."""


def method(step: StepSpec) -> str | None:
    """How `step` votes; None where it does not."""
    named = step.options.get("method") or BUILT_IN.get(step.activity)
    return str(named) if named in METHODS else None


def poll(state: PlanState, step: StepSpec | None) -> Poll | None:
    """What `step` asks, None where it asks for no ballot."""
    asked = method(step) if step is not None else None
    if step is None or asked is None:
        return None
    budget, limit = step.options.get("budget"), step.options.get("limit")
    return Poll(
        step=state.run.round(step.key),
        method=asked,
        budget=budget if isinstance(budget, int) else DOTS,
        limit=limit if isinstance(limit, int) else (BEST if asked == "rank" else FEWEST),
        criteria=("x", "y") if asked == "grid" else tuple(each.key for each in step.prompts),
        secret=step.anonymous or step.reveal == "on-reveal",
        nameless=step.anonymous,
        things=tuple(record.id for record in things(state, step)) or (PROPOSAL,),
    )


def things(state: PlanState, step: StepSpec) -> tuple[Record, ...]:
    """What a step votes on: the records of its `kinds`; or what was written in the step that `from` names, where a
    cluster stands for its lines and a line for those that were merged into it.
    """
    kinds, source = step.options.get("kinds"), step.options.get("from")
    if isinstance(source, str) and source:
        return tuple(
            record
            for record in state.walk(None)
            if record.text("step") == source
            and record.kind in ("cluster", "note")
            and not any(record.fields.get(name) for name in ("merged", "parked"))
            and record.fields.get("cluster") not in state.records
            and not tables.stays(state, record)
        )
    if isinstance(kinds, list):
        return tuple(record for record in state.walk(None) if record.kind in kinds)
    return ()


def accept(state: PlanState, fields: Mapping[str, Value]) -> None:
    """Whether a ballot answers what its step asks, and is given in the way in which that step takes ballots: where they
    are nobody's, none comes with a name. Raises as `answers`, and Refused(NOT_ALLOWED).
    """
    if answers(state, fields).nameless:
        raise Refused(Why.NOT_ALLOWED)


def answers(state: PlanState, fields: Mapping[str, Value]) -> Poll:
    """Whether a ballot answers what its step asks.

    Raises Refused(UNKNOWN_STEP | UNKNOWN_RECORD | EMPTY | WRONG_TYPE | OVER_BUDGET | OVER_LIMIT | NO_REASON).
    """
    asked = poll(state, state.run.step)
    if asked is None or fields.get("step") != asked.step:
        raise Refused(Why.UNKNOWN_STEP)
    given = scores(fields.get("scores"))
    if not given:
        raise Refused(Why.EMPTY)
    for key, score in given.items():
        _known(asked, key)
        if asked.method in _RANGES and score not in _RANGES[asked.method]:
            raise Refused(Why.WRONG_TYPE)
    if asked.method == "dots":
        _dots(asked, given)
    elif asked.method == "rank":
        _ranks(asked, given)
    elif (
        asked.method == "consent" and min(given.values()) < 2 and not str(fields.get("reason") or "").strip()
    ):
        raise Refused(Why.NO_REASON)
    return asked


def _known(asked: Poll, key: str) -> None:
    thing, _, part = key.partition(".")
    if thing not in asked.things:
        raise Refused(Why.UNKNOWN_RECORD)
    if part not in (asked.criteria if asked.method in ("grid", "criteria") else ("",)):
        raise Refused(Why.UNKNOWN_FIELD)


def _dots(asked: Poll, given: Mapping[str, int]) -> None:
    if min(given.values()) < 1:
        raise Refused(Why.WRONG_TYPE)
    if sum(given.values()) > asked.budget:
        raise Refused(Why.OVER_BUDGET, budget=asked.budget)
    if max(given.values()) > asked.limit:
        raise Refused(Why.OVER_LIMIT, limit=asked.limit)


def _ranks(asked: Poll, given: Mapping[str, int]) -> None:
    if len(given) > asked.limit:
        raise Refused(Why.OVER_LIMIT, limit=asked.limit)
    if sorted(given.values()) != list(range(1, len(given) + 1)):
        raise Refused(Why.WRONG_TYPE)
