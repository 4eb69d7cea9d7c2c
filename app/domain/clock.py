"""The run-sheet against the clock: when this step is due to end, how far the day has drifted, what would
mend it.

Nothing here ends a step. Time runs over, people finish their sentence, and the sheet moves along: every step
after the present one is expected when the one before it ends, but never before a time that the format fixes
(lunch, the customer's arrival). A step that is skipped takes no time and holds nothing up. All moments are
milliseconds since 1970-01-01 UTC; the caller knows the time zone and says when the format's `begins` falls on the
day, and what time it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.agenda import Format, StepSpec, minute_of_day
from app.domain.run import Run

MINUTE = 60_000


class Tense(StrEnum):
    PAST = "past"
    PRESENT = "present"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Row:
    """One step of the run-sheet."""

    step: StepSpec
    number: int | None
    """From 1; None for a break."""
    tense: Tense
    planned: int
    """When the format starts it."""
    real: int | None
    """When it was started, or is expected to be; None for a step that was skipped."""
    drift: int
    """Minutes after its planned start, below zero before it; 0 for a step that was skipped."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A step made shorter."""

    step: str
    minutes: int
    """What is left of it."""
    by: int


@dataclass(frozen=True, slots=True)
class Mend:
    """A way back to the plan."""

    cuts: tuple[Cut, ...]
    back_at: int
    """Planned start of the first step that is on time again; where nothing suffices, when the day ends."""
    still: int = 0
    """Minutes by which the day ends late with every step as short as it can be; 0 where the plan is reached."""


@dataclass(frozen=True, slots=True)
class Timetable:
    rows: tuple[Row, ...]
    deadline: int | None
    """When the step in progress should end; None before the day and after it."""
    left: int
    """Milliseconds to the deadline, below zero when time has run over; 0 without a deadline."""
    minutes: int
    """Length of the step in progress, added minutes included."""
    drift: int
    """Minutes behind the plan (below zero: ahead) by the time the step in progress can end."""
    planned_end: int
    ends: int
    mend: Mend | None
    """None while on plan, or where no step ahead can give anything that would help."""


def timetable(run: Run, opens: int, now: int) -> Timetable | None:
    """Where the day stands at `now`. `opens`: when the format's `begins` falls on the day. None without a
    format."""
    sheet = run.format
    if sheet is None or not sheet.steps:
        return None
    planned = _planned(sheet, opens)
    present = next((at for at, step in enumerate(sheet.steps) if step.key == run.current), None)
    expected, ends = _expected(run, sheet, opens, now, present, run.extra)
    planned_end = planned[-1] + _length(sheet.steps[-1], {}) * MINUTE
    deadline = None if present is None else _deadline(run, sheet.steps[present], run.extra, now)
    drift = 0
    if present is not None and deadline is not None:
        drift = _minutes(max(deadline, now) - planned[present] - sheet.steps[present].minutes * MINUTE)
    return Timetable(
        rows=tuple(
            _row(run, sheet, at, present, planned[at], expected[at]) for at in range(len(sheet.steps))
        ),
        deadline=deadline,
        left=0 if deadline is None else deadline - now,
        minutes=0 if present is None else _length(sheet.steps[present], run.extra),
        drift=drift,
        planned_end=planned_end,
        ends=ends,
        mend=_mend(run, sheet, opens, now, present, planned) if drift > 0 and present is not None else None,
    )


def _planned(sheet: Format, opens: int) -> tuple[int, ...]:
    """Planned starts: each step after the one before it, a fixed time where there is one."""
    starts: list[int] = []
    at = opens
    for step in sheet.steps:
        at = _fixed(sheet, step, opens) or at
        starts.append(at)
        at += _length(step, {}) * MINUTE
    return tuple(starts)


def _fixed(sheet: Format, step: StepSpec, opens: int) -> int | None:
    if step.skipped:
        return None
    begins, start = minute_of_day(sheet.begins), minute_of_day(step.start or "")
    return None if begins is None or start is None else opens + (start - begins) * MINUTE


def _length(step: StepSpec, extra: Mapping[str, int]) -> int:
    return 0 if step.skipped else max(0, step.minutes + extra.get(step.key, 0))


def _deadline(run: Run, step: StepSpec, extra: Mapping[str, int], now: int) -> int:
    return run.began.get(step.key, now) + _length(step, extra) * MINUTE


def _expected(
    run: Run, sheet: Format, opens: int, now: int, present: int | None, extra: Mapping[str, int]
) -> tuple[list[int | None], int]:
    """When each step was or will be started, and when the last one ends."""
    starts: list[int | None] = []
    free = max(opens, now)
    for at, step in enumerate(sheet.steps):
        if present is not None and at < present:
            starts.append(run.began.get(step.key))
        elif at == present:
            starts.append(run.began.get(step.key, now))
            free = max(_deadline(run, step, extra, now), now)
        elif step.skipped:
            starts.append(None)
        else:
            start = max(free, _fixed(sheet, step, opens) or free)
            starts.append(start)
            free = start + _length(step, extra) * MINUTE
    return starts, free


def _row(run: Run, sheet: Format, at: int, present: int | None, planned: int, real: int | None) -> Row:
    step = sheet.steps[at]
    tense = Tense.AHEAD
    if present is not None and at <= present:
        tense = Tense.PRESENT if at == present else Tense.PAST
    drift = 0 if real is None else _minutes(real - planned)
    return Row(step, sheet.number_of(step.key), tense, planned, real, drift)


def _minutes(milliseconds: int) -> int:
    """Whole minutes, as the console says them."""
    return (milliseconds + MINUTE // 2) // MINUTE


def _mend(
    run: Run, sheet: Format, opens: int, now: int, present: int, planned: tuple[int, ...]
) -> Mend | None:
    """The fewest and mildest cuts that bring the day back: before the customer comes if it can be done, and
    from a break rather than from work.
    """
    ahead = [at for at in range(present + 1, len(sheet.steps)) if not sheet.steps[at].skipped]
    door = next((at for at in ahead if sheet.steps[at].admits_customers), len(sheet.steps))
    for window in ([at for at in ahead if at < door], ahead):
        candidates = [at for at in window if at < ahead[-1]]
        for choice in _choices(sheet, candidates, run.extra):
            if mend := _tried(run, sheet, opens, now, present, planned, choice):
                return mend
    return _as_far_as_it_goes(run, sheet, opens, now, present, planned)


def _choices(sheet: Format, window: list[int], extra: Mapping[str, int]) -> list[list[int]]:
    """Steps to shorten, in the order in which a facilitator would try: one break, all breaks, then work too."""

    def slack(at: int) -> int:
        return _length(sheet.steps[at], extra) - sheet.steps[at].min_minutes

    able = [at for at in window if slack(at) > 0]
    breaks = [at for at in able if sheet.steps[at].is_break]
    work = sorted((at for at in able if not sheet.steps[at].is_break), key=lambda at: (-slack(at), at))
    grown = [breaks + work[:more] for more in range(len(work) + 1)]
    return [[at] for at in breaks] + [choice for choice in grown if choice]


def _tried(
    run: Run, sheet: Format, opens: int, now: int, present: int, planned: tuple[int, ...], choice: list[int]
) -> Mend | None:
    """The cuts in these steps if they bring a later step back to its planned start."""
    extra = dict(run.extra)
    cuts: list[Cut] = []
    for at in choice:
        starts, _ = _expected(run, sheet, opens, now, present, extra)
        behind = _behind_after(starts, planned, max(choice))
        step = sheet.steps[at]
        by = min(behind, _length(step, extra) - step.min_minutes)
        if by > 0:
            extra[step.key] = extra.get(step.key, 0) - by
            cuts.append(Cut(step.key, _length(step, extra), by))
    last = max(choice)
    starts, _ = _expected(run, sheet, opens, now, present, extra)
    if not cuts or _behind_after(starts, planned, last) > 0:
        return None
    return Mend(tuple(cuts), planned[_following(starts, last)])


def _following(starts: list[int | None], last: int) -> int:
    """The step that comes behind `last`."""
    return next(at for at in range(last + 1, len(starts)) if starts[at] is not None)


def _behind_after(starts: list[int | None], planned: tuple[int, ...], last: int) -> int:
    """Whole minutes that the step behind `last` would start late; less than half a minute is on time."""
    at = _following(starts, last)
    return max(0, _minutes((starts[at] or 0) - planned[at]))


def _as_far_as_it_goes(
    run: Run, sheet: Format, opens: int, now: int, present: int, planned: tuple[int, ...]
) -> Mend | None:
    """Nothing brings a day back that ends late: every step ahead gives what it can, as far as that helps anything.

    What comes before a time that is fixed is not made shorter only for the room to wait there.
    """
    planned_end = planned[-1] + _length(sheet.steps[-1], {}) * MINUTE

    def late(extra: Mapping[str, int]) -> list[int]:
        """By how many minutes each step ahead begins late; at the end, by how many the day ends late."""
        starts, ends = _expected(run, sheet, opens, now, present, extra)
        pairs = [*zip(starts[present + 1 :], planned[present + 1 :], strict=True), (ends, planned_end)]
        return [max(0, _minutes(real - plan)) for real, plan in pairs if real is not None]

    extra, cuts = dict(run.extra), []
    if not late(extra)[-1]:
        return None  # further on the day is back on its plan already
    for step in sheet.steps[present + 1 :]:
        before = late(extra)
        by = min(_length(step, extra) - step.min_minutes, max(before))
        shorter = {**extra, step.key: extra.get(step.key, 0) - by}
        if not step.skipped and by > 0 and sum(late(shorter)) < sum(before):
            extra = shorter
            cuts.append(Cut(step.key, _length(step, extra), by))
    if not cuts:
        return None
    _starts, ends = _expected(run, sheet, opens, now, present, extra)
    return Mend(tuple(cuts), ends, still=late(extra)[-1])
