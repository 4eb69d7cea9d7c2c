"""A format as the text of its file: the way back of `load`, so that a day that was made in the browser can be kept, sent
and read like any other.

What is written is read to the very same format. It is written for people: one line a field, words side by side in their
languages, long notes as paragraphs, and nothing that only says what would hold anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from app.domain.agenda import Format, Need, Option, Prompt, StepSpec, Words

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_DEFAULTS = {each.name: each.default for each in fields(StepSpec)}


def write(format_: Format) -> str:
    """The text of `<id>.toml`. Steps that are left out are left out for good."""
    parts = ["\n".join(_head(format_))]
    parts += ["\n".join(_need(need)) for need in format_.needs]
    if format_.thresholds:
        limits = (f"{_key(name)} = {number}" for name, number in format_.thresholds.items())
        parts.append("\n".join(("[thresholds]", *limits)))
    if format_.consent:
        worded = (f"{_key(side)} = {_table(words)}" for side, words in format_.consent.items())
        parts.append("\n".join(("[consent]", *worded)))
    parts += ["\n".join(_step(step)) for step in format_.steps if not step.skipped]
    return "\n\n".join(parts) + "\n"


def _head(format_: Format) -> Iterator[str]:
    yield f"id = {_text(format_.id)}"
    yield f"version = {format_.version}"
    yield f"title = {_table(format_.title)}"
    if format_.summary:
        yield f"summary = {_table(format_.summary)}"
    yield f"begins = {_text(format_.begins)}"
    if format_.signs:
        yield f"signs = {_value(list(format_.signs))}"
    if format_.rules:
        yield f"rules = [{', '.join(str(rule) for rule in format_.rules)}]"
    if format_.readiness:
        yield "readiness = true"


def _step(step: StepSpec) -> Iterator[str]:
    yield "[[step]]"
    yield f"key = {_text(step.key)}"
    yield f"activity = {_text(step.activity)}"
    if step.later:
        yield f"later = {_text(step.later)}"
    if step.start is not None:
        yield f"start = {_text(step.start)}"
    yield f"minutes = {step.minutes}"
    yield f"min_minutes = {step.min_minutes}"
    for name in ("gate", "reveal"):
        if getattr(step, name) != _DEFAULTS[name]:
            yield f"{name} = {_text(getattr(step, name))}"
    for name in ("anonymous", "admits_customers", "holds_customers", "is_break"):
        if getattr(step, name):
            yield f"{name} = true"
    if step.options:
        inside = ", ".join(f"{_key(name)} = {_value(option)}" for name, option in step.options.items())
        yield f"options = {{ {inside} }}"
    yield f"title = {_table(step.title)}"
    for name in ("now", "lead", "theirs"):
        if words := getattr(step, name):
            yield f"{name} = {_table(words)}"
    if step.notes:
        yield "[step.notes]"
        yield from (f"{_key(language)} = {_paragraphs(words)}" for language, words in step.notes.items())
    for prompt in step.prompts:
        yield from _prompt(prompt)


def _prompt(prompt: Prompt) -> Iterator[str]:
    yield "[[step.prompt]]"
    yield f"key = {_text(prompt.key)}"
    yield f"ask = {_table(prompt.ask)}"
    if prompt.hint:
        yield f"hint = {_table(prompt.hint)}"
    if prompt.becomes:
        yield f"becomes = {_text(prompt.becomes)}"
    if prompt.beforehand:
        yield "beforehand = true"
    if prompt.weight != 1:
        yield f"weight = {prompt.weight}"


def _need(need: Need) -> Iterator[str]:
    yield "[[needs]]"
    yield f"key = {_text(need.key)}"
    yield f"who = {_table(need.who)}"
    if need.match:
        yield f"match = {_value(list(need.match))}"
    if need.signs_as:
        yield f"signs_as = {_text(need.signs_as)}"
    if need.ideally:
        yield "ideally = true"


def _table(words: Words) -> str:
    inside = ", ".join(f"{_key(language)} = {_text(said)}" for language, said in words.items())
    return f"{{ {inside} }}" if inside else "{}"


def _value(option: Option) -> str:
    match option:
        case bool():
            return "true" if option else "false"
        case int():
            return str(option)
        case str():
            return _text(option)
        case _:
            return f"[{', '.join(_text(each) for each in option)}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(words: str) -> str:
    return '"' + "".join(_escaped(each) for each in words) + '"'


def _escaped(character: str) -> str:
    known = _ESCAPES.get(character)
    if known is not None:
        return known
    if ord(character) < 0x20 or ord(character) == 0x7F:
        return f"\\u{ord(character):04x}"
    return character


def _paragraphs(words: str) -> str:
    """Over several lines where it has several; its reader takes the outer line ends off again."""
    if "\n" not in words:
        return _text(words)
    lines = ("".join(_escaped(each) for each in line) for line in words.split("\n"))
    return '"""\n' + "\n".join(lines) + '\n"""'
