"""The fields of a step as somebody changes them by hand: each checked for what it can hold, words cleaned.

Whether the step still is a right one then is not known here: that is a matter of the whole agenda (`run_sheet`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from app.domain.agenda import LANGUAGES, Option, Prompt, StepSpec, Words, minute_of_day
from app.domain.fields import clean
from app.domain.refusals import Refused, Why

WORDS = {"title": 120, "now": 300, "lead": 300, "theirs": 300, "notes": 4_000}
"""Fields of a step that are words, and how long they may be."""
ASKED = {"ask": 200, "hint": 200}
NUMBERS = ("minutes", "min_minutes")
FLAGS = ("anonymous", "admits_customers", "holds_customers", "is_break", "skipped")
LONGEST_OPTION = 4_000
MOST_PROMPTS = 12


def changed(step: StepSpec, given: Mapping[str, object], language: str) -> StepSpec:
    """`step` with these fields; words that come without a language are in `language`. Raises Refused."""
    values: dict[str, Any] = {}
    for name, value in given.items():
        values[name] = _value(step, name, value, language)
    if "minutes" in values and "min_minutes" not in values:
        # Whoever makes a step shorter than it could be made to catch up means it.
        values["min_minutes"] = min(step.min_minutes, values["minutes"])
    return replace(step, **values)


def _value(step: StepSpec, name: str, value: object, language: str) -> object:
    if name in WORDS:
        return _words(getattr(step, name), name, value, language)
    if name in NUMBERS and isinstance(value, int) and not isinstance(value, bool):
        return value
    if name in FLAGS and isinstance(value, bool):
        return value
    if name in ("gate", "reveal") and isinstance(value, str):
        return value
    if name == "start":
        return _time(value)
    if name == "options" and isinstance(value, Mapping):
        return _options(step.options, value)
    if name == "prompts" and isinstance(value, Mapping):
        return _prompts(step.prompts, value, language)
    raise Refused(Why.WRONG_TYPE if name in _SETTABLE else Why.UNKNOWN_FIELD)


_SETTABLE = frozenset(each.name for each in fields(StepSpec)) - {"key", "activity", "later"}


def _time(value: object) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and minute_of_day(value) is not None:
        return value
    raise Refused(Why.WRONG_TYPE)


def _words(before: Words, name: str, value: object, language: str) -> Words:
    """Words in one language also stand in for the others, as long as nobody worded those by themselves."""
    if isinstance(value, Mapping):
        said = {str(each): _text(name, text) for each, text in value.items() if len(str(each)) == 2}
        return {each: text for each, text in {**before, **said}.items() if text}
    text, own = _text(name, value), before.get(language, "")
    alike = {each for each in (*LANGUAGES, *before) if before.get(each, "") in ("", own)}
    changed = {**before, **dict.fromkeys(sorted({*alike, language}), text)}
    return {each: words for each, words in changed.items() if words}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(Why.WRONG_TYPE)
    return clean(value.replace("\r\n", "\n").strip(), {**WORDS, **ASKED}[name], lines=name == "notes").strip()


def _prompts(before: tuple[Prompt, ...], given: Mapping[object, object], language: str) -> tuple[Prompt, ...]:
    """By key: a question that is there is worded anew, another one comes last, None takes one away."""
    prompts = {each.key: each for each in before}
    for name, said in given.items():
        key = clean(str(name), 40)
        if said is None:
            prompts.pop(key, None)
        elif isinstance(said, Mapping) and said.keys() <= {"ask", "hint"}:
            known = prompts.get(key, Prompt(key, {}))
            for part, text in said.items():
                words = _words(known.ask if part == "ask" else known.hint, str(part), text, language)
                known = replace(known, ask=words) if part == "ask" else replace(known, hint=words)
            prompts[key] = known
        else:
            raise Refused(Why.WRONG_TYPE)
    if len(prompts) > MOST_PROMPTS:
        raise Refused(Why.TOO_MANY)
    return tuple(prompts.values())


def _options(before: Mapping[str, Option], given: Mapping[object, object]) -> dict[str, Option]:
    """Those named are set, or taken out by None; what an activity knows stands in `run_sheet.ActivityRules`."""
    options = dict(before)
    for name, value in given.items():
        key = clean(str(name), 40)
        if value is None:
            options.pop(key, None)
        elif isinstance(value, bool | int):
            options[key] = value
        elif isinstance(value, str):
            options[key] = clean(value, LONGEST_OPTION, lines=True)
        elif isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
            options[key] = [clean(each, 300) for each in value]
        else:
            raise Refused(Why.WRONG_TYPE)
    return options
