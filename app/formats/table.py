"""One table of a format's file, read key by key; what is wrong is noted, and reading goes on.

So the author of a format sees every slip of the file at once, and not one a start.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

from app.domain.agenda import LANGUAGES, Option, Words
from app.formats.places import Place
from app.i18n import gettext as _
from app.i18n.formats import kept_together

Note = Callable[[Place, str], None]
"""Takes down what is wrong at a place, in words that say the fix."""


class Table:
    """A TOML table that remembers which of its keys were asked for."""

    def __init__(self, data: dict[str, Any], place: Place, note: Note) -> None:
        self.data = data
        self.place = place
        self._note = note
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """A string; without a default it has to be there."""
        value = self._take(key, str, _("text in quotes"), default)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int | None = None) -> int:
        value = self._take(key, int, _("a whole number"), default)
        return value if isinstance(value, int) else 1

    def flag(self, key: str) -> bool:
        return self._take(key, bool, _("true or false"), False) is True

    def words(self, key: str) -> Words:
        """`{ en = "…", nl = "…" }`; empty where the key is not there. Line ends stay, the outer ones go, "95 %" holds."""
        value = self._take(key, dict, '{ en = "…", nl = "…" }', {})
        words: Words = {}
        for language, text in (value if isinstance(value, dict) else {}).items():
            if not (isinstance(text, str) and len(language) == 2):
                say = _("Write %(key)s as two-letter languages with text.", key=key)
                self._note((*self.place, key, language), f"{say} ({', '.join(LANGUAGES)})")
            else:
                words[language] = kept_together(text.strip())
        return words

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        value = self._take(key, list, _("a list of texts"), [])
        names = value if isinstance(value, list) else []
        if not all(isinstance(name, str) for name in names):
            self._wrong((*self.place, key), key, _("a list of texts"))
        return tuple(name for name in names if isinstance(name, str))

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; empty where the key is not there."""
        value = self._take(key, list, _("a list of whole numbers"), [])
        numbers = value if isinstance(value, list) else []
        right = tuple(n for n in numbers if isinstance(n, int) and not isinstance(n, bool))
        if len(right) < len(numbers):
            self._wrong((*self.place, key), key, _("a list of whole numbers"))
        return right

    def limits(self, key: str) -> dict[str, int]:
        """A table of whole numbers; empty where the key is not there."""
        table = self.table(key)
        return {name: table.number(name) for name in table.data}

    def options(self, key: str) -> dict[str, Option]:
        value = self._take(key, dict, _("a table of options"), {})
        options: dict[str, Option] = {}
        for name, option in (value if isinstance(value, dict) else {}).items():
            if isinstance(option, (str, int)) or (
                isinstance(option, list) and all(isinstance(each, str) for each in option)
            ):
                options[name] = option
            else:
                wanted = _("text, a whole number, true or false, or a list of texts")
                self._wrong((*self.place, key, name), name, wanted)
        return options

    def tables(self, key: str) -> list[Table]:
        """An array of tables, `[[key]]` each."""
        value = self._take(key, list, f"[[{key}]]", [])
        found: list[Table] = []
        for at, data in enumerate(value if isinstance(value, list) else []):
            if isinstance(data, dict):
                found.append(Table(data, (*self.place, key, at), self._note))
            else:
                self._wrong((*self.place, key), key, f"[[{key}]]")
        return found

    def table(self, key: str) -> Table:
        value = self._take(key, dict, f"[{key}]", {})
        return Table(value if isinstance(value, dict) else {}, (*self.place, key), self._note)

    def done(self) -> None:
        """Note every key that nobody asked for: it does nothing, so it is a slip."""
        for key in self.data:
            if key in self._asked:
                continue
            near = difflib.get_close_matches(key, self._asked, n=1)
            say = _("Nothing is called %(key)s here: take it out.", key=key)
            if near:
                say = _("Nothing is called %(key)s here: did you mean %(near)s?", key=key, near=near[0])
            self._note((*self.place, key), say)

    def _take(self, key: str, kind: type, wanted: str, default: object) -> object:
        self._asked.add(key)
        value = self.data.get(key)
        if value is None:
            if default is None:
                self._note(self.place, _("Add %(key)s: %(wanted)s.", key=key, wanted=wanted))
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self._wrong((*self.place, key), key, wanted)
            return default
        return value

    def _wrong(self, place: Place, key: str, wanted: str) -> None:
        self._note(place, _("Write %(key)s as %(wanted)s.", key=key, wanted=wanted))
