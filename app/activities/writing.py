"""Lines that people write on their phones, each alone, in whatever step asks for them.

Until a step is revealed a line is its writer's alone; where the step reveals at once it is the room's from the start.
In a nameless step lines never pass through the log before the reveal: the phone sends them with a random handle,
remembers them itself and shows them from its own memory, so no piece here knows whose they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import questions
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain import inspiration
from app.domain.agenda import StepSpec, said
from app.domain.people import Role, Side
from app.domain.projection import Node

LONGEST = 240
"""Characters of a line, as the kind `note` has it."""
ENOUGH = 4
"""Respondents below which others can guess whose line is whose."""


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to do now."""

    now: str
    lead: str


@dataclass(frozen=True, slots=True)
class Compose:
    key: str
    """Of the step: what is typed for one is not sent in another."""
    step: str
    """Kept on the line; empty where the room sees it at once."""
    nameless: str
    """The step's key where lines are held without names; empty otherwise."""
    few: bool
    """So few write that a nameless line could still be guessed."""
    longest: int
    asks: tuple[questions.Ask, ...]
    """The questions, of which each line answers one; none where the step has but one."""
    scoped: bool
    """Every line says where it bites."""
    tables: bool
    """It is written at tables."""
    suggests: bool
    """Others may read single lines before the reveal, without a name."""


@dataclass(frozen=True, slots=True)
class Inspired:
    """What others wrote meanwhile."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """The act bar of a step in which people write."""

    form: str


@dataclass(frozen=True, slots=True)
class MyLines:
    nameless: str
    inside: bool
    """Lines can be read back here; while customers are present they stay inside."""


@dataclass(frozen=True, slots=True)
class MyLine:
    id: str
    text: str
    ask: str
    """The question that it answers, where there are several."""
    placed: str
    """Number of what it became in the plan."""
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class TheirLines:
    """Heading over the lines of all."""

    count: int
    revealed: bool


@dataclass(frozen=True, slots=True)
class SaidLine:
    id: str
    text: str
    scope: str
    """Where it bites, where it says so."""
    name: str
    placed: str


def task(moment: Moment, now: str = "", lead: str = "") -> Piece:
    """The step's question and what is said beside it; a customer reads their own words."""
    step = moment.step
    if step is not None:
        now = now or said(step.now, moment.language) or said(step.title, moment.language)
        ours = said(step.lead, moment.language)
        lead = lead or ((said(step.theirs, moment.language)) if moment.role is Role.CUSTOMER else ours)
    return Piece("task", "phone/task.html", Task(now, lead))


def may_write(moment: Moment) -> bool:
    """Whether this audience may write lines now."""
    if moment.step is None or moment.role not in (Role.FACILITATOR, Role.MEMBER):
        return False
    return moment.gate != "read" or moment.role is Role.FACILITATOR


def keeps(step: StepSpec) -> str:
    """What a line of this step says of its step: its key where it is private until the reveal, else nothing."""
    return step.key if step.anonymous or step.reveal == "on-reveal" else ""


def is_revealed(moment: Moment) -> bool:
    return moment.step is not None and moment.step.key in moment.run.revealed


def writing(moment: Moment) -> Lists:
    """The field to write in and its act bar; after the reveal the lines of all."""
    step = moment.step
    if step is None:
        return {}
    if is_revealed(moment) or not may_write(moment):
        lines = of_all(moment)
        return {"now": (task(moment), *_heading(moment)), **_listed(lines)}
    compose = Compose(
        key=step.key,
        step=keeps(step),
        nameless=step.key if step.anonymous else "",
        few=_few(moment),
        longest=LONGEST,
        asks=questions.asks(moment),
        scoped=not step.prompts
        and (step.activity == "constraint-map" or step.options.get("kinds") == ["constraint"]),
        tables=bool(step.options.get("tables") and moment.tables),
        suggests=bool(inspiration.wanted(step)),
    )
    act = Piece("act", "phone/act.html", Act("compose"))
    return {
        "now": (task(moment), Piece(f"composing-{step.key}", "phone/compose.html", compose)),
        "foot": (act,),
    }


def mine(moment: Moment, me: Me) -> Lists:
    """My lines of this step, wherever they stand by now."""
    step = moment.step
    if step is None or (not may_write(moment) and not me.notes):
        return {}
    if is_revealed(moment) or moment.role is Role.CUSTOMER:
        return {}
    view = MyLines(step.key if step.anonymous else "", not is_shared(moment))
    own = [note for note in me.notes if note.text("step") == keeps(step)]
    lines = tuple(Piece(f"my-{note.id}", "phone/my_line.html", _my_line(moment, note)) for note in own)
    now = [Piece("my-lines", "phone/my_lines.html", view)]
    if me.inspired:
        now.append(Piece("inspired", "phone/inspired.html", Inspired(me.inspired)))
    return {"mine-now": tuple(now), "my-notes": lines}


def of_all(moment: Moment) -> tuple[Piece, ...]:
    """The lines of this step that everybody of this audience may read, in order, each question's under its heading."""
    pieces: list[Piece] = []
    for prompt, answers in questions.answered(moment, notes(moment)):
        if prompt is not None:
            pieces.append(questions.heading(moment, prompt))
        pieces += (Piece(f"said-{each.id}", "phone/said_line.html", _said(moment, each)) for each in answers)
    return tuple(pieces)


def notes(moment: Moment) -> Iterator[Node]:
    """The lines of the step in progress that this audience may read, in order."""
    step = moment.step
    if step is not None:
        yield from (
            each
            for each in moment.projection.every("note")
            if each.text("step") == keeps(step) and not stays(moment, each)
        )


def stays(moment: Moment, note: Node) -> bool:
    """Whether the table at which a line was written did not send it to the room."""
    return note.text("table") in moment.projection and not note.fields.get("forwarded")


def author(moment: Moment, note: Node) -> str:
    """Whose line it is: who said it where somebody else wrote it down; empty where nobody may know."""
    return moment.name(note.fields.get("said_by")) or moment.name(note.person)


def written(moment: Moment) -> tuple[int, int]:
    """How many of ours who take part have written in this step, and of how many who came in."""
    members = [p for p in moment.people.values() if p.side is Side.OURS and p.role is Role.MEMBER]
    people = sum(person.id in moment.answered for person in members)
    return people, sum(person.came or person.id in moment.answered for person in members)


def _heading(moment: Moment) -> tuple[Piece, ...]:
    """What stays inside is not said to be missing either."""
    lines = tuple(notes(moment))
    if not lines and (is_shared(moment) or not is_revealed(moment)):
        return ()
    return (Piece("their-lines", "phone/their_lines.html", TheirLines(len(lines), is_revealed(moment))),)


def _listed(lines: tuple[Piece, ...]) -> Lists:
    return {"said": lines} if lines else {}


def _my_line(moment: Moment, note: Node) -> MyLine:
    number = placed(moment, note)
    prompt = questions.of(moment, note)
    ask = said(prompt.ask, moment.language) if prompt else ""
    return MyLine(note.id, note.text("text"), ask, number, not number)


def _said(moment: Moment, note: Node) -> SaidLine:
    return SaidLine(
        note.id, note.text("text"), note.text("scope"), author(moment, note), placed(moment, note)
    )


def settled(moment: Moment, note: Node) -> bool:
    """Whether there is nothing left to do with a line: it has its place, by itself or with its cluster, was put aside, or
    lives on in another."""
    if any(note.fields.get(name) for name in ("placed", "parked", "merged")):
        return True
    cluster = moment.projection.get(str(note.fields.get("cluster") or ""))
    return cluster is not None and bool(cluster.fields.get("placed"))


def placed(moment: Moment, note: Node) -> str:
    """Number of what the line became in the plan, a dot where that has none; empty where it has no place yet."""
    became = moment.projection.get(str(note.fields.get("placed") or ""))
    return (became.number or "•") if became else ""


def _few(moment: Moment) -> bool:
    """Counted before anybody writes, by who came in of those who do not lead."""
    came = (p for p in moment.people.values() if p.side is Side.OURS and p.came)
    return sum(person.role is Role.MEMBER for person in came) < ENOUGH
