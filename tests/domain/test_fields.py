"""What each type of field accepts, and how it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fields import (
    Ceiling,
    Choice,
    Day,
    Field,
    FieldType,
    Flag,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Text,
    clean,
)
from app.domain.refusals import Refused, Why

EVERY_TYPE: tuple[FieldType, ...] = (
    Text(40), Text(40, lines=True), Choice(("a", "b")), Number(), Money(), Months(), Day(), PersonRef(),
    RecordRef(("goal",)), Flag(),
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (Text(10), "  on time ", "  on time "),
        (Text(10), "one\r\ntwo\n", "one two "),
        (Text(10, lines=True), "one\ntwo", "one\ntwo"),
        (Text(10), "a\x00b\x1bc\x85", "abc"),
        (Text(3), "€≤😀", "€≤😀"),
        (Choice(("gt", "lt")), "gt", "gt"),
        (Choice(("gt", "lt")), None, None),
        (Number(), "99.80", "99.80"),
        (Number(), "-4", "-4"),
        (Number(), "007", "7"),
        (Money(), -420_000_000, -420_000_000),
        (Months(), [1, 2, 3], (1, 2, 3)),
        (Day(), "2028-02-29", "2028-02-29"),
        (PersonRef(), "anna-the-member", "anna-the-member"),
        (PersonRef(), None, None),
        (Flag(), False, False),
    ],
)
def test_a_value_is_kept_as_it_was_meant(kind: FieldType, given: object, kept: object) -> None:
    assert kind.accept(given) == kept


@pytest.mark.parametrize(
    ("kind", "given", "why"),
    [
        (Text(3), "four", Why.TOO_LONG),
        (Text(3), "\ud83d", Why.WRONG_TYPE),
        (Text(3), None, Why.WRONG_TYPE),
        (Number(), "1e9", Why.WRONG_TYPE),
        (Number(), "NaN", Why.WRONG_TYPE),
        (Number(), "1,5", Why.WRONG_TYPE),
        (Number(), " 1", Why.WRONG_TYPE),
        (Number(), "1\n", Why.WRONG_TYPE),
        (Number(), "1." + "0" * 7, Why.WRONG_TYPE),
        (Money(), 10**15 + 1, Why.WRONG_TYPE),
        (Money(), "12", Why.WRONG_TYPE),
        (Months(), "123", Why.WRONG_TYPE),
        (Day(), "2027-02-29", Why.WRONG_TYPE),
        (Day(), "20270228", Why.WRONG_TYPE),
        (Day(), "2027-W01-1", Why.WRONG_TYPE),
        (PersonRef(), "me", Why.WRONG_TYPE),
        (RecordRef(("goal",)), ["the-goal"], Why.WRONG_TYPE),
        (Flag(), 1, Why.WRONG_TYPE),
    ],
)
def test_anything_else_is_refused(kind: FieldType, given: object, why: Why) -> None:
    with pytest.raises(Refused) as refused:
        kind.accept(given)
    assert refused.value.code is why


@pytest.mark.parametrize("kind", EVERY_TYPE, ids=lambda kind: type(kind).__name__)
@given(value=ANYTHING)
def test_no_value_breaks_a_field(kind: FieldType, value: object) -> None:
    """Whatever arrives is kept in a form that is accepted again unchanged, or refused."""
    try:
        kept = kind.accept(value)
    except Refused:
        return
    assert kind.accept(kept) == kept


def test_too_long_says_how_much() -> None:
    with pytest.raises(Refused) as refused:
        clean("twelve chars", 5)
    assert refused.value.about == {"longest": 5, "over": 7}


def test_a_field_without_a_ceiling_cannot_be_made() -> None:
    """So that a new field cannot leak by omission."""
    with pytest.raises(TypeError, match="ceiling"):
        Field("notes", Text(40))  # type: ignore[call-arg]
    assert Field("notes", Text(40), Ceiling.INTERNAL).coedited is False
