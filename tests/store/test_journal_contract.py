"""What a session may rely on, on every database: order, durability in groups, once only, honest refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from app.session.journal import AlreadyDone, Behind, Entry, NotSaved, Snapshot


def test_entries_come_back_as_they_went_in_and_in_order(room, edit):
    entries = [
        edit("c1", "één ≤ twee 🙂"),
        edit("c2", person="bert"),
        Entry("Redone", 3, b'{"a":[1,2]}', 7, None, None),
    ]
    assert room.append(0, *entries) == 3
    stored = room.store.call(lambda: room.store.journal.read(room.plan))
    assert [(one.seq, one.entry, one.redacted) for one in stored] == [
        (seq, entry, False) for seq, entry in enumerate(entries, 1)
    ]
    assert room.store.call(lambda: room.store.journal.last(room.plan)) == 3


def test_an_empty_log_has_no_last_entry(room):
    assert room.payloads() == []
    assert room.store.call(lambda: room.store.journal.last(room.plan)) == 0


def test_reading_starts_behind_an_entry_and_stops_at_a_limit(room, edit):
    room.append(0, *(edit(f"c{n}", str(n)) for n in range(6)))
    assert room.payloads(after=4) == [b'{"text":"4"}', b'{"text":"5"}']
    some = room.store.call(lambda: room.store.journal.read(room.plan, after=1, limit=2))
    assert [one.seq for one in some] == [2, 3]
    assert room.payloads(after=6) == []


def test_an_unknown_plan_is_a_key_error(room, edit):
    for ask in (
        lambda: room.store.journal.append("nowhere", 0, [edit("c1")]),
        lambda: room.store.journal.read("nowhere"),
        lambda: room.store.journal.last("nowhere"),
    ):
        with pytest.raises(KeyError):
            room.store.call(ask)


def test_one_who_has_not_seen_the_last_entry_is_behind_and_writes_nothing(room, edit):
    room.append(0, edit("c1"), edit("c2"))
    with pytest.raises(Behind) as refused:
        room.append(1, edit("c3"))
    assert refused.value.last == 2
    assert len(room.payloads()) == 2


def test_one_who_has_seen_more_than_the_log_holds_stops(room, edit):
    with pytest.raises(NotSaved) as refused:
        room.append(5, edit("c1"))
    assert refused.value.reason == "damaged"


def test_a_command_is_in_the_log_once_and_its_whole_group_waits(room, edit):
    room.append(0, edit("c1"), edit("c2"))
    with pytest.raises(AlreadyDone) as refused:
        room.append(2, edit("c3"), edit("c2"), edit("c1"))
    assert refused.value.commands == {("anna", "c1"), ("anna", "c2")}
    assert len(room.payloads()) == 2
    assert room.append(2, edit("c3")) == 3, "the rest of the group is free to come again"


def test_two_people_may_use_the_same_command_id(room, edit):
    room.append(0, edit("c1"))
    assert room.append(1, edit("c1", person="bert")) == 2
    assert room.append(2, edit("c1", person=None)) == 3


def test_one_command_may_emit_several_entries(room, edit):
    assert room.append(0, edit("c1"), edit("c1"), edit("c1")) == 3
    with pytest.raises(AlreadyDone):
        room.append(3, edit("c1"))


def test_what_nobody_may_trace_may_come_twice(room, edit):
    assert room.append(0, edit(None), edit(None)) == 2


def test_done_tells_which_commands_are_in_the_log(room, edit):
    room.append(0, edit("c1"), edit("c2", person="bert"))
    asked = {("anna", "c1"), ("anna", "c2"), ("bert", "c2"), ("anna", "c9")}
    assert room.store.call(lambda: room.store.journal.done(room.plan, asked)) == {
        ("anna", "c1"),
        ("bert", "c2"),
    }
    assert room.store.call(lambda: room.store.journal.done(room.plan, [])) == frozenset()


def test_a_group_is_written_whole_or_not_at_all(room, edit):
    broken = replace(edit("c2"), event=None)
    with pytest.raises(IntegrityError):
        room.append(0, edit("c1"), broken, edit("c3"))
    assert room.payloads() == []
    assert room.append(0, edit("c1")) == 1, "nothing of the group is left, its marks neither"


def test_logs_of_two_plans_do_not_touch_each_other(room, new_room, edit):
    other = new_room(room.store, "plan-2")
    room.append(0, edit("c1", "ours"))
    other.append(0, edit("c1", "theirs"))
    assert room.payloads() == [b'{"text":"ours"}']
    assert other.payloads() == [b'{"text":"theirs"}']


def test_the_log_is_there_when_the_store_is_opened_again(where, open_store, new_room, edit):
    first = open_store(where)
    room = new_room(first)
    room.append(0, edit("c1"), edit("c2"))
    first.call(lambda: first.journal.keep_snapshot(room.plan, Snapshot(2, 1, b"state")))
    first.close()

    again = open_store(where)
    assert len(again.call(lambda: again.journal.read(room.plan))) == 2
    assert again.call(lambda: again.journal.snapshot(room.plan)) == Snapshot(2, 1, b"state")
    with pytest.raises(AlreadyDone):
        again.call(lambda: again.journal.append(room.plan, 2, [edit("c1")]))


class TestSnapshots:
    def keep(self, room, snapshot):
        room.store.call(lambda: room.store.journal.keep_snapshot(room.plan, snapshot))

    def kept(self, room):
        return room.store.call(lambda: room.store.journal.snapshot(room.plan))

    def test_the_newest_replaces_older_ones(self, room, edit):
        assert self.kept(room) is None
        room.append(0, edit("c1"), edit("c2"))
        self.keep(room, Snapshot(1, 1, b"one"))
        self.keep(room, Snapshot(2, 1, b"two"))
        assert self.kept(room) == Snapshot(2, 1, b"two")

    def test_a_slower_process_does_not_put_an_older_one_in_its_place(self, room, edit):
        room.append(0, edit("c1"), edit("c2"))
        self.keep(room, Snapshot(2, 1, b"two"))
        self.keep(room, Snapshot(1, 1, b"one"))
        assert self.kept(room) == Snapshot(2, 1, b"two")

    def test_none_can_be_ahead_of_the_log(self, room):
        with pytest.raises(ValueError, match="ends at 0"):
            self.keep(room, Snapshot(3, 1, b"future"))

    @pytest.mark.parametrize(
        "change", ["body = 'twO'", "schema = 2", "chain = digest", "digest = chain", "seq = 1"]
    )
    def test_one_that_was_changed_counts_as_none(self, room, edit, change):
        room.append(0, edit("c1"), edit("c2"))
        self.keep(room, Snapshot(2, 1, b"two"))
        room.sql(f"UPDATE snapshot SET {change}")
        assert self.kept(room) is None


@pytest.mark.parametrize(
    "change",
    [
        "payload = 'x' WHERE seq = 2",
        "chain = digest WHERE seq = 2",
        "person = 'carl' WHERE seq = 3",
        "seq = 9 WHERE seq = 3",
    ],
)
def test_a_damaged_entry_is_never_read_as_if_it_were_right(room, edit, change):
    room.append(0, edit("c1"), edit("c2"), edit("c3"))
    room.sql(f"UPDATE entry SET {change}")
    with pytest.raises(NotSaved) as refused:
        room.payloads()
    assert refused.value.reason == "damaged"


def test_a_log_that_lost_its_end_is_noticed(room, edit):
    room.append(0, edit("c1"), edit("c2"))
    room.sql("DELETE FROM entry WHERE seq = 2")
    with pytest.raises(NotSaved):
        room.payloads()
