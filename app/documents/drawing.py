"""A drawn signature: strokes of a finger, kept as numbers and nothing else.

Written `x,y x,y …;x,y …`: whole numbers on a sheet of 350 × 112, points apart by a blank, strokes by a semicolon.
Because it is read as numbers and drawn by us, no markup from a phone ever gets near a page.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypeAlias

WIDTH, HEIGHT = 350, 112
_LONGEST = 40_000
_STROKE = re.compile(r"[0-9]{1,3},[0-9]{1,3}( [0-9]{1,3},[0-9]{1,3})*")

Stroke: TypeAlias = tuple[tuple[int, int], ...]


class NotADrawing(ValueError):
    """The text is not strokes on the sheet."""


def strokes(drawing: str) -> tuple[Stroke, ...]:
    """The strokes of a drawing. Raises NotADrawing for anything but points on the sheet, at most 40,000 characters."""
    if len(drawing) > _LONGEST:
        raise NotADrawing("too long")
    return tuple(_stroke(part) for part in drawing.split(";") if part)


def path(drawing: str) -> str:
    """The drawing as one SVG path, its corners rounded through the midpoints. Raises NotADrawing."""
    return "".join(_curve(stroke) for stroke in strokes(drawing))


def _stroke(part: str) -> Stroke:
    if not _STROKE.fullmatch(part):
        raise NotADrawing("not points")
    points = tuple((int(x), int(y)) for x, y in (point.split(",") for point in part.split(" ")))
    if any(x > WIDTH or y > HEIGHT for x, y in points):
        raise NotADrawing("off the sheet")
    return points


def _curve(stroke: Stroke) -> str:
    (x, y), rest = stroke[0], stroke[1:]
    if not rest:
        return f"M{x} {y}h1"
    drawn = [f"M{x} {y}"]
    for (x1, y1), (x2, y2) in pairwise(rest):
        drawn.append(f"Q{x1} {y1} {(x1 + x2) / 2:g} {(y1 + y2) / 2:g}")
    drawn.append(f"L{rest[-1][0]} {rest[-1][1]}")
    return "".join(drawn)
