"""What somebody is asked before the day: whether they come, a few lines beforehand, whether we are ready.

Lines written here are notes of the step that asks for them, as if they were written in it: private until its reveal where
the step says so. So the step begins with them. What was asked is open until its step begins.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.writing import keeps
from app.domain import readiness
from app.domain.agenda import Prompt, StepSpec
from app.domain.people import Person
from app.domain.records import Record
from app.domain.run import Run
from app.domain.state import PlanState


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a step that is asked beforehand."""

    step: StepSpec
    prompt: Prompt

    @property
    def fields(self) -> dict[str, object]:
        """What a line says of where it belongs."""
        kept = keeps(self.step)
        return {**({"step": kept} if kept else {}), "prompt": self.prompt.key}

    def is_mine(self, note: Record, person: str) -> bool:
        kept = (note.text("step"), note.text("prompt"))
        return note.person == person and kept == (keeps(self.step), self.prompt.key)


def asked(run: Run) -> tuple[Ask, ...]:
    """What the day asks beforehand, in its order; of steps that have not begun."""
    steps = run.format.steps if run.format else ()
    return tuple(
        Ask(step, prompt)
        for step in steps
        if step.key not in run.began and not step.anonymous
        for prompt in step.prompts
        if prompt.beforehand
    )


def find(run: Run, step: str, prompt: str) -> Ask | None:
    """The question that these keys name; None where it is not asked, or not any more."""
    return next((each for each in asked(run) if (each.step.key, each.prompt.key) == (step, prompt)), None)


def lines(state: PlanState, ask: Ask, person: str) -> tuple[Record, ...]:
    """What somebody wrote for a question, in order."""
    return tuple(note for note in state.of_kind("note") if ask.is_mine(note, person))


def wrote(state: PlanState, person: Person) -> bool:
    """Whether somebody has written anything for any of the questions."""
    return any(lines(state, ask, person.id) for ask in asked(state.run))


def my_answers(state: PlanState, person: str) -> dict[str, int]:
    """What somebody answered of the readiness questions."""
    return dict(readiness.answers(state).get(person, {}))


def asks_anything(run: Run) -> bool:
    """Whether our side has something to do before the day."""
    return run.format is not None and (bool(run.format.needs) or run.format.readiness or bool(asked(run)))
