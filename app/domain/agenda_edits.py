"""An agenda changed by hand: before the day, and while it runs.

An edit says one thing about one step, never "this is the agenda now": two facilitators who edit at once then never lose
each other's change, because each edit is decided on what stands there by then. What comes of it is a whole format
again, which the log holds as a value.

During the day the past stays. A step that has begun keeps its place, its activity and its minutes, and cannot go away:
what people wrote, who answered and how long it took are told by its key. What has not begun stands behind the step in
progress. Loosening what a step promised (anonymity, silence until the reveal) is refused once it has begun, because
people wrote under that promise. The rules of `run_sheet` are asked by whoever decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import assert_never

from app.domain.agenda import Format, StepSpec, minute_of_day
from app.domain.agenda_fields import WORDS, changed
from app.domain.refusals import Refused, Why
from app.domain.run import Run

MOST_STEPS = 60
STAYS_OPEN = frozenset({*WORDS, "gate", "min_minutes"})
"""Fields that can still be changed once the step has begun."""


def _nothing() -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AddStep:
    activity: str
    after: str | None = None
    """The step that it comes behind; None: first, or next where the day runs."""
    fields: Mapping[str, object] = field(default_factory=_nothing)
    last: bool = False
    """Behind all others, whatever `after` says."""


@dataclass(frozen=True, slots=True)
class ChangeStep:
    step: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class MoveStep:
    step: str
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RepeatStep:
    """Once more, as a round of its own: with what it asks, and without what was said in it."""

    step: str


@dataclass(frozen=True, slots=True)
class RemoveStep:
    step: str


@dataclass(frozen=True, slots=True)
class BeginAt:
    """The planned start of the day, `HH:MM`."""

    time: str


AgendaEdit = AddStep | ChangeStep | MoveStep | RepeatStep | RemoveStep | BeginAt


def edited(run: Run, edit: AgendaEdit, language: str) -> Format:
    """The agenda after `edit`; words that come without a language are in `language`. Raises Refused."""
    sheet = run.format
    if sheet is None:
        raise Refused(Why.NOT_STARTED)
    match edit:
        case AddStep():
            return _added(run, sheet, edit, language)
        case ChangeStep(step=key):
            step = _find(sheet, key)
            _still_open(run, step, edit.fields)
            return _with(sheet, changed(step, edit.fields, language))
        case MoveStep():
            return _moved(run, sheet, edit)
        case RepeatStep(step=key):
            step = _find(sheet, key)
            again = replace(step, key=_free(sheet, key), start=None, admits_customers=False, skipped=False)
            behind = key if key == run.current or key not in run.began else run.current
            return _inserted(sheet, again, behind)
        case RemoveStep(step=key):
            if _find(sheet, key).key in run.began:
                raise Refused(Why.STEP_BEGUN)
            if len(sheet.steps) == 1:
                raise Refused(Why.ONLY_ONE)
            return replace(sheet, steps=tuple(each for each in sheet.steps if each.key != key))
        case BeginAt(time=time):
            if run.began:
                raise Refused(Why.STEP_BEGUN)
            if minute_of_day(time) is None:
                raise Refused(Why.WRONG_TYPE)
            return replace(sheet, begins=time)
        case _:
            assert_never(edit)


def _added(run: Run, sheet: Format, edit: AddStep, language: str) -> Format:
    if len(sheet.steps) >= MOST_STEPS:
        raise Refused(Why.TOO_MANY)
    bare = StepSpec(_free(sheet, edit.activity), edit.activity, {})
    after = sheet.steps[-1].key if edit.last else edit.after
    if after is None and run.current is not None:
        after = run.current
    _behind_the_present(run, sheet, after)
    return _inserted(sheet, changed(bare, edit.fields, language), after)


def _moved(run: Run, sheet: Format, edit: MoveStep) -> Format:
    step = _find(sheet, edit.step)
    if step.key in run.began:
        raise Refused(Why.STEP_BEGUN)
    if edit.after == step.key:
        return sheet
    _behind_the_present(run, sheet, edit.after)
    rest = replace(sheet, steps=tuple(each for each in sheet.steps if each.key != step.key))
    return _inserted(rest, step, edit.after)


def _behind_the_present(run: Run, sheet: Format, after: str | None) -> None:
    """Nothing new is put into what is over."""
    keys = [each.key for each in sheet.steps]
    if after is not None and after not in keys:
        raise Refused(Why.UNKNOWN_STEP)
    if run.current in keys and (after is None or keys.index(after) < keys.index(run.current)):
        raise Refused(Why.STEP_PASSED)


def _still_open(run: Run, step: StepSpec, given: Mapping[str, object]) -> None:
    if step.key in run.began and not given.keys() <= STAYS_OPEN:
        raise Refused(Why.STEP_BEGUN)


def _find(sheet: Format, key: str) -> StepSpec:
    for step in sheet.steps:
        if step.key == key:
            return step
    raise Refused(Why.UNKNOWN_STEP)


def _free(sheet: Format, name: str) -> str:
    """A key that no step has: `vote`, `vote-2`."""
    keys = {each.key for each in sheet.steps}
    stem, _, number = name.rpartition("-")
    base = stem if stem and number.isdigit() else name
    at = 2
    while name in keys:
        name, at = f"{base}-{at}", at + 1
    return name


def _inserted(sheet: Format, step: StepSpec, after: str | None) -> Format:
    keys = [each.key for each in sheet.steps]
    at = 0 if after is None else keys.index(after) + 1 if after in keys else len(keys)
    return replace(sheet, steps=(*sheet.steps[:at], step, *sheet.steps[at:]))


def _with(sheet: Format, step: StepSpec) -> Format:
    return replace(sheet, steps=tuple(step if each.key == step.key else each for each in sheet.steps))
