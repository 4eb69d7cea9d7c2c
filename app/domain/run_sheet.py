"""What makes a format right, found before the day and all at once.

A facilitator finds out about a broken run-sheet with thirty people in the room, unless it is refused at
load. So everything is checked here: words in every language, times that add up, nobody let in before
something is shared, and no rule that blocks the signature without a step in which the room can do something
about it.

Faults are codes with a place; `app/formats` says them with file, line and the fix. The activities' own part
comes in as `ActivityRules`, since the domain does not know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from app.domain.agenda import LANGUAGES, Format, Option, StepSpec, Words, minute_of_day, time_of_day
from app.domain.attendance import NEEDED, NOT_NEEDED
from app.domain.ballots import METHODS
from app.domain.checker import BLOCKING, RULES
from app.domain.checker.known import LIMITS
from app.domain.kinds import BECOMES, KINDS
from app.domain.people import Side, SignsAs
from app.domain.run import Gate

OptionType = Literal["flag", "number", "word", "kinds"]

LONGEST_STEP = 480
"""Minutes."""
REVEALS = ("at-once", "on-reveal")
AMONG: Mapping[str, tuple[str, ...]] = {"method": METHODS, "becomes": BECOMES}
"""Options that are one of some words."""
NEEDED_TO_CLEAR: Mapping[int, frozenset[str]] = {
    1: frozenset({"goal"}),
    2: frozenset({"goal"}),
    3: frozenset({"goal"}),
    4: frozenset({"csf"}),
    5: frozenset({"csf", "nc", "action"}),
    14: frozenset({"constraint", "action"}),
    17: frozenset({"conflict"}),
    18: frozenset({"action"}),
}
"""Rule that blocks a signature (DOMAIN section 2) → kinds that the room has to be able to work on to clear
it."""
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """What a format may ask of an activity."""

    options: Mapping[str, OptionType] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    """Options it cannot do without."""
    works_on: str | None = None
    """The option that names the kinds on which the room works in such a step."""
    always: frozenset[str] = frozenset()
    """Kinds on which the room works in such a step whatever its options say."""
    may_be_anonymous: bool = False
    with_names: frozenset[str] = frozenset()
    """Options that an anonymous step cannot have: they would tell who wrote what."""


class Fault(StrEnum):
    """Codes; what each is about stands in `Found.about`."""

    BAD_KEY = "bad-key"
    BAD_VERSION = "bad-version"
    NO_STEPS = "no-steps"
    KEY_TWICE = "key-twice"
    PROMPT_TWICE = "prompt-twice"
    NAMELESS_BEFOREHAND = "nameless-beforehand"
    NEED_TWICE = "need-twice"
    WORDS_MISSING = "words-missing"
    UNKNOWN_ACTIVITY = "unknown-activity"
    UNKNOWN_OPTION = "unknown-option"
    WRONG_OPTION = "wrong-option"
    OPTION_MISSING = "option-missing"
    UNKNOWN_WORD = "unknown-word"
    UNKNOWN_KIND = "unknown-kind"
    BAD_MINUTES = "bad-minutes"
    UNDER_MINIMUM = "under-minimum"
    BAD_TIME = "bad-time"
    TIME_DOES_NOT_FIT = "time-does-not-fit"
    BAD_GATE = "bad-gate"
    BAD_REVEAL = "bad-reveal"
    NOT_ANONYMOUS = "not-anonymous"
    TELLS_NAMES = "tells-names"
    ADMITTED_BEFORE_SHARE = "admitted-before-share"
    ADMITTED_TWICE = "admitted-twice"
    NO_SIGN_OFF = "no-sign-off"
    NOBODY_SIGNS = "nobody-signs"
    UNKNOWN_SIGNATORY = "unknown-signatory"
    CONSENT_MISSING = "consent-missing"
    UNKNOWN_SIDE = "unknown-side"
    UNKNOWN_RULE = "unknown-rule"
    UNKNOWN_THRESHOLD = "unknown-threshold"
    CANNOT_BE_CLEARED = "cannot-be-cleared"


Place = tuple[str | int, ...]
"""Where in the format: `("steps", 3, "minutes")`."""


@dataclass(frozen=True, slots=True)
class Found:
    fault: Fault
    place: Place
    about: dict[str, str | int] = field(default_factory=dict)


def faults(format_: Format, activities: Mapping[str, ActivityRules]) -> tuple[Found, ...]:
    """Everything that is wrong with a format, in the order of the file; empty for a right one."""
    return (
        *_head(format_),
        *_needs(format_),
        *_steps(format_, activities),
        *_times(format_),
        *_customers(format_),
        *_signature(format_),
        *_checker(format_, activities),
    )


def _head(format_: Format) -> Iterator[Found]:
    if not _KEY.fullmatch(format_.id):
        yield Found(Fault.BAD_KEY, ("id",), {"key": format_.id})
    if format_.version < 1:
        yield Found(Fault.BAD_VERSION, ("version",))
    yield from _words(format_.title, ("title",))
    yield from _words(format_.summary, ("summary",))
    if not format_.steps:
        yield Found(Fault.NO_STEPS, ())


def _words(words: Words, place: Place, *, needed: bool = True) -> Iterator[Found]:
    if not words and not needed:
        return
    for language in LANGUAGES:
        if not words.get(language, "").strip():
            yield Found(Fault.WORDS_MISSING, place, {"field": str(place[-1]), "language": language})


def _steps(format_: Format, activities: Mapping[str, ActivityRules]) -> Iterator[Found]:
    seen: set[str] = set()
    for at, step in enumerate(format_.steps):
        place: Place = ("steps", at)
        if not _KEY.fullmatch(step.key):
            yield Found(Fault.BAD_KEY, (*place, "key"), {"key": step.key})
        elif step.key in seen:
            yield Found(Fault.KEY_TWICE, (*place, "key"), {"key": step.key})
        seen.add(step.key)
        yield from _step(step, place, activities)


def _needs(format_: Format) -> Iterator[Found]:
    seen: set[str] = set()
    for at, need in enumerate(format_.needs):
        place: Place = ("needs", at)
        if not _KEY.fullmatch(need.key) or need.key in (NEEDED, NOT_NEEDED):
            yield Found(Fault.BAD_KEY, (*place, "key"), {"key": need.key})
        elif need.key in seen:
            yield Found(Fault.NEED_TWICE, (*place, "key"), {"key": need.key})
        seen.add(need.key)
        yield from _words(need.who, (*place, "who"))
        if need.signs_as and need.signs_as not in list(SignsAs):
            about: dict[str, str | int] = {"role": need.signs_as, "known": ", ".join(SignsAs)}
            yield Found(Fault.UNKNOWN_SIGNATORY, (*place, "signs_as"), about)


def _prompts(step: StepSpec, place: Place) -> Iterator[Found]:
    seen: set[str] = set()
    for at, prompt in enumerate(step.prompts):
        here: Place = (*place, "prompts", at)
        if not _KEY.fullmatch(prompt.key):
            yield Found(Fault.BAD_KEY, (*here, "key"), {"key": prompt.key})
        elif prompt.key in seen:
            yield Found(Fault.PROMPT_TWICE, (*here, "key"), {"key": prompt.key})
        seen.add(prompt.key)
        yield from _words(prompt.ask, (*here, "ask"))
        yield from _words(prompt.hint, (*here, "hint"), needed=False)
        if prompt.becomes and prompt.becomes not in BECOMES:
            about: dict[str, str | int] = {"kind": prompt.becomes, "known": ", ".join(BECOMES)}
            yield Found(Fault.UNKNOWN_KIND, (*here, "becomes"), about)
        if prompt.beforehand and step.anonymous:
            # By one's own link, nobody is nameless.
            yield Found(Fault.NAMELESS_BEFOREHAND, (*here, "beforehand"), {"step": step.key})


def _step(step: StepSpec, place: Place, activities: Mapping[str, ActivityRules]) -> Iterator[Found]:
    yield from _words(step.title, (*place, "title"))
    yield from _words(step.now, (*place, "now"))
    yield from _words(step.lead, (*place, "lead"))
    yield from _words(step.theirs, (*place, "theirs"), needed=step.holds_customers)
    yield from _prompts(step, place)
    yield from _words(step.notes, (*place, "notes"), needed=bool(step.later) and step.activity == "briefing")
    if step.gate not in list(Gate):
        yield Found(Fault.BAD_GATE, (*place, "gate"), {"gate": step.gate, "known": ", ".join(Gate)})
    if step.reveal not in REVEALS:
        wrong: dict[str, str | int] = {"reveal": step.reveal, "known": ", ".join(REVEALS)}
        yield Found(Fault.BAD_REVEAL, (*place, "reveal"), wrong)
    rules = activities.get(step.activity)
    if rules is None:
        about: dict[str, str | int] = {"activity": step.activity, "known": ", ".join(sorted(activities))}
        yield Found(Fault.UNKNOWN_ACTIVITY, (*place, "activity"), about)
        return
    if step.anonymous and not rules.may_be_anonymous:
        yield Found(Fault.NOT_ANONYMOUS, (*place, "anonymous"), {"activity": step.activity})
    yield from _options(step, place, rules)


def _options(step: StepSpec, place: Place, rules: ActivityRules) -> Iterator[Found]:
    for name in sorted(rules.required - set(step.options)):
        yield Found(Fault.OPTION_MISSING, (*place, "options"), {"option": name, "activity": step.activity})
    for name, value in step.options.items():
        at = (*place, "options", name)
        wanted = rules.options.get(name)
        if step.anonymous and name in rules.with_names and value:
            yield Found(Fault.TELLS_NAMES, at, {"option": name})
        if wanted is None:
            named = ", ".join(sorted(rules.options)) or "-"
            about: dict[str, str | int] = {"option": name, "activity": step.activity, "known": named}
            yield Found(Fault.UNKNOWN_OPTION, at, about)
        elif (known := AMONG.get(name)) is not None and value not in known:
            yield Found(Fault.UNKNOWN_WORD, at, {"option": name, "known": ", ".join(known)})
        elif not _is(value, wanted):
            yield Found(Fault.WRONG_OPTION, at, {"option": name, "wanted": wanted})
        elif wanted == "kinds" and isinstance(value, list):
            for kind in value:
                if kind not in KINDS:
                    yield Found(Fault.UNKNOWN_KIND, at, {"kind": kind, "known": ", ".join(KINDS)})


def _is(value: Option, wanted: OptionType) -> bool:
    match wanted:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "word":
            return isinstance(value, str)
        case "kinds":
            return isinstance(value, list) and bool(value)


def _times(format_: Format) -> Iterator[Found]:
    begins = minute_of_day(format_.begins)
    if begins is None:
        yield Found(Fault.BAD_TIME, ("begins",), {"time": format_.begins})
    planned = begins
    for at, step in enumerate(format_.steps):
        place: Place = ("steps", at)
        if not 1 <= step.minutes <= LONGEST_STEP:
            yield Found(
                Fault.BAD_MINUTES, (*place, "minutes"), {"minutes": step.minutes, "most": LONGEST_STEP}
            )
        if not 1 <= step.min_minutes <= step.minutes:
            about: dict[str, str | int] = {"minimum": step.min_minutes, "minutes": step.minutes}
            yield Found(Fault.UNDER_MINIMUM, (*place, "min_minutes"), about)
        if step.start is not None:
            yield from _fixed(step.start, planned, (*place, "start"))
        fixed = minute_of_day(step.start or "")
        planned = None if planned is None else (planned if fixed is None else fixed) + step.minutes


def _fixed(start: str, planned: int | None, place: Place) -> Iterator[Found]:
    """A fixed time has to be where the minutes before it lead: a hole or an overlap is a slip of the pen."""
    fixed = minute_of_day(start)
    if fixed is None:
        yield Found(Fault.BAD_TIME, place, {"time": start})
    elif planned is not None and fixed != planned:
        about: dict[str, str | int] = {"start": start, "planned": time_of_day(planned), "by": fixed - planned}
        yield Found(Fault.TIME_DOES_NOT_FIT, place, about)


def misfits(format_: Format) -> Mapping[str, int]:
    """Step with a fixed time → minutes that are free before it; below zero, those that are too many."""
    found: dict[str, int] = {}
    planned = minute_of_day(format_.begins)
    for step in format_.steps:
        if step.skipped or planned is None:
            continue
        fixed = minute_of_day(step.start or "")
        if fixed is not None and fixed != planned:
            found[step.key] = fixed - planned
        planned = (planned if fixed is None else max(fixed, planned)) + step.minutes
    return found


def _customers(format_: Format) -> Iterator[Found]:
    shared = admitted = False
    for at, step in enumerate(format_.steps):
        shared = shared or step.activity == "share"
        if not step.admits_customers:
            continue
        place = ("steps", at, "admits_customers")
        if admitted:
            yield Found(Fault.ADMITTED_TWICE, place, {"step": step.key})
        elif not shared or step.activity == "share":
            yield Found(Fault.ADMITTED_BEFORE_SHARE, place, {"step": step.key})
        admitted = True


def _signature(format_: Format) -> Iterator[Found]:
    for at, role in enumerate(format_.signs):
        if role not in list(SignsAs):
            yield Found(Fault.UNKNOWN_SIGNATORY, ("signs", at), {"role": role, "known": ", ".join(SignsAs)})
    for side, words in format_.consent.items():
        if side not in list(Side):
            yield Found(Fault.UNKNOWN_SIDE, ("consent", side), {"side": side, "known": ", ".join(Side)})
        else:
            yield from _words(words, ("consent", side))
    ends = [at for at, step in enumerate(format_.steps) if step.activity == "sign-off"]
    if format_.signs and not ends:
        yield Found(Fault.NO_SIGN_OFF, ("signs",))
    if ends and not format_.signs:
        yield Found(Fault.NOBODY_SIGNS, ("steps", ends[0], "activity"))
    needed = {Side.THEIRS if role == SignsAs.CUSTOMER else Side.OURS for role in format_.signs}
    for side in sorted(needed - set(format_.consent)):
        yield Found(Fault.CONSENT_MISSING, ("consent",), {"side": side})


def _checker(format_: Format, activities: Mapping[str, ActivityRules]) -> Iterator[Found]:
    for rule in format_.rules:
        if rule not in RULES:
            yield Found(Fault.UNKNOWN_RULE, ("rules",), {"rule": rule, "known": _numbers(RULES)})
    for name in format_.thresholds:
        if name not in LIMITS:
            about: dict[str, str | int] = {"threshold": name, "known": ", ".join(LIMITS)}
            yield Found(Fault.UNKNOWN_THRESHOLD, ("thresholds", name), about)
    if not format_.signs:
        return
    worked_on = _worked_on(format_, activities)
    for rule in sorted(BLOCKING & set(format_.rules or RULES)):
        if missing := NEEDED_TO_CLEAR[rule] - worked_on:
            yield Found(
                Fault.CANNOT_BE_CLEARED, ("rules",), {"rule": rule, "kinds": ", ".join(sorted(missing))}
            )


def _worked_on(format_: Format, activities: Mapping[str, ActivityRules]) -> frozenset[str]:
    """Kinds that the room works on in a step that is not merely read."""
    kinds: set[str] = set()
    for step in format_.steps:
        rules = activities.get(step.activity)
        if rules is None or step.gate == Gate.READ:
            continue
        value = step.options.get(rules.works_on) if rules.works_on else None
        kinds.update(value if isinstance(value, list) else (), rules.always)
    return frozenset(kinds)


def _numbers(rules: Mapping[int, object]) -> str:
    return ", ".join(str(rule) for rule in sorted(rules))
