"""A page is a value; what travels is the difference between two of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.page import NOTHING, Fragment, Page, difference, from_holds, list_tag


def page(lists: dict[str, list[str]], words: dict[str, str] | None = None) -> Page:
    ids = [id_ for listed in lists.values() for id_ in listed]
    body = {id_: (words or {}).get(id_, "as before") for id_ in ids}
    fragments = [Fragment.of(id_, body[id_].encode()) for id_ in ids]
    return Page.of(fragments, {name: tuple(listed) for name, listed in lists.items()})


def test_a_new_page_is_sent_whole():
    change = difference(NOTHING, page({"top": ["a", "b"]}))
    assert [f.id for f in change.put] == ["a", "b"]
    assert change.order == {"top": ("a", "b")}


def test_a_changed_word_sends_that_fragment_and_no_order():
    change = difference(page({"top": ["a", "b"]}), page({"top": ["a", "b"]}, {"b": "changed"}))
    assert [f.id for f in change.put] == ["b"]
    assert not change.order
    assert not change.gone


def test_a_move_sends_both_orders_and_no_bytes():
    change = difference(page({"x": ["a", "b"], "y": ["c"]}), page({"x": ["a"], "y": ["b", "c"]}))
    assert not change.put
    assert change.order == {"x": ("a",), "y": ("b", "c")}


def test_pages_that_look_the_same_differ_in_nothing():
    assert difference(page({"top": ["a"]}), page({"top": ["a"]})).empty


def test_the_version_tells_content_and_nothing_of_how_often_it_was_edited():
    there_and_back = page({"top": ["a"]}, {"a": "as before"})
    assert page({"top": ["a"]}).version == there_and_back.version
    assert page({"top": ["a"]}, {"a": "other"}).version != there_and_back.version


@pytest.mark.parametrize("lists", [{"x": ["a"], "y": ["a"]}, {"x": ["a", "a"]}])
def test_a_fragment_in_two_places_is_no_page(lists):
    with pytest.raises(ValueError, match="in two lists: \\['a'\\]"):
        page(lists)


def test_a_fragment_in_no_list_is_no_page():
    with pytest.raises(ValueError, match="in no list: \\['a'\\]"):
        Page.of([Fragment.of("a", b"")], {})


def test_who_holds_everything_is_sent_nothing():
    newest = page({"top": ["a", "b"]})
    tags = {id_: f.tag for id_, f in newest.entries.items()}
    assert from_holds(tags, {"top": list_tag(("a", "b"))}, newest) is newest


def test_who_holds_old_words_and_an_old_order_is_sent_both():
    newest = page({"top": ["b", "a"]}, {"a": "changed"})
    old = page({"top": ["a", "b", "c"]})
    held = from_holds({i: f.tag for i, f in old.entries.items()}, {"top": list_tag(("a", "b", "c"))}, newest)
    change = difference(held, newest)
    assert [f.id for f in change.put] == ["a"]
    assert change.gone == ("c",)
    assert change.order == {"top": ("b", "a")}


words = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(["one", "two"]))


@st.composite
def pages(draw: st.DrawFn) -> Page:
    said = draw(words)
    ids = draw(st.permutations(sorted(said)))
    cut = draw(st.integers(0, len(ids)))
    return page({"x": ids[:cut], "y": ids[cut:]}, said)


@given(pages(), pages())
def test_a_difference_applied_to_the_old_page_gives_the_new_one(old: Page, new: Page):
    change = difference(old, new)
    entries = {id_: f for id_, f in old.entries.items() if id_ not in change.gone}
    entries |= {f.id: f for f in change.put}
    assert entries == dict(new.entries)
    assert {**old.order, **change.order} == dict(new.order)
