"""Looking back on the phone: what came of each promise, a tap each; then a line to keep, stop or start."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.look_back import past
from app.activities.look_back.past import Question, Result
from app.domain.projection import Node

TEMPLATES = "activities/look_back/templates"


@dataclass(frozen=True, slots=True)
class LookBack:
    promises: int
    open: int
    may_set: bool
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Where lines are written."""

    key: str
    """Of the step: what is typed for one is not sent in another."""
    step: str
    """Kept on the line; empty where the room sees it at once."""
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class MyLine:
    id: str
    text: str
    placed: bool


def shown(moment: Moment) -> Lists:
    nodes = past.waiting_first(moment)
    step = moment.step
    edits = hands.edits(moment)
    open_ = sum(not node.text("outcome") for node in nodes)
    head = LookBack(len(nodes), open_, edits, tuple(past.results(moment)))
    now = [writing.task(moment), Piece("look-back", f"{TEMPLATES}/phone.html", head)]
    if step is not None and hands.says(moment) and not writing.is_revealed(moment):
        lessons = Lessons(step.key, writing.keeps(step), past.questions(moment))
        now.append(Piece(f"lessons-{step.key}", f"{TEMPLATES}/phone_lessons.html", lessons))
    rows = tuple(
        Piece(
            f"promise-{node.id}", f"{TEMPLATES}/phone_promise.html", past.promise(moment, node, may_set=edits)
        )
        for node in nodes
    )
    return {"now": tuple(now), "promises": rows}


def mine(moment: Moment, me: Me) -> Lists:
    """My lines, each under its question."""
    step = moment.step
    if step is None or not hands.says(moment) or writing.is_revealed(moment):
        return {}
    own = [note for note in me.notes if note.text("step") == writing.keeps(step)]
    return {
        f"mine-said-{question.key}": tuple(_line(note) for note in own if note.text("prompt") == question.key)
        for question in past.questions(moment)
    }


def watched(moment: Moment, id_: str) -> Piece | None:
    return None


def _line(note: Node) -> Piece:
    line = MyLine(note.id, note.text("text"), bool(note.fields.get("placed")))
    return Piece(f"my-{note.id}", f"{TEMPLATES}/phone_line.html", line)
