"""A drawn signature is numbers; whatever else a phone sends is refused."""

from __future__ import annotations

import pytest

from app.documents.drawing import NotADrawing, path, strokes


def test_strokes_are_read_point_by_point() -> None:
    assert strokes("1,2 30,40;5,6") == (((1, 2), (30, 40)), ((5, 6),))


def test_a_stroke_goes_from_its_first_point_to_its_last() -> None:
    assert path("0,0 10,10 20,0") == "M0 0Q10 10 15 5L20 0"
    assert path("7,7") == "M7 7h1"


@pytest.mark.parametrize(
    "drawing", ["1,2 351,4", "1,2 3,113", '1,2"/><script>', "M0 0", "1,2  3,4", "٣,٤", "1," * 30_000]
)
def test_anything_but_points_on_the_sheet_is_refused(drawing: str) -> None:
    with pytest.raises(NotADrawing):
        path(drawing)
