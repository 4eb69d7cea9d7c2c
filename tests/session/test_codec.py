"""Events as bytes and back: nothing is lost, old forms are lifted, newer ones refused by name."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import events as ev
from app.domain.agenda import Format, StepSpec
from app.domain.people import Person
from app.session import codec
from app.session.journal import Entry
from app.store import erasure
from tests.worlds import DAY

TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
VALUE = (
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | TEXT | st.lists(st.integers(0, 9)).map(tuple)
)
st.register_type_strategy(Format, st.just(DAY))


def built(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Any event of a type, from its annotations."""
    if kind is ev.Added:
        return st.builds(
            kind, fields=st.dictionaries(TEXT, VALUE, max_size=4), side=st.sampled_from(("ours", "theirs"))
        )
    if kind in (ev.Changed, ev.RoomSet):
        return st.builds(kind, value=VALUE)
    if kind is ev.TextEdited:
        splices = st.tuples(st.integers(0, 99), st.integers(0, 99), TEXT)
        return st.builds(
            kind, splices=st.lists(splices, max_size=3).map(tuple), update=TEXT, record=TEXT, field=TEXT
        )
    return st.builds(kind)


def texts_are_utf8(event: object) -> bool:
    try:
        msgspec.json.encode(event)
    except UnicodeEncodeError:
        return False
    return True


EVENTS = st.one_of([built(kind) for kind in get_args(ev.Event)]).filter(texts_are_utf8)


@given(event=EVENTS)
def test_an_event_comes_back_as_it_went_in(event: ev.Event) -> None:
    entry = codec.encode(event, at=1, person="anna", command="command-1")
    assert codec.decode(entry) == event
    assert (entry.event, entry.schema) == (type(event).__name__, event.schema)
    assert codec.encode(codec.decode(entry), at=1, person="anna", command="command-1") == entry


def test_every_event_has_a_place_in_the_log() -> None:
    assert set(codec.EVENTS.values()) == set(get_args(ev.Event))


def test_the_bytes_of_an_event_do_not_depend_on_the_order_of_its_fields() -> None:
    """The chain is of digests of these bytes."""
    one = ev.Added("r", "csf", None, None, {"a": 1, "b": 2}, shared=False, side="ours")
    other = ev.Added("r", "csf", None, None, {"b": 2, "a": 1}, shared=False, side="ours")
    payloads = {codec.encode(event, at=1, person=None, command=None).payload for event in (one, other)}
    assert len(payloads) == 1


def test_an_old_form_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ev.Removed, "schema", 3)
    monkeypatch.setitem(codec.UPCASTS, ("Removed", 1), lambda payload: {"id": payload["what"]})
    monkeypatch.setitem(codec.UPCASTS, ("Removed", 2), lambda payload: {"record": payload["id"]})
    assert codec.decode(Entry("Removed", 1, b'{"what":"nc-on-time"}', 1)) == ev.Removed("nc-on-time")
    assert codec.decode(Entry("Removed", 2, b'{"id":"nc-on-time"}', 1)) == ev.Removed("nc-on-time")


@pytest.mark.parametrize(("name", "schema"), [("Celebrated", 1), ("Removed", 2)])
def test_what_a_newer_release_wrote_is_refused_by_name(name: str, schema: int) -> None:
    with pytest.raises(codec.UnknownEvent, match=name):
        codec.decode(Entry(name, schema, b"{}", 1))


def test_fields_that_came_later_have_a_value_in_older_entries() -> None:
    """A release before this one wrote neither `anonymous` nor some of a format's words."""
    added = b'{"record":"r","kind":"csf","parent":null,"after":null,"fields":{},"shared":false,"side":"ours"}'
    event = codec.decode(Entry("Added", 1, added, 1))
    assert isinstance(event, ev.Added)
    assert event.anonymous is False
    steps = b'[{"key":"k","activity":"a","title":{}}]'
    day = b'{"format":{"id":"f","version":1,"title":{},"steps":%s},"date":"2027-01-14"}' % steps
    agenda = codec.decode(Entry("AgendaSet", 1, day, 1))
    assert isinstance(agenda, ev.AgendaSet)
    assert agenda.format.steps == (StepSpec("k", "a", {}),)


def test_a_person_who_was_erased_leaves_a_log_that_can_be_read() -> None:
    """The store writes this entry by itself."""
    payload = erasure.payload("anna-the-member", [erasure.Replacement(7, b"\x01" * 32)])
    event = codec.decode(Entry(erasure.REDACTED, erasure.REDACTED_SCHEMA, payload, 1))
    assert event == ev.Redacted((ev.Replaced(7, "01" * 32),), "anna-the-member")


def test_a_person_keeps_side_role_and_signature() -> None:
    event = ev.PersonSet(Person(**{**PERSON, "signs_as": "sponsor"}))
    assert codec.decode(codec.encode(event, at=1, person=None, command=None)) == event


PERSON: dict[str, Any] = {"id": "ingrid-the-sponsor", "side": "ours", "role": "member"}
