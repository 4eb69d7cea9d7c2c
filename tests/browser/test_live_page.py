"""A page on a phone, over plain HTTP, while others edit and the network does what networks do."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.toy_page import field, says, visit
from tests.browser.toy_site import ToySite


@pytest.fixture(params=["Pixel 7", "iPhone 13"])
def phone(
    request: pytest.FixtureRequest, playwright: Playwright, browser: Browser
) -> Iterator[BrowserContext]:
    device = {k: v for k, v in playwright.devices[request.param].items() if k != "default_browser_type"}
    context = browser.new_context(**device)
    yield context
    context.close()


def until(page: Page, condition: str, arg: Any = None) -> None:
    """Wait for a condition. (Playwright's own way evaluates strings in the page, which our policy forbids.)"""
    deadline = time.monotonic() + 15
    while not page.evaluate(condition, arg):
        assert time.monotonic() < deadline, f"never came true: {condition} {arg}"
        page.wait_for_timeout(15)


def agrees(page: Page, site: ToySite) -> None:
    """The whole page shows the plan: which lines, under what, in what order, saying what."""
    lines = site.toy.lines
    for parent, ids in lines.under.items():
        if parent and parent not in lines.text:
            continue
        wanted = [f"{id_}={lines.text[id_]}" for id_ in ids]
        name = f"in-{parent}" if parent else "top"
        until(
            page,
            """([list, wanted]) => JSON.stringify([...(document.querySelector(`[data-list="${list}"]`)?.children ?? [])]
                 .map(li => `${li.id}=${li.querySelector("input").value}`)) === JSON.stringify(wanted)""",
            [name, wanted],
        )


def test_an_edit_is_saved_and_seen_by_the_other(laptop: BrowserContext, browser: Browser, site: ToySite):
    anna = visit(laptop, site)
    other = browser.new_context()
    bert = visit(other, site, "bert")
    field(anna, 3).fill("written by anna")
    field(anna, 3).blur()
    expect(field(bert, 3)).to_have_value("written by anna")
    expect(anna.locator("#line-003 form")).to_have_attribute("data-sync", "saved")
    expect(anna.locator("#line-003 .sync")).to_have_text("All saved")
    expect(anna.locator("#my-count")).to_have_text("1 done by me")
    other.close()


def test_the_first_frame_of_a_page_is_only_what_it_lacks(laptop: BrowserContext, site: ToySite):
    frames: list[str] = []
    page = laptop.new_page()
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: frames.append(str(data))))
    page.goto(f"{site.url}/?anna")
    says(page, "saved")
    until(page, "document.querySelector('[data-here]').textContent === '1'")
    first = [f for f in frames if '"type":"frame"' in f]
    assert len(first) == 1
    assert '"put":[]' in first[0]
    assert '"order":{}' in first[0]


def test_lines_come_go_and_move_everywhere(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.do("move", record="line-020", parent="line-002", after=None)
    site.do("move", record="line-002", parent=None, after="line-010")
    site.do("remove", record="line-005")
    site.do("set", record="line-006", value='<b>"quoted"</b> & more')
    agrees(page, site)
    site.do("move", record="line-020", parent=None, after=None)
    site.do("move", record="line-002", parent="line-020", after=None)
    agrees(page, site)


def test_a_branch_changes_places_with_what_hung_under_it(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.do("move", record="line-000", parent="line-020", after=None)
    site.do("move", record="line-001", parent="line-000", after=None)
    agrees(page, site)

    def swap() -> None:
        first = {"id": "swap-0001", "do": "move", "after": None}
        site.toy.do(first | {"record": "line-001", "parent": "line-020"})
        site.toy.do(first | {"id": "swap-0002", "record": "line-000", "parent": "line-001"})

    site.run(swap)
    agrees(page, site)


SAMPLE = """() => {
  const field = document.activeElement;
  window.fieldOf = field.id;
  const top = field.getBoundingClientRect().top;
  window.drift = 0;
  const look = () => {
    window.drift = Math.max(window.drift, Math.abs(field.getBoundingClientRect().top - top));
    if (document.activeElement !== field) window.lost = true;
    requestAnimationFrame(look);
  };
  look();
}"""

CALM = """() => new Promise(done => {
  // A phone brings what was tapped into view by itself, some frames later.
  let at, still = 0;
  const look = () => {
    still = scrollY === at ? still + 1 : 0;
    at = scrollY;
    still > 20 ? done() : requestAnimationFrame(look);
  };
  look();
})"""

WORST = """
  delete Element.prototype.moveBefore; delete Document.prototype.moveBefore; delete DocumentFragment.prototype.moveBefore;
  addEventListener("DOMContentLoaded", () => document.documentElement.style.setProperty("overflow-anchor", "none"));
"""


@pytest.mark.parametrize("without", ["", WORST], ids=["as it is", "without moveBefore and scroll anchoring"])
def test_nothing_jumps_and_no_key_is_lost_while_two_hundred_changes_come_in(
    phone: BrowserContext, site: ToySite, without: str
):
    phone.add_init_script(without)
    page = visit(phone, site)
    assert page.evaluate("isSecureContext") is False
    field(page, 15).tap()
    field(page, 15).fill("")
    page.evaluate(SAMPLE)
    typed = ""
    for n in range(200):
        change(site, n)
        if n % 4 == 0:
            key = "abcdefghij "[n // 4 % 11]
            page.keyboard.type(key)
            typed += key
    until(page, "document.querySelector('#f-line-020').value === 'change 199'")
    assert page.evaluate("window.lost") is None
    assert page.evaluate("document.activeElement.value") == typed
    assert page.evaluate("window.drift") <= 2
    field(page, 15).blur()
    until(page, "document.querySelector('#line-015 form').dataset.sync === 'saved'")
    assert site.text("line-015") == typed
    agrees(page, site)
    assert not page.problems  # type: ignore[attr-defined]


def test_what_is_removed_above_a_field_near_the_top_does_not_pull_it_up(phone: BrowserContext, site: ToySite):
    page = visit(phone, site)
    field(page, 4).tap()
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    page.evaluate(CALM)
    page.evaluate(SAMPLE)
    for n in range(4):
        site.do("remove", record=f"line-{n:03}")
    expect(page.locator("#line-003")).to_have_count(0)
    for n in range(29, 4, -1):
        site.do("remove", record=f"line-{n:03}")
    expect(page.locator("#line-005")).to_have_count(0)
    assert page.evaluate("window.drift") <= 2
    field(page, 4).blur()
    for n in range(40):
        site.do("add", id=f"new-line-{n:03}", parent=None, after="line-004", fields={"text": "more page"})
    agrees(page, site)
    page.evaluate("scrollTo({top: 600, behavior: 'instant'})")
    until(page, "!document.documentElement.style.paddingTop && !document.documentElement.style.paddingBottom")


def change(site: ToySite, n: int) -> None:
    """The n-th of two hundred changes around line-015, in which somebody is typing."""
    match n % 10:
        case 0 | 5:
            command = {"id": f"new-line-{n:04}", "do": "add", "parent": None, "after": None}
            site.run(lambda: site.toy.do({**command, "fields": {"text": f"new {n}"}}, "peer"))
        case 1:
            site.do("move", record="line-014", parent=None, after="line-016")
        case 2:
            site.do("move", record="line-014", parent=None, after="line-013")
        case 3:
            site.do("move", record="line-015", parent="line-003" if n % 20 == 3 else "line-025", after=None)
        case 4:
            site.do("move", record="line-015", parent=None, after="line-007")
        case 6 if n < 100:
            site.do("remove", record=f"new-line-{n - 1:04}")
        case 7:
            site.do("move", record="line-001", parent=None, after="line-028" if n % 20 == 7 else None)
        case 8:
            site.do("set", record="line-012", value=f"{'long ' * (n % 40)}{n}")
        case _:
            site.do("set", record="line-020", value=f"change {n}")


def test_a_field_with_unsaved_words_is_left_alone_and_wins_when_it_is_sent(
    laptop: BrowserContext, site: ToySite
):
    page = visit(laptop, site)
    field(page, 2).focus()
    page.keyboard.type(" and mine")
    site.do("set", record="line-002", value="theirs")
    site.do("set", record="line-003", value="also theirs")
    expect(field(page, 3)).to_have_value("also theirs")
    expect(field(page, 2)).to_have_value(re.compile("and mine"))
    field(page, 2).blur()
    until(page, "document.querySelector('#line-002 form').dataset.sync === 'saved'")
    assert "and mine" in site.text("line-002")


def test_a_field_whose_words_are_on_their_way_is_left_alone_too(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    field(page, 2).fill("mine")
    field(page, 2).blur()
    site.do("set", record="line-002", value="theirs")
    site.do("set", record="line-003", value="also theirs")
    expect(field(page, 3)).to_have_value("also theirs")
    expect(field(page, 2)).to_have_value("mine")
    site.run(lambda: site.toy.may_commit.set())
    says(page, "saved")
    expect(field(page, 2)).to_have_value("mine")
    assert site.text("line-002") == "mine"
    site.do("set", record="line-002", value="the last word")
    expect(field(page, 2)).to_have_value("the last word")


def test_a_field_that_was_only_looked_at_shows_what_others_wrote_meanwhile(
    laptop: BrowserContext, site: ToySite
):
    page = visit(laptop, site)
    field(page, 2).focus()
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    site.do("set", record="line-002", value="theirs")
    site.do("set", record="line-003", value="also theirs")
    expect(field(page, 3)).to_have_value("also theirs")
    field(page, 2).blur()
    expect(field(page, 2)).to_have_value("theirs")


def test_what_is_removed_under_somebodys_hands_keeps_their_words(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    field(page, 2).focus()
    page.keyboard.type(" typing")
    site.do("remove", record="line-002")
    expect(page.locator("#line-002")).to_have_count(0)
    kept = page.get_by_test_id("kept-words")
    expect(kept).to_be_focused()
    page.keyboard.type(" on")
    expect(kept).to_have_value(re.compile("typing on"))
    page.reload()
    expect(kept).to_have_value(re.compile("typing on"))
    page.get_by_test_id("kept-send").click()
    expect(page.locator("#kept .sync")).to_have_text("That line is not there any more.")
    expect(kept).to_have_value(re.compile("typing on"))
    page.get_by_test_id("kept-drop").click()
    expect(kept).to_have_count(0)
    page.reload()
    says(page, "saved")
    expect(kept).to_have_count(0)


def test_an_empty_box_goes_with_what_it_stood_in(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    field(page, 2).fill("")
    field(page, 3).focus()
    site.do("remove", record="line-002")
    site.do("remove", record="line-003")
    expect(page.locator("#line-003")).to_have_count(0)
    expect(page.locator("#line-002")).to_have_count(0)
    expect(page.get_by_test_id("kept")).to_have_count(0)


def test_words_on_their_way_are_kept_only_when_they_are_refused(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    field(page, 2).fill("said just in time")
    field(page, 2).blur()
    field(page, 4).focus()
    until(page, "document.querySelector('#line-002 form').dataset.sync === 'pending'")
    page.evaluate("document.querySelector('#line-002').remove()")
    site.run(lambda: site.toy.may_commit.set())
    says(page, "saved")
    assert site.text("line-002") == "said just in time"
    expect(page.get_by_test_id("kept")).to_have_count(0)


def test_a_refused_new_line_is_put_back_to_be_mended(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    page.locator("#new").evaluate('f => f.dataset.command = \'{"do":"add","parent":"nowhere","after":5}\'')
    site.run(lambda: site.toy.lines.under.pop("x", None))
    page.locator("#new").evaluate('f => f.dataset.command = \'{"do":"dance"}\'')
    page.fill("#new-text", "precious words")
    page.press("#new-text", "Enter")
    expect(page.locator("#new")).to_have_attribute("data-sync", "refused")
    expect(page.locator("#new-text")).to_have_value("precious words")


def test_without_network_it_says_so_keeps_what_is_typed_and_catches_up(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    laptop.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    says(page, "offline")
    for n in range(5):
        field(page, n).fill(f"offline {n}")
        field(page, n).blur()
    expect(page.locator("#line-000 form")).to_have_attribute("data-sync", "offline")
    site.do("set", record="line-020", value="meanwhile")
    laptop.set_offline(False)
    says(page, "saved")
    assert [site.text(f"line-{n:03}") for n in range(5)] == [f"offline {n}" for n in range(5)]
    agrees(page, site)


def test_much_that_was_missed_comes_packed_and_what_follows_waits_for_it(
    laptop: BrowserContext, site: ToySite
):
    page = visit(laptop, site)
    packed: list[bytes] = []
    page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda said: isinstance(said, bytes) and packed.append(said)),
    )
    laptop.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    says(page, "offline")
    for n in range(120):
        site.do("add", id=f"missed-{n:03}", fields={"text": f"Written while nobody was there, {n}"})
    laptop.set_offline(False)
    says(page, "saved")
    site.do("set", record="missed-000", value="and changed at once")
    expect(page.locator("#f-missed-000")).to_have_value("and changed at once")
    agrees(page, site)
    assert packed


def test_a_reload_without_network_loses_nothing_that_was_said(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    field(page, 1).fill("said before the reload")
    field(page, 1).blur()
    expect(page.locator("#line-001 form")).to_have_attribute("data-sync", "pending")
    page.reload()
    expect(field(page, 1)).to_have_value("said before the reload")
    expect(page.locator("#line-001 form")).to_have_attribute("data-sync", "pending")
    site.run(lambda: site.toy.may_commit.set())
    says(page, "saved")
    assert site.text("line-001") == "said before the reload"
    assert len(site.toy.log) == 1
    expect(page.locator("#line-001 form")).to_have_attribute("data-sync", "saved")


def test_a_reload_in_the_middle_of_a_word_keeps_the_word(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    field(page, 1).fill("half a sen")
    page.reload()
    expect(field(page, 1)).to_have_value("half a sen")


def test_a_tab_that_was_killed_leaves_its_outbox_to_the_next(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    field(page, 1).fill("said before the kill")
    field(page, 1).blur()
    expect(page.locator("#line-001 form")).to_have_attribute("data-sync", "pending")
    kept = page.evaluate("({...localStorage})")
    page.close()
    site.stop()  # what was under way on the server is lost with it
    site.start()
    # A browser that is killed says no goodbye, so its tab still counts as alive; eight seconds later it does not.
    for key in [key for key in kept if key.startswith("stratroom.tab|")]:
        kept[key] = str(int(kept[key]) - 8_000)
    laptop.add_init_script(
        f"Object.entries({kept!r}).forEach(([key, value]) => localStorage.setItem(key, value))"
    )
    page = visit(laptop, site)
    until(page, "!Object.keys(localStorage).some(key => key.startsWith('stratroom.outbox'))")
    assert site.text("line-001") == "said before the kill"


def test_two_tabs_of_one_person_neither_lose_nor_repeat(laptop: BrowserContext, site: ToySite):
    one, two = visit(laptop, site), visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    for n in range(3):
        field(one, n).fill(f"one {n}")
        field(one, n).blur()
        field(two, 10 + n).fill(f"two {n}")
        field(two, 10 + n).blur()
    one.reload()
    site.run(lambda: site.toy.may_commit.set())
    says(one, "saved")
    says(two, "saved")
    agrees(one, site)
    assert len(site.toy.log) == len({done["id"] for done in site.toy.log}) == 6
    assert [site.text(f"line-{n:03}") for n in (0, 1, 2, 10, 11, 12)] == [f"one {n}" for n in range(3)] + [
        f"two {n}" for n in range(3)
    ]


def test_where_no_socket_opens_commands_go_by_http_in_their_order(laptop: BrowserContext, site: ToySite):
    site.sockets = False
    page = laptop.new_page()
    page.goto(f"{site.url}/?anna")
    for n in range(5):
        field(page, 0).fill(f"by http {n}")
        field(page, 0).blur()
    expect(page.locator("#line-000 form")).to_have_attribute("data-sync", "saved")
    assert [done["value"] for done in site.toy.log] == [f"by http {n}" for n in range(5)]
    assert site.posts
    site.sockets = True
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "saved")


def test_what_waited_before_no_socket_opened_goes_by_http_too(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.run(lambda: site.toy.may_commit.clear())
    field(page, 0).fill("waiting")
    field(page, 0).blur()
    expect(page.locator("#line-000 form")).to_have_attribute("data-sync", "pending")
    site.stop()
    site.sockets = False
    site.start()
    page.goto(f"{site.url}/?anna")
    expect(page.locator("#line-000 form")).to_have_attribute("data-sync", "saved")
    assert site.text("line-000") == "waiting"


def test_a_restart_of_the_server_is_got_over_without_a_word_lost(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.stop()
    says(page, "offline")
    field(page, 4).fill("while it was down")
    field(page, 4).blur()
    site.start()
    site.do("set", record="line-009", value="after the restart")
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, "saved")
    assert site.text("line-004") == "while it was down"
    agrees(page, site)


def test_who_is_shown_out_is_told_and_does_not_try_again(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    opened: list[str] = []
    page.on("websocket", lambda ws: opened.append(ws.url))
    site.run(lambda: site.toy.hub.revoke(person="anna"))
    says(page, "refused")
    expect(page.get_by_test_id("out")).to_be_visible()
    expect(page.locator("[data-list] > *")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert not opened


def test_what_cannot_be_saved_now_is_sent_again_until_it_can(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)

    def failing(fails: bool) -> None:
        site.toy.fails = fails

    site.run(lambda: failing(True))
    field(page, 4).fill("patience")
    field(page, 4).blur()
    expect(page.locator("#line-004 form")).to_have_attribute("data-sync", "pending")
    site.run(lambda: failing(False))
    says(page, "saved")
    assert site.text("line-004") == "patience"


def test_it_shows_who_is_editing_what(laptop: BrowserContext, browser: Browser, site: ToySite):
    anna = visit(laptop, site)
    other = browser.new_context()
    bert = visit(other, site, "bert")
    field(bert, 1).focus()
    expect(anna.locator("[data-editing]")).to_have_text("Bert is editing")
    expect(anna.locator("[data-here]")).to_have_text("2")
    field(bert, 1).blur()
    expect(anna.locator("[data-editing]")).to_be_hidden()
    other.close()
    expect(anna.locator("[data-here]")).to_have_text("1")


def test_it_shows_an_editor_that_it_asks_for(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    page.evaluate("import('/static/live.js').then(m => m.live.watch(['edit-line-003']))")
    expect(page.locator("#edit-line-003")).to_have_text("line 3")
    site.do("set", record="line-003", value="changed")
    expect(page.locator("#edit-line-003")).to_have_text("changed")
    page.evaluate("import('/static/live.js').then(m => m.live.watch([]))")
    expect(page.locator("#edit-line-003")).to_have_count(0)


@pytest.mark.parametrize("without", ["", WORST], ids=["as it is", "without moveBefore and scroll anchoring"])
def test_a_word_that_is_being_composed_is_not_broken_off_by_a_move(
    phone: BrowserContext, site: ToySite, without: str
):
    phone.add_init_script(without)
    page = visit(phone, site)
    field(page, 15).tap()
    field(page, 15).fill("")
    keyboard = phone.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    site.do("move", record="line-015", parent="line-003", after=None)
    site.do("move", record="line-016", parent=None, after=None)
    if not without:
        expect(page.locator("#line-003 #f-line-015")).to_have_value("ni")
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(page.locator("#line-003 #f-line-015")).to_have_value("你好")
    expect(field(page, 15)).to_be_focused()
    field(page, 15).blur()
    says(page, "saved")
    assert site.text("line-015") == "你好"
    agrees(page, site)


def test_an_editor_that_comes_into_the_page_later_gets_back_what_was_typed_into_it(
    laptop: BrowserContext, site: ToySite
):
    page = visit(laptop, site)
    page.evaluate("localStorage.setItem('stratroom.draft|plan-one.anna|f-late-line', '\"half a sen\"')")
    site.do("add", id="late-line", parent=None, after=None, fields={"text": "empty"})
    expect(page.locator("#f-late-line")).to_have_value("half a sen")
    page.locator("#f-late-line").fill("half a sentence")
    page.locator("#f-late-line").blur()
    says(page, "saved")
    assert site.text("late-line") == "half a sentence"
    until(page, "!Object.keys(localStorage).some(key => key.startsWith('stratroom.draft'))")


def test_an_acknowledged_value_never_flashes_back_to_the_old_one(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    page.evaluate("""() => {
      const field = document.querySelector("#f-line-002");
      window.shown = new Set();
      const look = () => { window.shown.add(field.value); requestAnimationFrame(look); };
      field.addEventListener("blur", look);
    }""")
    for n in range(20):
        field(page, 2).fill(f"value {n}")
        site.do("set", record="line-009", value=str(n))
        field(page, 2).blur()
        until(page, "document.querySelector('#line-002 form').dataset.sync === 'saved'")
        until(page, f"document.querySelector('#f-line-002').defaultValue === 'value {n}'")
    seen = page.evaluate("[...window.shown]")
    assert seen == sorted(seen, key=lambda value: int(value.removeprefix("value ")))
    assert "line 2" not in seen
