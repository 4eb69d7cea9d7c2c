"""A format: the agenda of a workshop and its steps, as plain values that the log can hold.

`app/formats` reads them from `workshops/*.toml`; what makes a format right is in `run_sheet`. A day that has
begun keeps the format it began with, whatever happens to the file: so everything here is a value without
behaviour that depends on files, and fields are only ever added, with a default.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Words = dict[str, str]
"""Language code → words."""

Option = str | int | bool | list[str]

LANGUAGES = ("en", "nl")
"""Languages that every format speaks; it may bring more."""


def said(words: Words, language: str) -> str:
    """The words in `language`, in English where it lacks them; empty where nothing was written."""
    return words.get(language) or words.get("en", "")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One of several questions of a step, or one criterion of its vote."""

    key: str
    ask: Words
    """What is asked, in one line."""
    hint: Words = field(default_factory=dict)
    """An example, or what is meant."""
    becomes: str = ""
    """The kind of record that an answer is meant to become; empty where it stays a line."""
    beforehand: bool = False
    """Asked before the day, by personal link."""
    weight: int = 1
    """Of a criterion."""


@dataclass(frozen=True, slots=True)
class StepSpec:
    key: str
    activity: str
    title: Words
    now: Words = field(default_factory=dict)
    """What the board says to do, one sentence."""
    lead: Words = field(default_factory=dict)
    """What the phone says beside it."""
    minutes: int = 10
    min_minutes: int = 5
    """As short as it can be made to catch up."""
    start: str | None = None
    """Fixed time of day, `HH:MM`, in the plan's time zone: it never begins earlier."""
    gate: str = "edit"
    """What phones may do: `read`, `propose` or `edit`."""
    anonymous: bool = False
    admits_customers: bool = False
    is_break: bool = False
    options: dict[str, Option] = field(default_factory=dict)
    """What the activity is told; which names it knows stands in `run_sheet.ActivityRules`."""
    reveal: str = "at-once"
    """When the room sees what people wrote: `at-once`, or `on-reveal` by the facilitator."""
    theirs: Words = field(default_factory=dict)
    """What a customer's phone says in place of `lead`."""
    notes: Words = field(default_factory=dict)
    """Markdown for the facilitator; a briefing shows it."""
    later: str = ""
    """The activity this step is waiting for; until it exists, the step runs the one named above."""
    holds_customers: bool = False
    """Customers' screens rest in this step: our side decides alone."""
    prompts: tuple[Prompt, ...] = ()
    """Several questions in one step, or the criteria of a vote; none: `now` is the one question."""
    skipped: bool = False
    """Left out on the day: it stays on the run-sheet, takes no time and is passed over. No file says so."""

    def prompt(self, key: str) -> Prompt | None:
        return next((each for each in self.prompts if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody without whom the day should not be held."""

    key: str
    who: Words
    """As one would say it: "the sales director"."""
    match: tuple[str, ...] = ()
    """Words in a function or a level by which the roster tells who that is, in any language."""
    signs_as: str = ""
    """The signatory's role that tells it, where there is one."""
    ideally: bool = False
    """Better with them; it can be held without."""


@dataclass(frozen=True, slots=True)
class Format:
    id: str
    version: int
    title: Words
    steps: tuple[StepSpec, ...]
    begins: str = "09:00"
    """Planned start of the first step, `HH:MM`, in the plan's time zone."""
    consent: dict[str, Words] = field(default_factory=dict)
    """By side: the words that signatories agree to."""
    signs: tuple[str, ...] = ()
    """Roles that sign; none for a format that ends without a signature."""
    summary: Words = field(default_factory=dict)
    """What the format is for, one or two sentences for whoever chooses it."""
    rules: tuple[int, ...] = ()
    """The checker's rules that hold here; none: all there are."""
    thresholds: dict[str, int] = field(default_factory=dict)
    """Limits of the checker that this format sets otherwise."""
    needs: tuple[Need, ...] = ()
    """Who has to be in the room."""
    readiness: bool = False
    """Our side answers the questions of `readiness` before the day."""

    @property
    def minutes(self) -> int:
        """Planned length, breaks included."""
        return sum(step.minutes for step in self.steps if not step.skipped)

    @property
    def numbered(self) -> tuple[StepSpec, ...]:
        """The steps that are counted: "step 6 of 14" leaves out breaks and what is skipped."""
        return tuple(step for step in self.steps if not (step.is_break or step.skipped))

    def number_of(self, key: str) -> int | None:
        """The step's number from 1; None for a break."""
        keys = [step.key for step in self.numbered]
        return keys.index(key) + 1 if key in keys else None

    def offset_of(self, key: str) -> int:
        """Planned minutes from the beginning of the day to the beginning of the step. Raises ValueError."""
        before = 0
        for step in self.steps:
            if step.key == key:
                return before
            before += 0 if step.skipped else step.minutes
        raise ValueError(f"no step {key}")


def minute_of_day(time: str) -> int | None:
    """`09:30` as 570; None for what is no time of day."""
    hours, colon, minutes = time.partition(":")
    if not (
        colon
        and len(hours) == len(minutes) == 2
        and (hours + minutes).isascii()
        and (hours + minutes).isdigit()
    ):
        return None
    return int(hours) * 60 + int(minutes) if int(hours) < 24 and int(minutes) < 60 else None


def time_of_day(minute: int) -> str:
    """570 as `09:30`."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
