"""From a folder of TOML files to formats, or to everything that is wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.agenda import Format, Need, Prompt, StepSpec, Words
from app.domain.run_sheet import ActivityRules, faults
from app.formats.known import KNOWN
from app.formats.places import Place, line_of, lines_of
from app.formats.sentences import sentence
from app.formats.table import Table
from app.i18n import gettext as _

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")
_IN_FILE = {"steps": "step", "prompts": "prompt"}
"""What a field of `Format` is called in the file, where that differs: a file lists each `[[step]]`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a file."""

    file: str
    line: int
    """From 1."""
    words: str
    """What is wrong and what to write instead."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class FormatError(Exception):
    """Formats that cannot be used; `problems` holds all of them, by file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(folder: Path, activities: Mapping[str, ActivityRules] = KNOWN) -> dict[str, Format]:
    """The formats of every `*.toml` in `folder`, by id, in the order of their file names.

    Raises FormatError with all problems of all files, and where there is no file at all.
    """
    formats: dict[str, Format] = {}
    problems: list[Problem] = []
    files = sorted(folder.glob("*.toml"))
    for file in files:
        format_, wrong = _file(file, activities)
        problems += wrong
        if format_:
            formats[format_.id] = format_
    if not files:
        words = _("There is no format here: add a file such as try-out.toml.")
        problems.append(Problem(folder.name, 1, words))
    if problems:
        raise FormatError(tuple(problems))
    return formats


def _file(file: Path, activities: Mapping[str, ActivityRules]) -> tuple[Format | None, list[Problem]]:
    name = f"{file.parent.name}/{file.name}"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [
            Problem(name, 1, _("This file cannot be read as UTF-8 text: %(error)s.", error=str(error)))
        ]
    format_, problems = read(text, name, activities)
    if format_ and format_.id != file.stem:
        words = _("Name the file %(id)s.toml, or give it the id %(file)s.", id=format_.id, file=file.stem)
        problems.append(Problem(name, line_of(("id",), lines_of(text)), words))
    return format_, problems


def read(
    text: str, name: str, activities: Mapping[str, ActivityRules] = KNOWN
) -> tuple[Format | None, list[Problem]]:
    """The format that `text` holds and what is wrong with it, by line. None where it is no TOML at all."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        words = _("This is not TOML: %(error)s.", error=_AT_LINE.sub("", str(error)).strip())
        return None, [Problem(name, int(found[1]) if found else max(1, text.count("\n")), words)]
    lines = lines_of(text)
    problems: list[Problem] = []

    def note(place: Place, words: str) -> None:
        problems.append(Problem(name, line_of(place, lines), words))

    format_ = _format(Table(data, (), note))
    if not problems:  # with the wrong type somewhere, what the whole lacks would only mislead
        for found_fault in faults(format_, activities):
            note(tuple(_IN_FILE.get(str(part), part) for part in found_fault.place), sentence(found_fault))
    return format_, sorted(problems, key=lambda problem: problem.line)


def _format(table: Table) -> Format:
    steps = tuple(_step(step) for step in table.tables("step"))
    consent = table.table("consent")
    format_ = Format(
        id=table.text("id"),
        version=table.number("version"),
        title=table.words("title"),
        summary=table.words("summary"),
        begins=table.text("begins", "09:00"),
        consent=_by_side(consent),
        signs=table.names("signs"),
        rules=table.numbers("rules"),
        thresholds=table.limits("thresholds"),
        needs=tuple(_need(each) for each in table.tables("needs")),
        readiness=table.flag("readiness"),
        steps=steps,
    )
    consent.done()
    table.done()
    return format_


def _need(table: Table) -> Need:
    need = Need(
        key=table.text("key"),
        who=table.words("who"),
        match=table.names("match"),
        signs_as=table.text("signs_as", ""),
        ideally=table.flag("ideally"),
    )
    table.done()
    return need


def _by_side(consent: Table) -> dict[str, Words]:
    return {side: consent.words(side) for side in consent.data}


def _step(table: Table) -> StepSpec:
    minutes = table.number("minutes")
    step = StepSpec(
        key=table.text("key"),
        activity=table.text("activity"),
        title=table.words("title"),
        now=table.words("now"),
        lead=table.words("lead"),
        theirs=table.words("theirs"),
        notes=table.words("notes"),
        minutes=minutes,
        min_minutes=table.number("min_minutes", minutes),
        start=table.text("start", "") or None,
        gate=table.text("gate", "edit"),
        reveal=table.text("reveal", "at-once"),
        anonymous=table.flag("anonymous"),
        admits_customers=table.flag("admits_customers"),
        holds_customers=table.flag("holds_customers"),
        is_break=table.flag("is_break"),
        options=table.options("options"),
        later=table.text("later", ""),
        prompts=tuple(_prompt(each) for each in table.tables("prompt")),
    )
    table.done()
    return step


def _prompt(table: Table) -> Prompt:
    prompt = Prompt(
        key=table.text("key"),
        ask=table.words("ask"),
        hint=table.words("hint"),
        becomes=table.text("becomes", ""),
        beforehand=table.flag("beforehand"),
        weight=table.number("weight", 1),
    )
    table.done()
    return prompt
