"""A vote and what it came to, counted once for all screens and again only when somebody spoke."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain import ballots
from app.domain.ballots import Poll
from app.domain.state import PlanState
from app.domain.tally import Tally, tally


@dataclass(frozen=True, slots=True, eq=False)
class Vote:
    poll: Poll
    tally: Tally | None
    """None as long as nobody may know."""
    before: Tally | None
    """What the vote before this one in the same step came to."""


def vote(state: PlanState, known: Vote | None) -> Vote | None:
    """Of the step in progress. `known`: what was counted of the very same ballots, people and run."""
    run, step = state.run, state.run.step
    poll = ballots.poll(state, step)
    if poll is None or step is None:
        return None
    if known is not None and known.poll == poll:
        return known
    weights = {each.key: each.weight for each in step.prompts}

    def counted(key: str) -> Tally | None:
        given = (each for each in state.of_kind("ballot") if each.text("step") == key)
        return tally(poll, given, state.people, weights) if key else None

    shown = not poll.secret or poll.step in run.revealed
    return Vote(poll, counted(poll.step) if shown else None, counted(run.round_before(step.key)))
