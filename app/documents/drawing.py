"""A drawn signature: the path of a finger, as the log keeps it (`M0 0 L4 9 …`, moves and lines only).

Read here as numbers and drawn by us, so that no markup from a phone ever gets near a page. Phones have screens of many
sizes: what is larger than the signature block is made smaller, what is smaller stays small.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypeAlias

WIDTH, HEIGHT = 350, 112
_LONGEST = 20_000
_NUMBER = r"-?[0-9]{1,5}(?:\.[0-9]{0,6})?"
_PIECE = re.compile(rf"\s*([ML])\s*({_NUMBER})[\s]+({_NUMBER})\s*")

Stroke: TypeAlias = list[tuple[float, float]]


class NotADrawing(ValueError):
    """The text is not a path of moves and lines."""


def strokes(drawing: str) -> list[Stroke]:
    """What was drawn between touching the glass and leaving it. Raises NotADrawing."""
    if len(drawing) > _LONGEST:
        raise NotADrawing("too long")
    found: list[Stroke] = []
    at = 0
    while at < len(drawing):
        piece = _PIECE.match(drawing, at)
        if piece is None or (piece[1] == "L" and not found):
            raise NotADrawing("not a path of moves and lines")
        if piece[1] == "M":
            found.append([])
        found[-1].append((float(piece[2]), float(piece[3])))
        at = piece.end()
    return found


def path(drawing: str) -> str:
    """The drawing as SVG path data on a sheet of WIDTH × HEIGHT, its corners rounded. Raises NotADrawing."""
    return "".join(_curve(stroke) for stroke in _fitted(strokes(drawing)))


def _fitted(drawn: list[Stroke]) -> list[Stroke]:
    xs = [x for stroke in drawn for x, _ in stroke]
    ys = [y for stroke in drawn for _, y in stroke]
    if not xs or (min(xs) >= 0 and max(xs) <= WIDTH and min(ys) >= 0 and max(ys) <= HEIGHT):
        return drawn
    left, top = min(xs), min(ys)
    scale = min(1.0, WIDTH / max(max(xs) - left, 1), HEIGHT / max(max(ys) - top, 1))
    return [[((x - left) * scale, (y - top) * scale) for x, y in stroke] for stroke in drawn]


def _curve(stroke: Stroke) -> str:
    """Through the midpoints between points, which makes a finger's corners round."""
    (x, y), rest = stroke[0], stroke[1:]
    if not rest:
        return f"M{_n(x)} {_n(y)}h1"
    drawn = [f"M{_n(x)} {_n(y)}"]
    for (x1, y1), (x2, y2) in pairwise(rest):
        drawn.append(f"Q{_n(x1)} {_n(y1)} {_n((x1 + x2) / 2)} {_n((y1 + y2) / 2)}")
    drawn.append(f"L{_n(rest[-1][0])} {_n(rest[-1][1])}")
    return "".join(drawn)


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
