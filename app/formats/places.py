"""Which line of a TOML file a value stands on.

`tomllib` gives values without lines, and a fault without a line sends somebody searching through two hundred
of them. So this reads the same text once more, only for its table headers and keys. It relies on `tomllib`
having accepted the file: it knows what valid TOML looks like and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

Place = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(?P<many>\[?)\[\s*(?P<name>[^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_KEY = re.compile(rf"\s*(?P<key>{_NAME}(?:\s*\.\s*{_NAME})*)\s*=")
_LONG = ('"' * 3, "'" * 3)


def lines_of(text: str) -> Mapping[Place, int]:
    """Place → line, from 1. Tables in arrays are counted: `("step", 2, "title")`."""
    lines: dict[Place, int] = {(): 1}
    counts: dict[Place, int] = {}
    table: Place = ()
    inside: str | None = None
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if inside is None and depth == 0:
            if header := _HEADER.match(line):
                table = _table(_parts(header["name"]), bool(header["many"]), counts)
                for upto in range(1, len(table) + 1):
                    lines.setdefault(table[:upto], number)
                continue
            if key := _KEY.match(line):
                place = (*table, *_parts(key["key"]))
                for upto in range(len(table) + 1, len(place) + 1):
                    lines.setdefault(place[:upto], number)
        inside, depth = _open_after(line, inside, depth)
    return lines


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of a place, or of what holds it where the place itself is not written."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _table(parts: tuple[str, ...], many: bool, counts: dict[Place, int]) -> Place:
    """Where a header leads: inside the newest element of every array on the way."""
    place: Place = ()
    for index, part in enumerate(parts):
        place = (*place, part)
        if many and index == len(parts) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _open_after(line: str, inside: str | None, depth: int) -> tuple[str | None, int]:
    """The long string or the number of brackets that the line leaves open."""
    at = 0
    while at < len(line):
        rest = line[at:]
        if inside:
            end = rest.find(inside)
            if end < 0:
                return inside, depth
            inside, at = None, at + end + 3
        elif rest.startswith(_LONG):
            inside, at = rest[:3], at + 3
        elif rest[0] in "\"'":
            at = _after_string(line, at)
        elif rest[0] == "#":
            break
        else:
            depth += (rest[0] in "[{") - (rest[0] in "]}")
            at += 1
    return inside, depth


def _after_string(line: str, start: int) -> int:
    quote, at = line[start], start + 1
    while at < len(line) and line[at] != quote:
        at += 2 if line[at] == "\\" and quote == '"' else 1
    return at + 1
