"""Whether two people's names are the same name, and whom a few typed letters mean.

"Anna" must not be joined twice as "anna" (DOMAIN section 5), nor Jürgen as Jurgen or Jan-Willem as Jan
Willem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
_SILENT = re.compile(r"['’`´]")
_APART = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """The name without case, accents, hyphens, dots and spare spaces: equal for spellings of one name."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(_LETTERS)
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_APART.sub(" ", _SILENT.sub("", letters)).split())


def same_name(one: str, other: str) -> bool:
    """Whether both spell one name; names without any letter are never the same."""
    return bool(folded(one)) and folded(one) == folded(other)


def who(query: str, names: Sequence[str]) -> tuple[str, ...]:
    """Those of `names` that a typed `query` can mean, the best reading only: whole name, then initials ("J. de Wit"),
    then words begun ("Jan", "jan w"). One result is an answer, several are a question, none is unknown.
    """
    wanted = folded(query).split()
    if not wanted:
        return ()
    for matches in (_is_whole, _is_initialled, _is_begun):
        if found := tuple(name for name in names if matches(wanted, folded(name).split())):
            return found
    return ()


def _is_whole(wanted: list[str], name: list[str]) -> bool:
    return wanted == name


def _is_initialled(wanted: list[str], name: list[str]) -> bool:
    """`j de wit` for Jan de Wit: each initial begins a given name, the rest is written out."""
    if len(wanted) < 2 or len(wanted) != len(name) or len(wanted[0]) != 1:
        return False
    return all(_stands_for(word, full) for word, full in zip(wanted, name, strict=True))


def _stands_for(word: str, full: str) -> bool:
    return word == full or (len(word) == 1 and full[0] == word)


def _is_begun(wanted: list[str], name: list[str]) -> bool:
    """Every word typed begins a word of the name, in order."""
    rest = iter(name)
    return all(any(part.startswith(word) for part in rest) for word in wanted)
