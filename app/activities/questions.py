"""The questions of a step that has several: what each asks, and which lines answer it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.activities.contract import Moment, Piece
from app.domain.agenda import Prompt, said
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Ask:
    """One of the step's questions."""

    key: str
    ask: str
    hint: str
    scoped: bool
    """An answer says where it bites: in which country, product or business unit."""


@dataclass(frozen=True, slots=True)
class Question:
    """Heading over the answers to one of the questions."""

    ask: str


def asks(moment: Moment) -> tuple[Ask, ...]:
    """The questions of the step in progress; none where it has but the one that its head says."""
    language = moment.language
    return tuple(
        Ask(each.key, said(each.ask, language), said(each.hint, language), each.becomes == "constraint")
        for each in (moment.step.prompts if moment.step else ())
    )


def answered(moment: Moment, lines: Iterable[Node]) -> Iterator[tuple[Prompt | None, tuple[Node, ...]]]:
    """The step's questions with those of `lines` that answer each; those that answer none come last, as all do where
    the step has one question only."""
    found = tuple(lines)
    prompts = moment.step.prompts if moment.step else ()
    for prompt in prompts:
        if given := tuple(each for each in found if each.text("prompt") == prompt.key):
            yield prompt, given
    keys = {each.key for each in prompts}
    if rest := tuple(each for each in found if each.text("prompt") not in keys):
        yield None, rest


def heading(moment: Moment, prompt: Prompt) -> Piece:
    return Piece(f"asked-{prompt.key}", "phone/asked.html", Question(said(prompt.ask, moment.language)))


def of(moment: Moment, line: Node) -> Prompt | None:
    """The question that a line answers, of whichever step it was written in; None where that had but one."""
    step = moment.run.find(line.text("step")) or moment.step
    return step.prompt(line.text("prompt")) if step else None
