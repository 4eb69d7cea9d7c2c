"""An action typed as one line: what is done, then, as a suffix, who and by when.

    Weekly feedback loop on installation problems @Jan de Wit 12 Feb

Only a suffix is read: a date in the middle of the sentence belongs to the sentence. The owner stays a
query, since only the roster can say whom "@Jan" means (`names.who`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.reading.dates import Period, ReadDate, dates_in
from app.domain.reading.found import READ_AT_MOST, Found, Slice
from app.domain.reading.names import folded

_AT = re.compile(r"(?<![^\s(,;:])@\s?(?=[^\W\d_])")
_NAME_ENDS = re.compile(r"[,;:()@\d]|\s[-–—]\s")
_EDGES = " \t\u00a0,;:.·–—-()"
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class ActionLine:
    """The parts of one action line."""

    statement: Found[str]
    """What is done, without the suffix; the whole line where it has none. May be empty."""
    owner: Found[str] | None = None
    """The name as typed behind `@`."""
    due: ReadDate | None = None


def read_action(text: str, period: Period, language: str, names: Sequence[str] = ()) -> ActionLine:
    """Statement, owner and due date; given the roster's `names`, a name may stand before more of the sentence."""
    line = text[:READ_AT_MOST].replace("\n", " ")
    dates = dates_in(line, period, language)
    owner = _owner(line, [one.clause for one in dates], names)
    due = _due(line, dates, owner)
    end = len(line)
    cuts = [part for part in (_with_sign(line, owner), due.clause if due else None) if part]
    for cut in sorted(cuts, key=lambda cut: cut.end, reverse=True):
        if not line[cut.end : end].strip(_EDGES):
            end = cut.start
    # The suffix's own punctuation goes; a sentence's full stop stays.
    statement = _trimmed(line, Slice(0, end), _EDGES.replace(".", "") if end == len(line) else _EDGES)
    return ActionLine(Found(statement.of(line), statement), owner, due)


def owner_in(statement: str) -> str:
    """The name behind an `@` in an action's words, as typed; empty where there is none."""
    owner = _owner(statement[:READ_AT_MOST], [], ())
    return owner.value if owner else ""


def _owner(line: str, dates: list[Slice], names: Sequence[str]) -> Found[str] | None:
    signs = list(_AT.finditer(line))
    for sign in reversed(signs):
        start = sign.end()
        stop = _NAME_ENDS.search(line, start)
        end = min([stop.start() if stop else len(line), *(at.start for at in dates if at.start >= start)])
        at = _known(line, start, end, names) or _trimmed(line, Slice(start, end), _EDGES.replace(".", ""))
        if at.start < at.end and len(at.of(line).split()) <= _MOST_WORDS:
            return Found(" ".join(at.of(line).split()), at)
    return None


def _known(line: str, start: int, end: int, names: Sequence[str]) -> Slice | None:
    """The longest run of words from `start` that is a name on the roster, or one's first name."""
    known = {folded(name) for name in names}
    known |= {name.split()[0] for name in known if name}
    stops = [start + match.end() for match in re.finditer(r"\S+", line[start:end])][:_MOST_WORDS]
    for stop in reversed(stops):
        if folded(line[start:stop]) in known:
            return _trimmed(line, Slice(start, stop), _EDGES)
    return None


def _due(line: str, dates: tuple[ReadDate, ...], owner: Found[str] | None) -> ReadDate | None:
    """The last date, if nothing but the owner and punctuation stands behind it."""
    if not dates:
        return None
    behind = line[dates[-1].clause.end :]
    if owner and owner.at.start >= dates[-1].clause.end:
        behind = line[dates[-1].clause.end : _with_sign(line, owner).start] + line[owner.at.end :]
    return None if behind.strip(_EDGES) else dates[-1]


def _with_sign(line: str, owner: Found[str] | None) -> Slice:
    if owner is None:
        return Slice(0, 0)
    return Slice(line.rindex("@", 0, owner.at.start), owner.at.end)


def _trimmed(line: str, at: Slice, edges: str) -> Slice:
    start, end = at.start, at.end
    while start < end and line[start] in edges:
        start += 1
    while end > start and line[end - 1] in edges:
        end -= 1
    return Slice(start, end)
