"""A format is written as the file that it could have come from: whatever it says is read to the very same format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agenda import Format, Prompt, StepSpec
from app.formats import load, read, write
from app.i18n.formats import kept_together

WORKSHOPS = Path(__file__).resolve().parents[2] / "workshops"

TEXT = st.text(
    st.one_of(
        st.sampled_from("\"\\'\n\t\r #[]{}=%95≤é😀\x7f\x00\u2028"), st.characters(exclude_categories=("Cs",))
    ),
    max_size=20,
)
SAID = TEXT.map(lambda text: kept_together(text.strip()))
WORDS = st.dictionaries(st.sampled_from(("en", "nl", "de")), SAID, max_size=3)
KEY = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
NUMBER = st.integers(-3, 600)
OPTION = st.one_of(TEXT, NUMBER, st.booleans(), st.lists(TEXT, max_size=3))
PROMPT = st.builds(Prompt, TEXT, WORDS, hint=WORDS, becomes=TEXT, beforehand=st.booleans(), weight=NUMBER)
STEP = st.builds(
    StepSpec, KEY, TEXT, WORDS, WORDS, WORDS, minutes=NUMBER, min_minutes=NUMBER, start=st.none() | TEXT.filter(bool),
    gate=TEXT, anonymous=st.booleans(), admits_customers=st.booleans(), is_break=st.booleans(),
    options=st.dictionaries(TEXT, OPTION, max_size=3), reveal=TEXT, theirs=WORDS, notes=WORDS, later=TEXT,
    holds_customers=st.booleans(), prompts=st.lists(PROMPT, max_size=2).map(tuple),
)  # fmt: skip
FORMAT = st.builds(
    Format, TEXT, NUMBER, WORDS, st.lists(STEP, max_size=4).map(tuple), begins=TEXT,
    consent=st.dictionaries(TEXT, WORDS, max_size=2), signs=st.lists(TEXT, max_size=3).map(tuple), summary=WORDS,
    rules=st.lists(NUMBER, max_size=4).map(tuple), thresholds=st.dictionaries(TEXT, NUMBER, max_size=3),
)  # fmt: skip


@given(FORMAT)
def test_whatever_a_format_says_is_read_again(format_: Format) -> None:
    again, _problems = read(write(format_), "it.toml")
    assert again == format_


@pytest.mark.parametrize("name", sorted(path.stem for path in WORKSHOPS.glob("*.toml")))
def test_a_shipped_format_is_written_without_a_fault(name: str) -> None:
    shipped = load(WORKSHOPS)[name]
    again, problems = read(write(shipped), f"{name}.toml")
    assert again == shipped
    assert problems == []


def test_what_was_left_out_on_the_day_is_left_out_for_good() -> None:
    shipped = load(WORKSHOPS)["try-out"]
    steps = tuple(replace(step, skipped=at == 1) for at, step in enumerate(shipped.steps))
    again, _problems = read(write(replace(shipped, steps=steps)), "it.toml")
    assert again is not None
    assert [step.key for step in again.steps] == [step.key for step in steps if not step.skipped]
