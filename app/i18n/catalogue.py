"""A catalogue of sentences: the file that translators edit, read into memory.

Only gettext's text format is kept (`nl.po`); nothing compiled is committed or made on disk. What is marked
fuzzy counts as not translated.
"""

from __future__ import annotations

from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

_HERE = Path(__file__).parent


def catalogue_path(language: str) -> Path:
    """Where the sentences of `language` stand."""
    return _HERE / f"{language}.po"


def read(language: str) -> Catalog:
    """The catalogue of `language`; empty when it has no file. Raises PoFileError on a broken one."""
    # Here and below: a room that speaks English never reads a catalogue.
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def translations(language: str) -> NullTranslations:
    """What gettext looks sentences up in; English, the source's language, gives back what it is asked."""
    if language == "en":
        return NullTranslations()
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)
