"""A drawn signature is numbers; whatever else a phone sends is refused."""

from __future__ import annotations

import re

import pytest

from app.documents.drawing import HEIGHT, WIDTH, NotADrawing, path, strokes

NOT_PATHS = ["L1 2", 'M1 2"/><script>', "M1", "M1 2 C3 4", "M1e9 2", "M٣ ٤", "M1 2 " * 9_000, "1 2"]


def test_strokes_are_read_point_by_point() -> None:
    assert strokes("M1 2 L30.5 40 M5 6") == [[(1, 2), (30.5, 40)], [(5, 6)]]
    assert strokes("") == []


def test_a_stroke_goes_from_its_first_point_to_its_last() -> None:
    assert path("M0 0 L10 10 L20 0") == "M0 0Q10 10 15 5L20 0"
    assert path("M7 7") == "M7 7h1"


def test_what_was_drawn_on_a_larger_screen_fits_the_block() -> None:
    numbers = [float(each) for each in re.findall(r"[0-9.]+", path("M-20 5 L700 300 L1400 60"))]
    assert max(numbers[0::2]) <= WIDTH
    assert max(numbers[1::2]) <= HEIGHT


@pytest.mark.parametrize("drawing", NOT_PATHS)
def test_anything_but_a_path_of_moves_and_lines_is_refused(drawing: str) -> None:
    with pytest.raises(NotADrawing):
        path(drawing)
