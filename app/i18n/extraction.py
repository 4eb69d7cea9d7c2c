"""Keeps the Dutch catalogue in step with the sentences in the source. Run as `bin/messages`.

`bin/messages` gathers every marked sentence of app/ and templates/, adds the new ones to `nl.po` (empty, for
somebody to translate), drops those that are gone, and lists what still lacks Dutch. `bin/messages --check`
changes nothing. A test runs the same check, so that nobody meets an English sentence on a Dutch phone.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from app.i18n.catalogue import catalogue_path, read

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("app", "templates")
_METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext.babel_extract"),
    ("**.svg", "jinja2.ext.babel_extract"),
]
_OPTIONS = {pattern: {"trimmed": "true", "silent": "false"} for pattern in ("**.html", "**.svg")}
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PART = re.compile(r"%\((\w+)\)")
_DATED = datetime(2027, 1, 1, tzinfo=UTC)
"""A fixed date in the header: a catalogue without a new sentence is the same file."""

_HEADER = """\
# Dutch for Stratroom. `bin/messages` keeps this file in step with the source; translate what is empty.
# Say "beoordeling" for review and "veel-op-veel" for many-to-many."""


def marked(root: Path = ROOT) -> Catalog:
    """Every sentence marked in the source below `root`, with the files it stands in."""
    found = Catalog()
    for folder in _SOURCES:
        if not (root / folder).is_dir():
            continue
        for file, line, message, comments, context in extract_from_dir(
            root / folder,
            _METHODS,
            _OPTIONS,
            keywords=_KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            found.add(message, None, [(f"{folder}/{file}", line)], auto_comments=comments, context=context)
    return found


def complaints(language: str = "nl", root: Path = ROOT) -> list[str]:
    """What is wrong with the catalogue of `language`, a line each; empty when all is translated."""
    catalogue, source = read(language), marked(root)
    lines = [*_unseen(root), *(line for wanted in _sentences(source) for line in _faults(wanted, catalogue))]
    gone = [message for message in _sentences(catalogue) if source.get(message.id, message.context) is None]
    return lines + [f"no longer in the source: {_quoted(message)}" for message in gone]


def update(language: str = "nl", root: Path = ROOT) -> None:
    """Bring the catalogue of `language` in step with the source, keeping what is translated."""
    old, new = read(language), marked(root)
    result = Catalog(
        locale=language,
        header_comment=_HEADER,
        project="Stratroom",
        version=" ",
        msgid_bugs_address=" ",
        last_translator=" ",
        language_team=" ",
        creation_date=_DATED,
        revision_date=_DATED,
        fuzzy=False,
    )
    for message in sorted(_sentences(new), key=lambda each: (each.locations, str(each.id))):
        known = old.get(message.id, message.context)
        result.add(
            message.id,
            known.string if known else None,
            message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    with catalogue_path(language).open("wb") as file:
        write_po(file, result, width=110, include_lineno=False)


def _unseen(root: Path) -> Iterator[str]:
    """Sentences that extraction cannot see: inside an f-string, or not written out as a literal."""
    for path in sorted((root / "app").rglob("*.py")):
        if path.parent == root / "app" / "i18n":
            continue  # passes sentences on, by design
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {
            id(node) for text in ast.walk(tree) if isinstance(text, ast.JoinedStr) for node in ast.walk(text)
        }
        for node in ast.walk(tree):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS
            ):
                continue
            literal = bool(node.args) and isinstance(node.args[0], ast.Constant)
            if id(node) in inside or not literal:
                place = f"{path.relative_to(root)}:{node.lineno}"
                yield f"{place}: a marked sentence must be a literal, outside f-strings"


def _sentences(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _faults(wanted: Message, catalogue: Catalog) -> Iterator[str]:
    where = wanted.locations[0][0] if wanted.locations else "?"
    known = catalogue.get(wanted.id, wanted.context)
    if known is None:
        yield f"{where}: not in the catalogue: {_quoted(wanted)}"
        return
    forms = known.string if isinstance(known.string, tuple | list) else (known.string or "",)
    if not all(forms) or known.fuzzy or isinstance(wanted.id, tuple | list) != (len(forms) > 1):
        yield f"{where}: not translated: {_quoted(wanted)}"
    elif _parts(wanted.id) != {part for form in forms for part in _PART.findall(form)}:
        yield f"{where}: other parts in the translation: {_quoted(wanted)}"


def _parts(identifier: str | tuple[str, ...] | list[str]) -> set[str]:
    forms = (identifier,) if isinstance(identifier, str) else identifier
    return {part for form in forms for part in _PART.findall(form)}


def _quoted(message: Message) -> str:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return repr(first)


def main(arguments: list[str], say: Callable[[str], object] = sys.stderr.write) -> int:
    """`bin/messages [--check]`: 0 when nothing lacks Dutch, 1 when something does, 64 on other arguments."""
    if arguments not in ([], ["--check"]):
        say("bin/messages [--check]\n")
        return 64
    if not arguments:
        update()
    lines = complaints()
    for line in lines:
        say(line + "\n")
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
