"""Looking back on the console: promises to write down and settle, and lines to keep as lessons."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import hands, writing
from app.activities.contract import Lists, Moment, Piece
from app.activities.look_back import past
from app.activities.look_back.past import Promise
from app.domain.projection import Node

TEMPLATES = "activities/look_back/templates"


@dataclass(frozen=True, slots=True)
class LookBack:
    plan: str
    promises: int
    open: int
    may_set: bool
    figures: bool


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    text: str
    name: str
    prompt: str
    placed: bool


@dataclass(frozen=True, slots=True)
class Taught:
    lines: tuple[Line, ...]
    lessons: tuple[Line, ...]
    may_keep: bool


def shown(moment: Moment) -> Lists:
    nodes = past.waiting_first(moment)
    edits = hands.edits(moment)
    open_ = sum(not node.text("outcome") for node in nodes)
    known = bool(moment.projection.under(None, "figure"))
    head = LookBack(moment.plan, len(nodes), open_, edits, known)
    rows = tuple(
        Piece(f"cp-{n.id}", f"{TEMPLATES}/console_promise.html", _promise(moment, n, edits)) for n in nodes
    )
    work = [Piece("look-back", f"{TEMPLATES}/console.html", head)]
    lines = [
        _line(moment, note) for each in past.questions(moment) for note in past.answers(moment, each.key)
    ]
    lessons = tuple(
        Line(n.id, n.statement, "", n.text("verdict"), placed=True)
        for n in moment.projection.under(None, "lesson")
    )
    if lines or lessons:
        view = Taught(tuple(line for line in lines if not line.placed), lessons, edits)
        work.append(Piece("taught", f"{TEMPLATES}/console_taught.html", view))
    return {"work": tuple(work), "promises": rows}


def _promise(moment: Moment, node: Node, edits: bool) -> Promise:
    return past.promise(moment, node, may_set=edits)


def _line(moment: Moment, note: Node) -> Line:
    placed = bool(note.fields.get("placed"))
    return Line(note.id, note.text("text"), writing.author(moment, note), note.text("prompt"), placed)
