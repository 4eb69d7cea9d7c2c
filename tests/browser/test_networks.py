"""One person's pages and the network: asleep for an hour, on a line that says nothing, in two tabs at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.toy_page import field, says, visit
from tests.browser.toy_site import ToySite


def shown(page: Page) -> list[str]:
    lines: list[str] = page.evaluate(
        """() => [...document.querySelector('[data-list="top"]').children]
             .map(li => `${li.id}=${li.querySelector("input").value}`)"""
    )
    return lines


def there(site: ToySite) -> list[str]:
    return [f"{id_}={site.text(id_)}" for id_ in site.toy.lines.under[""]]


def test_a_page_that_slept_for_an_hour_sends_what_it_kept_once_and_shows_what_is(
    laptop: BrowserContext, site: ToySite
) -> None:
    page = visit(laptop, site, own_clock=True)
    laptop.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.clock.run_for(4_000)  # its question stays unanswered
    says(page, "offline")
    for n in range(3):
        field(page, n).fill(f"said before it slept {n}")
        field(page, n).blur()
    field(page, 5).focus()
    page.keyboard.press("End")
    page.keyboard.type(" half a word")
    sleep = laptop.new_cdp_session(page)
    sleep.send("Page.setWebLifecycleState", {"state": "frozen"})
    # The plan goes on, and so does another server on it.
    site.do("set", record="line-009", value="written meanwhile")
    site.do("remove", record="line-008")
    site.do("set", record="line-001", value="older than what comes")
    site.stop()
    site.start()
    site.do("move", record="line-010", parent=None, after=None)
    laptop.set_offline(False)
    sleep.send("Page.setWebLifecycleState", {"state": "active"})
    page.clock.fast_forward("01:00:00")
    page.clock.resume()
    says(page, "saved")
    assert [done["value"] for done in site.toy.log if "slept" in str(done.get("value"))] == [
        f"said before it slept {n}" for n in range(3)
    ]
    expect(field(page, 9)).to_have_value("written meanwhile")
    expect(field(page, 5)).to_have_value("line 5 half a word")
    field(page, 5).blur()
    says(page, "saved")
    assert site.text("line-005") == "line 5 half a word"
    assert shown(page) == there(site)


def test_a_line_that_says_nothing_is_found_dead_within_fifteen_seconds(
    laptop: BrowserContext, site: ToySite
) -> None:
    """Nothing closes it and nobody says that the network went: only the answers stay away."""
    laptop.add_init_script("addEventListener('offline', (event) => event.stopImmediatePropagation(), true)")
    page = visit(laptop, site, own_clock=True)
    laptop.set_offline(True)
    page.clock.run_for(4_000)
    says(page, "saved")
    page.clock.run_for(11_000)
    says(page, "offline")
    field(page, 4).fill("typed in the dark")
    field(page, 4).blur()
    expect(page.locator("#line-004 form")).to_have_attribute("data-sync", "offline")
    laptop.set_offline(False)
    page.clock.run_for(4_000)
    page.clock.resume()
    says(page, "saved")
    assert site.text("line-004") == "typed in the dark"


def test_what_could_not_be_fetched_when_the_network_went_is_fetched_when_it_is_back(
    laptop: BrowserContext, site: ToySite
) -> None:
    """Half of a page's scripts come after it is live; without them nobody could type into a text together."""
    page = laptop.new_page()
    page.clock.install()
    asked: list[Route] = []

    def refused_once(route: Route) -> None:
        asked.append(route)
        if len(asked) == 1:
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/static/text.js", refused_once)
    page.goto(f"{site.url}/?anna")
    says(page, "saved")
    with page.expect_response("**/static/text.js") as fetched:
        page.clock.run_for(10_000)
    assert fetched.value.ok
    assert len(asked) == 2


def test_a_request_that_nobody_answers_holds_up_nothing_that_is_said_later(
    laptop: BrowserContext, site: ToySite
) -> None:
    """By HTTP, where no socket opens: a line that went dark closes nothing, and a request on it waits for ever."""
    site.sockets = False
    page = laptop.new_page()
    page.clock.install()
    held: list[Route] = []
    page.route("**/commands", lambda route: held.append(route) if not held else route.continue_())
    page.goto(f"{site.url}/?anna")
    page.clock.run_for(3_000)
    field(page, 1).fill("said into the dark")
    field(page, 1).blur()
    page.clock.run_for(3_000)
    until(page, lambda: bool(held))
    page.clock.run_for(40_000)
    until(page, lambda: site.text("line-001") == "said into the dark")


def test_words_that_are_being_typed_in_one_tab_do_not_turn_up_in_another(
    laptop: BrowserContext, site: ToySite
) -> None:
    one, two = visit(laptop, site), visit(laptop, site)
    one.locator("#new-text").press_sequentially("a new line")
    field(one, 3).fill("in the first tab")
    kept(one, "in the first tab")
    site.do("set", record="line-007", value="a frame for both")
    expect(field(two, 7)).to_have_value("a frame for both")
    expect(two.locator("#new-text")).to_have_value("")
    expect(field(two, 3)).to_have_value("line 3")
    one.locator("#new-text").press("Enter")
    field(one, 3).focus()
    field(one, 3).blur()
    says(one, "saved")
    expect(field(two, 3)).to_have_value("in the first tab")
    added = [done for done in site.toy.log if done["do"] == "add"]
    assert [done["fields"]["text"] for done in added] == ["a new line"]


def test_words_of_a_tab_that_was_killed_come_back_in_the_next(laptop: BrowserContext, site: ToySite) -> None:
    page = visit(laptop, site)
    page.locator("#new-text").press_sequentially("half a thought")
    kept(page, "half a thought")
    left: dict[str, Any] = page.evaluate("({...localStorage})")
    page.close()
    # A browser that is killed says no goodbye, so its tab still counts as alive; eight seconds later it does not.
    for key in [key for key in left if key.startswith("stratroom.tab|")]:
        left[key] = str(int(left[key]) - 8_000)
    laptop.add_init_script(
        f"Object.entries({left!r}).forEach(([key, value]) => localStorage.setItem(key, value))"
    )
    expect(visit(laptop, site).locator("#new-text")).to_have_value("half a thought")


def until(page: Page, true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not true():
        assert time.monotonic() < deadline
        page.wait_for_timeout(15)


def kept(page: Page, words: str) -> None:
    """What was typed is on this device."""
    deadline = time.monotonic() + 15
    while not page.evaluate(
        "words => Object.values(localStorage).some((kept) => kept.includes(words))", words
    ):
        assert time.monotonic() < deadline, "never kept"
        page.wait_for_timeout(15)
