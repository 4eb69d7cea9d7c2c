"""The run-sheet on the console, a piece a step, and what is told about a step when it is opened to be edited.

Planned times are the format's; what is real, how late the day is and what would mend it depends on the clock and is
filled in by the page (static/console/now.js). Where minutes do not lead to a fixed time any more, the row
says so at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.domain.agenda import LANGUAGES, Format, Prompt, StepSpec, minute_of_day, said, time_of_day
from app.domain.clock import MINUTE, Row, timetable
from app.domain.run import Gate
from app.domain.run_sheet import REVEALS, misfits
from app.formats import KNOWN
from app.web.screens.console_options import SHOWN, Choice, OptionField, option_field

OPENED = "step-"
"""What a console asks for to edit a step: `step-<key>`."""


@dataclass(frozen=True, slots=True)
class RunSheet:
    plan: str
    language: str
    begins: str
    """Planned start of the day, while it can still be changed; empty once it has begun."""
    activities: tuple[str, ...]
    behind: tuple[Choice, ...]
    """The steps that a new one can come behind."""
    at: str
    """The one of them that it comes behind if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    key: str
    number: int | None
    title: str
    planned: str
    """`HH:MM`."""
    minutes: int
    tense: str
    """`past`, `present` or `ahead`."""
    pause: bool
    door: bool
    """The customer comes in here."""
    start: str
    """Its fixed time; empty where it has none."""
    misfit: int
    """Minutes that are free before its fixed time; below zero, those that are too many."""
    skipped: bool
    movable: bool
    """It has not begun: it can be moved, left out, taken away."""
    up: str | None
    """The step behind which it comes when it goes up; None: it becomes the first."""
    may_up: bool
    down: str
    """The step behind which it comes when it goes down; empty where it is the last."""


@dataclass(frozen=True, slots=True)
class WordsField:
    name: str
    first: tuple[str, str]
    """Language and words, in the reader's own language."""
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PromptField:
    key: str
    ask: tuple[tuple[str, str], ...]
    """Language and question; the reader's own language first."""


@dataclass(frozen=True, slots=True)
class StepEditor:
    key: str
    title: str
    activity: str
    begun: bool
    language: str
    words: tuple[WordsField, ...]
    min_minutes: int
    start: str
    gate: str
    gates: tuple[str, ...]
    reveal: str
    reveals: tuple[str, ...]
    anonymous: bool
    may_be_anonymous: bool
    admits: bool
    holds: bool
    is_break: bool
    skipped: bool
    options: tuple[OptionField, ...]
    prompts: tuple[PromptField, ...]
    next_prompt: str
    """The key that one more question gets."""


def lists(moment: Moment) -> Lists:
    """The head of the run-sheet, and its rows."""
    sheet = moment.run.format
    begins = minute_of_day(sheet.begins) if sheet else None
    day = timetable(moment.run, 0, 0)
    if sheet is None or day is None or begins is None:
        return {}
    odd = misfits(sheet)
    rows = tuple(
        Piece(f"run-{row.step.key}", "console/run_row.html", _row(moment, sheet, at, row, begins, odd))
        for at, row in enumerate(day.rows)
    )
    head = Piece("run-sheet", "console/run_sheet.html", _head(moment, sheet))
    return {"runsheet": (head,), "run-rows": rows}


def _head(moment: Moment, sheet: Format) -> RunSheet:
    keys = [step.key for step in sheet.steps]
    present = keys.index(moment.run.current) if moment.run.current in keys else 0
    open_ = sheet.steps[present:]
    return RunSheet(
        plan=moment.plan,
        language=moment.language,
        begins="" if moment.run.began else sheet.begins,
        activities=tuple(KNOWN),
        behind=tuple(Choice(step.key, said(step.title, moment.language)) for step in open_),
        at=moment.run.current or keys[-1],
    )


def _row(moment: Moment, sheet: Format, at: int, row: Row, begins: int, odd: object) -> SheetRow:
    step, run = row.step, moment.run
    keys = [each.key for each in sheet.steps]
    present = keys.index(run.current) if run.current in keys else -1
    movable = step.key not in run.began
    passed = movable and at < present
    return SheetRow(
        key=step.key,
        number=row.number,
        title=said(step.title, moment.language),
        planned=time_of_day(begins + row.planned // MINUTE),
        minutes=step.minutes + run.extra.get(step.key, 0),
        tense=row.tense.value,
        pause=step.is_break,
        door=step.admits_customers,
        start=step.start or "",
        misfit=odd.get(step.key, 0) if isinstance(odd, dict) and movable else 0,
        skipped=step.skipped,
        movable=movable,
        up=keys[at - 2] if at > 1 else None,
        may_up=movable and not passed and at > present + 1 and at > 0,
        down="" if not movable or at + 1 >= len(keys) else keys[max(at + 1, present)],
    )


def editor(moment: Moment, id_: str) -> Piece | None:
    """All about a step; None where there is no such step."""
    step = moment.run.find(id_.removeprefix(OPENED))
    if step is None or not id_.startswith(OPENED):
        return None
    rules = KNOWN.get(step.activity)
    view = StepEditor(
        key=step.key,
        title=said(step.title, moment.language),
        activity=step.activity,
        begun=step.key in moment.run.began,
        language=moment.language,
        words=tuple(
            _words(step, name, moment.language) for name in ("title", "now", "lead", "theirs", "notes")
        ),
        min_minutes=step.min_minutes,
        start=step.start or "",
        gate=step.gate,
        gates=tuple(gate.value for gate in Gate),
        reveal=step.reveal,
        reveals=REVEALS,
        anonymous=step.anonymous,
        may_be_anonymous=step.anonymous or (rules is not None and rules.may_be_anonymous),
        admits=step.admits_customers,
        holds=step.holds_customers,
        is_break=step.is_break,
        skipped=step.skipped,
        prompts=tuple(_prompt(each, moment.language) for each in step.prompts),
        next_prompt=_next_prompt(step),
        options=tuple(
            option_field(moment, step, name, type_)
            for name, type_ in (rules.options.items() if rules else ())
            if type_ in SHOWN
        ),
    )
    return Piece(id_, "console/step_editor.html", view)


def _prompt(prompt: Prompt, language: str) -> PromptField:
    tongues = dict.fromkeys((language, *LANGUAGES))
    return PromptField(prompt.key, tuple((each, prompt.ask.get(each, "")) for each in tongues))


def _next_prompt(step: StepSpec) -> str:
    keys = {each.key for each in step.prompts}
    return next(key for at in range(1, len(keys) + 2) if (key := f"question-{at}") not in keys)


def _words(step: StepSpec, name: str, language: str) -> WordsField:
    words: dict[str, str] = getattr(step, name)
    others = tuple((each, words.get(each, "")) for each in (*LANGUAGES, *words) if each != language)
    return WordsField(name, (language, words.get(language, "")), tuple(dict(others).items()))
