"""Groups of edits on working copies, epochs, and documents that stay cheap however long they were typed in."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from pycrdt import Doc, Text

from app.live.text import AlreadyHere, Checked, TextDocs, TextKey, TextLimits, TextRefused, TextStart
from app.live.text.field import TextDocument
from app.live.text.of_plan import PlanTexts
from app.session.texts import Epoch

KEY = TextKey("plan-1", "record-1", "statement")
OTHER = TextKey("plan-1", "record-2", "statement")
LIMITS = TextLimits(60)


browsers = count(1000)


class Typist:
    """Somebody's copy of a document."""

    def __init__(self, whole: bytes) -> None:
        self.doc: Doc[Any] = Doc(client_id=next(browsers))
        self.text = self.doc.get("t", type=Text)
        self.doc.apply_update(whole)

    def types(self, at: int, added: str, gone: int = 0) -> bytes:
        before = self.doc.get_state()
        del self.text[at : at + gone]
        self.text.insert(at, added)
        return self.doc.get_update(before)

    def hears(self, update: bytes) -> None:
        self.doc.apply_update(update)


Starts = dict[TextKey, TextStart]


@pytest.fixture
def starts() -> Starts:
    """What each document is made of."""
    return defaultdict(lambda: TextStart("1", "on time"))


@pytest.fixture
def docs(starts: Starts) -> TextDocs:
    return TextDocs(starts.__getitem__)


def typist(docs: TextDocs, key: TextKey = KEY) -> Typist:
    return Typist(docs.whole(key).update)


def test_edits_of_a_group_build_on_each_other(docs: TextDocs) -> None:
    anna = typist(docs)
    first, second = anna.types(0, "95 % "), anna.types(5, "installed ")
    working = docs.begin()
    assert isinstance(working.check(KEY, first, LIMITS), Checked)
    answer = working.check(KEY, second, LIMITS)
    assert isinstance(answer, Checked)
    assert answer.after_plain == "95 % installed on time"
    assert docs.published(KEY).plain == "on time", "published before the commit"
    working.commit()
    assert docs.published(KEY).plain == "95 % installed on time"


def test_a_group_that_failed_leaves_nothing_behind(docs: TextDocs) -> None:
    anna = typist(docs)
    edit = anna.types(0, "95 % ")
    held = docs.whole(KEY)
    docs.begin().check(KEY, edit, LIMITS)
    assert docs.whole(KEY) == held
    again = docs.begin()
    assert isinstance(again.check(KEY, edit, LIMITS), Checked)
    again.commit()
    assert docs.published(KEY).plain == "95 % on time"


def test_a_refused_edit_takes_nothing_of_the_group_with_it(docs: TextDocs) -> None:
    anna, ben = typist(docs), typist(docs)
    working = docs.begin()
    working.check(KEY, anna.types(0, "95 % "), LIMITS)
    assert isinstance(working.check(KEY, ben.types(0, "x" * 60), LIMITS), TextRefused)
    assert isinstance(working.check(KEY, anna.types(0, ">"), LIMITS), Checked)
    working.commit()
    assert docs.published(KEY).plain == ">95 % on time"


def test_groups_follow_each_other_for_a_long_time(docs: TextDocs) -> None:
    anna, ben = typist(docs), typist(docs, OTHER)
    for n in range(60):
        working = docs.begin()
        working.check(KEY, anna.types(0, "a"), TextLimits(500))
        if n % 3 == 0:
            working.check(OTHER, ben.types(0, "b"), TextLimits(500))
        if n % 5:
            working.commit()
        else:
            retry = docs.begin()
            assert isinstance(retry.check(KEY, anna.doc.get_update(), TextLimits(500)), Checked)
            retry.check(OTHER, ben.doc.get_update(), TextLimits(500))
            retry.commit()
    assert docs.published(KEY).plain == "a" * 60 + "on time"
    assert docs.published(OTHER).plain == "b" * 20 + "on time"


def test_seeds_are_the_same_everywhere_and_differ_by_epoch() -> None:
    assert TextDocument.seeded(KEY, "1", "Ü 🎉").state() == TextDocument.seeded(KEY, "1", "Ü 🎉").state()
    seeds = [
        max(TextDocument.seeded(*each).vector)
        for each in ((KEY, "1", ""), (KEY, "2", ""), (OTHER, "1", ""), (KEY, "1", "x"))
    ]
    assert len(set(seeds)) == 4


def test_a_fresh_epoch_holds_the_text_and_none_of_its_history(docs: TextDocs, starts: Starts) -> None:
    anna = typist(docs)
    working = docs.begin()
    working.check(KEY, anna.types(0, "secret "), LIMITS)
    working.check(KEY, anna.types(0, "", gone=7), LIMITS)
    working.commit()
    starts[KEY] = TextStart("2", "on time")
    docs.forget(KEY)
    whole = docs.whole(KEY)
    assert docs.published(KEY).plain == "on time"
    assert b"secret" not in whole.update + whole.vector + docs.published(KEY).state()
    assert str(anna.doc.client_id) not in str(docs.published(KEY).vector)


def test_nothing_crosses_from_one_epoch_to_the_next(docs: TextDocs, starts: Starts) -> None:
    anna = typist(docs)
    starts[KEY] = TextStart("2", "on time")
    docs.forget(KEY)
    for late in (
        anna.types(0, "late "),
        anna.doc.get_update(),
        Typist(docs.whole(OTHER).update).types(2, "x"),
    ):
        answer = docs.begin().check(KEY, late, LIMITS)
        assert isinstance(answer, TextRefused)
        assert answer.code == "gap"
    sync = docs.sync(KEY, anna.doc.get_state())
    assert sync == docs.whole(KEY), "somebody from another epoch gets all of this one"


def test_an_epoch_that_began_empty_is_told_apart_too(docs: TextDocs, starts: Starts) -> None:
    starts[KEY] = TextStart("1", "")
    anna = typist(docs)
    edit = anna.types(0, "typed in the old one")
    starts[KEY] = TextStart("2", "")
    docs.forget(KEY)
    answer = docs.begin().check(KEY, edit, LIMITS)
    assert isinstance(answer, TextRefused)
    assert answer.code == "gap"


def test_a_program_sets_the_text_while_somebody_types(docs: TextDocs) -> None:
    """The server's own edit: positions are right whatever the bytes are, and the typist's letters stay."""
    anna = typist(docs)
    typed = anna.types(7, " 🎉é")
    working = docs.begin()
    working.check(KEY, typed, LIMITS)
    answer = working.replace(KEY, "always on time 🎉é!", LIMITS)
    assert isinstance(answer, Checked)
    assert answer.after_plain == "always on time 🎉é!"
    assert working.replace(KEY, "always on time 🎉é!", LIMITS) == AlreadyHere()
    assert isinstance(working.replace(KEY, "x" * 61, LIMITS), TextRefused)
    working.commit()
    anna.hears(answer.update)
    assert str(anna.text) == docs.published(KEY).plain == "always on time 🎉é!"


def test_what_another_process_committed_is_taken_in(docs: TextDocs) -> None:
    anna = typist(docs)
    docs.begin().check(KEY, anna.types(0, "lost in a failed group "), LIMITS)
    ben = typist(docs)
    docs.absorb(KEY, ben.types(0, "theirs "))
    docs.absorb(OTHER, b"not loaded: the log has it")
    assert docs.published(KEY).plain == "theirs on time"
    working = docs.begin()
    assert isinstance(working.check(KEY, ben.types(0, ">"), LIMITS), Checked)
    working.commit()
    assert docs.published(KEY).plain == ">theirs on time"


def test_documents_out_of_use_are_dropped_and_come_back() -> None:
    loaded: list[TextKey] = []

    def load(key: TextKey) -> TextStart:
        loaded.append(key)
        return TextStart("1", f"text of {key.record}")

    docs = TextDocs(load, keep=10)
    keys = [TextKey("plan-1", f"record-{n}", "statement") for n in range(30)]
    for key in keys:
        docs.published(key)
    docs.published(keys[-1])
    assert len(loaded) == 30
    assert docs.published(keys[0]).plain == "text of record-0"
    assert len(loaded) == 31
    docs.forget_plan("plan-1")
    docs.published(keys[0])
    assert len(loaded) == 32


def test_a_field_after_ten_thousand_edits_loads_at_once() -> None:
    """Its updates are merged long before: a state weighs little more than its text and the scars of its history."""
    updates: list[bytes] = []
    docs = TextDocs(lambda key: TextStart("1", "", None, tuple(updates)))
    anna = typist(docs)
    for n in range(5000):
        updates.append(anna.types(n // 40, "ab"))
        updates.append(anna.types(n // 40, "", gone=2 if n % 40 else 0))
    docs.forget(KEY)
    plain = docs.published(KEY).plain
    state = docs.published(KEY).state()
    kept = TextDocs(lambda key: TextStart("1", "", state))
    started = time.thread_time()  # of the processor: others may have it meanwhile
    assert kept.published(KEY).plain == plain
    assert time.thread_time() - started < 0.1
    assert len(state) < 20 * len(updates)


def test_the_seed_is_the_one_that_browsers_read(node: Callable[..., Any], docs: TextDocs) -> None:
    from base64 import b64encode

    node("yjs.new", "reader", 5)
    assert node("yjs.apply", "reader", b64encode(docs.whole(KEY).update).decode()) == "on time"


def test_a_merged_epoch_goes_on_as_the_same_document(docs: TextDocs) -> None:
    """Those who were away hold what was typed before the merging: nothing of theirs is lost, nothing comes twice."""
    anna, ben = typist(docs), typist(docs)
    early = ben.types(7, ", always")
    updates = tuple(anna.types(0, letter, gone) for letter, gone in (("a", 0), ("🎉", 1), ("b", 0)))
    plan = PlanTexts(KEY.plan, docs)
    state = plan.merged(KEY.record, KEY.field, Epoch("1", "on time", updates))
    again = plan.merged(KEY.record, KEY.field, Epoch("1", "on time", (early,), state))
    later = TextDocs(lambda key: TextStart("1", "on time", again))
    assert later.published(KEY).plain == "b🎉on time, always"
    assert later.begin().check(KEY, updates[1], LIMITS) == AlreadyHere()
    assert isinstance(later.begin().check(KEY, anna.types(1, "c"), LIMITS), Checked)
    assert plan.merged(KEY.record, KEY.field, Epoch("1", "on time", (b"damaged",))) is None


def test_a_document_that_is_dropped_while_its_group_is_saved_is_not_loaded_in_the_middle_of_it() -> None:
    """By then the plan has moved on and its ledger has not: what is loaded would be of neither."""
    loaded: list[TextKey] = []

    def load(key: TextKey) -> TextStart:
        loaded.append(key)
        return TextStart("1", "on time")

    docs = TextDocs(load, keep=1)
    plan = PlanTexts(KEY.plan, docs)
    anna = typist(docs)
    held = docs.vector(KEY)
    group = plan.begin()
    group.check(KEY.record, KEY.field, anna.types(0, "x"), 60, lines=False)
    group.check(KEY.record, KEY.field, anna.types(0, "y"), 60, lines=False)
    docs.whole(OTHER)
    loaded.clear()
    group.commit()
    assert plan.before == {KEY: held}
    assert Typist(docs.whole(KEY).update).text.to_py() == "yxon time"
    assert not loaded
