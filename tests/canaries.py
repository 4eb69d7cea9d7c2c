"""What must not reach a customer, and a search that finds it however it is written.

A value can stand in HTML with entities, in JSON with escapes, in a Yjs update as base64, in money with separators of
thousands, and in a PDF compressed. Whoever listens hands over what came in; here it is opened and searched.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_PACKED = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")
_SEPARATOR = "[.,'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK} ]?"


@dataclass
class Secrets:
    """Values that a customer may never be sent, each with where it stands."""

    values: dict[str, str] = field(default_factory=dict)
    """Exact text → what it is."""
    amounts: dict[str, str] = field(default_factory=dict)
    """Digits, in whatever grouping → what they are."""

    @classmethod
    def of_demo(cls, told: dict[str, Any]) -> Secrets:
        """The canaries that `stratroom demo --json --canaries` lists: words as they are, money without its cents."""
        secrets = cls()
        for each in told["canaries"]:
            where = f"{each['field']} of {each['record']}"
            if each["value"].isdigit():
                secrets.amounts[each["value"][:-2]] = where
            else:
                secrets.values[each["value"]] = where
        return secrets

    def add(self, values: Iterable[str], what: str) -> None:
        self.values.update((value, what) for value in values)

    def found_in(self, said: str | bytes) -> list[str]:
        """What is in there, one line each; empty for what a customer may have."""
        found = dict.fromkeys(line for text in _readings(said) for line in self._in(text))
        return list(found)

    def _in(self, text: str) -> Iterator[str]:
        for match in self._words().finditer(text):
            yield f"{match[0]!r}, {self.values[match[0]]}: …{text[max(0, match.start() - 80) : match.end() + 40]}…"
        for match in self._figures().finditer(text):
            yield f"{match[0]!r}, {self.amounts[re.sub(r'[^0-9]', '', match[0])]}"

    def _words(self) -> re.Pattern[str]:
        return _any_of(tuple(self.values))

    def _figures(self) -> re.Pattern[str]:
        return _spelt(tuple(self.amounts))


@lru_cache(maxsize=8)
def _any_of(values: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, values)) or r"(?!)")


@lru_cache(maxsize=8)
def _spelt(amounts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_SEPARATOR.join(digits) for digits in amounts) or r"(?!)")


def _readings(said: str | bytes) -> Iterator[str]:
    """The text as it came, with its entities and escapes resolved, and what is packed in it."""
    raw = said.encode() if isinstance(said, str) else said
    text = raw.decode("utf-8", "replace")
    yield text
    plain = _ESCAPES.sub(lambda match: chr(int(match[1], 16)), html.unescape(text))
    if plain != text:
        yield plain
    for packed in _PACKED.findall(raw):
        try:
            opened = base64.b64decode(packed.translate(bytes.maketrans(b"-_", b"+/")) + b"==", validate=False)
        except binascii.Error:
            continue
        yield opened.decode("utf-8", "replace")
