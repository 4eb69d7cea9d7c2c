"""Typing on a phone while the room edits: no key is lost, the focus stays, and nothing moves under the thumb."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phone_room import BRAM, SOFIE, Phone, Room, open_room

CHANGES = 200
KEYS = 100
MINE = "by the end of June in every site we serve and nobody has to ask for it twice "
WATCH = """() => {
  const field = document.activeElement;
  const {top, left} = field.getBoundingClientRect();
  const seen = globalThis.seen = {frames: 0, moved: 0, lost: 0};
  const look = () => {
    const now = field.getBoundingClientRect();
    seen.frames += 1;
    seen.moved = Math.max(seen.moved, Math.abs(now.top - top), Math.abs(now.left - left));
    if (document.activeElement !== field) seen.lost += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with open_room(tmp_path / "data") as room:
        room.does("step", step="refine")
        yield room


def settles_down(phone: Phone) -> None:
    """The field stands still in the upper half, the caret at its end."""
    field = phone.words
    field.evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 240)")
    field.focus()
    field.evaluate("e => e.setSelectionRange(e.value.length, e.value.length)")
    phone.page.evaluate(WATCH)


class Colleagues(threading.Thread):
    """Everybody else in the room: two hundred changes around one condition, over the API, at the pace of a typist."""

    def __init__(self, room: Room, seed: int) -> None:
        super().__init__(name="colleagues")
        self.room, self.random = room, random.Random(seed)
        self.ids = (f"made-by-others-{n:04}" for n in itertools.count())
        records = room.records()
        self.focus = room.record("≤ 4 h to respond")
        self.home = str(self.focus["parent"])
        self.goal = next(each["id"] for each in records if each["kind"] == "goal")
        self.factors = [each["id"] for each in records if each["kind"] == "csf"]
        conditions = [each for each in records if each["kind"] == "nc" and each["id"] != self.focus["id"]]
        self.under = {id_: [e["id"] for e in conditions if e["parent"] == id_] for id_ in self.factors}
        self.siblings = self.under[self.home]
        self.above: list[str] = []
        self.refused: list[dict[str, Any]] = []
        self.done = 0
        self.paced = threading.Semaphore(0)
        """Released for each change that they may make."""

    def run(self) -> None:
        kinds = [
            self.insert_above,
            self.insert_factor,
            self.remove,
            self.reorder,
            self.reparent,
            self.reword,
            self.measure,
        ]
        for n in range(CHANGES):
            self.paced.acquire()
            answer = self.room.asks(kinds[n % len(kinds)]())[0]
            if answer["type"] != "ack":
                self.refused.append(answer)
            self.done += 1

    def insert_above(self) -> dict[str, Any]:
        id_ = next(self.ids)
        self.siblings.append(id_)
        fields = {"statement": f"{self.random.randint(2, 99)} things that others think of, at some length"}
        parent = self.home
        return {"do": "add", "record": id_, "kind": "nc", "parent": parent, "after": None, "fields": fields}

    def insert_factor(self) -> dict[str, Any]:
        id_ = next(self.ids)
        self.above.append(id_)
        fields = {"statement": "Another factor above all"}
        return {
            "do": "add",
            "record": id_,
            "kind": "csf",
            "parent": self.goal,
            "after": None,
            "fields": fields,
        }

    def remove(self) -> dict[str, Any]:
        gone = self.siblings if len(self.siblings) > 2 and self.random.random() < 0.5 else self.above
        return {"do": "remove", "record": gone.pop(self.random.randrange(len(gone)))}

    def reorder(self) -> dict[str, Any]:
        moved = self.random.choice([*self.siblings, self.focus["id"]])
        after = self.random.choice([None, *(each for each in self.siblings if each != moved)])
        return {"do": "move", "record": moved, "parent": self.home, "after": after}

    def reparent(self) -> dict[str, Any]:
        """The very record that is being typed in goes to another branch, and with it everything around it changes."""
        self.home = self.random.choice([each for each in self.factors if each != self.home])
        mine = self.focus["id"]
        self.siblings = self.under[self.home]
        return {
            "do": "move",
            "record": mine,
            "parent": self.home,
            "after": self.random.choice([None, *self.siblings]),
        }

    def reword(self) -> dict[str, Any]:
        other = self.random.choice(self.siblings or self.factors)
        return {
            "do": "set",
            "record": other,
            "field": "statement",
            "value": "Reworded " * self.random.randint(1, 9),
        }

    def measure(self) -> dict[str, Any]:
        value = str(self.random.randint(1, 99))
        return {"do": "set", "record": self.focus["id"], "field": "target", "value": value}


@pytest.mark.parametrize("browser_can_move", [True, False], ids=["moveBefore", "without moveBefore"])
def test_every_key_is_kept_and_nothing_moves_while_two_hundred_changes_come_in(
    browser: Browser, room: Room, playwright: Any, browser_can_move: bool
) -> None:
    pixel = {k: v for k, v in playwright.devices["Pixel 7"].items() if k != "default_browser_type"}
    pixel["viewport"] = {"width": 390, "height": 844}
    mine = room.phone(browser, SOFIE, **pixel)
    peer = room.phone(browser, BRAM)
    if not browser_can_move:
        mine.page.add_init_script(
            "delete Element.prototype.moveBefore;"
            "addEventListener('DOMContentLoaded', () => document.documentElement.style.overflowAnchor = 'none')"
        )
        mine.page.reload()
        mine.settled()
    assert mine.page.evaluate("'moveBefore' in Element.prototype") is browser_can_move
    for phone in (mine, peer):
        phone.opens("Listed as preferred", "to respond")
    before = mine.words.input_value()
    settles_down(mine)
    peer.words.focus()
    peer.words.evaluate("e => e.setSelectionRange(0, 0)")

    others = Colleagues(room, seed=7)
    others.start()
    typed, prefixed = "", ""
    for key in itertools.islice(itertools.cycle(MINE), KEYS):
        # However slow the machine: the changes come in all along, not all behind the first keys.
        others.paced.release(CHANGES // KEYS)
        mine.page.keyboard.press("Space" if key == " " else key)
        typed += key
        if len(typed) % 11 == 0:
            peer.page.keyboard.type("o")
            prefixed += "o"
    others.join()

    assert others.done == CHANGES
    assert not others.refused, others.refused
    mine.settled()
    peer.settled()
    expect(mine.words).to_have_value(f"{prefixed}{before}{typed}")
    expect(peer.words).to_have_value(f"{prefixed}{before}{typed}")
    seen = mine.page.evaluate("() => globalThis.seen")
    assert seen["frames"] > 20
    assert seen["lost"] == 0, "the field lost its focus"
    assert seen["moved"] <= 2, f"the field moved by {seen['moved']} px"
    assert room.record(f"{prefixed}{before}{typed}")["parent"] == others.home


STANDS = """() => {
  const [head, foot] = ['.p-top', '.p-foot'].map(bar => document.querySelector(bar).getBoundingClientRect());
  const longer = document.documentElement.style.cssText.includes('held');
  return {head: head.top, foot: innerHeight - foot.bottom, longer};
}"""


def test_bars_keep_to_the_edges_and_lent_room_goes_back_when_the_hand_has_left(
    browser: Browser, room: Room
) -> None:
    for each in room.records():
        if each["kind"] in ("csf", "constraint"):
            room.does("remove", record=each["id"])
    goal = next(each["id"] for each in room.records() if each["kind"] == "goal")
    for n in range(3):
        fields = {"statement": f"Factor {n}, that is too much"}
        room.does("add", record=f"one-too-many-{n}", kind="csf", parent=goal, fields=fields)
    phone = room.phone(browser, BRAM)
    page = phone.page
    phone.turns_to("plan")
    page.get_by_test_id("open-add-csf").click()
    field = page.get_by_test_id("add-csf")
    field.press_sequentially("On time")
    before = field.bounding_box()
    for n in range(3):
        room.does("remove", record=f"one-too-many-{n}")
    expect(page.get_by_test_id("csf")).to_have_count(0)
    after = field.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 1
    assert page.evaluate(STANDS) == {"head": 0, "foot": 0, "longer": True}

    field.fill("")
    field.blur()
    page.evaluate(
        """() => new Promise(done => {
          const {style} = document.documentElement;
          const look = () => style.cssText.includes('held') ? requestAnimationFrame(look) : done();
          look();
        })"""
    )
    assert page.evaluate(STANDS) == {"head": 0, "foot": 0, "longer": False}
    end = field.bounding_box()
    assert end
    assert end["y"] < after["y"] - 20


def test_what_is_typed_offline_is_kept_and_joins_what_others_typed_meanwhile(
    browser: Browser, room: Room
) -> None:
    mine, peer = room.phone(browser, SOFIE), room.phone(browser, BRAM)
    for phone in (mine, peer):
        phone.opens("Listed as preferred", "to respond")
    before = mine.words.input_value()
    mine.words.focus()
    expect(peer.page.locator(".typing:visible")).to_contain_text(f"{SOFIE} is writing here")
    mine.context.set_offline(True)
    mine.words.evaluate("e => e.setSelectionRange(e.value.length, e.value.length)")
    mine.page.keyboard.type(", nights too")
    peer.words.focus()
    peer.words.evaluate("e => e.setSelectionRange(0, 0)")
    peer.page.keyboard.type("Always ")
    peer.settled()
    expect(mine.page.locator("#net")).to_have_attribute("data-sync", "offline")
    expect(mine.page.locator("#net")).to_be_visible()
    expect(mine.page.locator(".edit")).to_have_attribute("data-sync", "offline")
    mine.page.keyboard.type(" and Sundays")
    mine.context.set_offline(False)
    mine.settled()
    for phone in (mine, peer):
        expect(phone.words).to_have_value(f"Always {before}, nights too and Sundays")
    expect(mine.page.locator("#net")).to_be_hidden()


def test_a_reload_before_anything_could_be_sent_keeps_what_was_typed(browser: Browser, room: Room) -> None:
    mine = room.phone(browser, SOFIE)
    mine.opens("Listed as preferred", "to respond")
    before = mine.words.input_value()
    mine.context.set_offline(True)
    mine.words.focus()
    mine.words.evaluate("e => e.setSelectionRange(e.value.length, e.value.length)")
    mine.page.keyboard.type(", nights too")
    mine.context.set_offline(False)
    mine.page.reload()
    mine.settled()
    mine.opens("Listed as preferred", "to respond")
    expect(mine.words).to_have_value(f"{before}, nights too")
    assert room.record(f"{before}, nights too")
