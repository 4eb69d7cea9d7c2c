"""The plan's logic in the room: what is doubted and answered, a conflict drawn and resolved, what is not right yet.

Anouk leads on the console, Sofie and Bram sit with their phones, a board hangs on the wall, and Marijke of the customer
has a phone of her own: of all this not a byte reaches her.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import BRAM, MARIJKE, SOFIE, open_room, sideways, violations


@pytest.fixture
def led(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data", "doubts-and-conflicts") as room:
        yield Led(room, browser)


def test_what_somebody_doubts_is_answered_and_the_rest_stands(led: Led) -> None:
    led.goes_to("doubts")
    factor, condition = led.records("csf")[0], led.records("nc")[0]
    led.room.does("room", name="spotlight", value=factor["id"])
    console, board = led.console(), led.board()
    sofie, bram = (led.room.phone(led.browser, who) for who in (SOFIE, BRAM))
    for phone, enough in ((sofie, "no"), (bram, "yes")):
        page = _page(phone.page, factor)
        expect(page.locator("summary")).to_contain_text("on the board")
        page.get_by_test_id(f"enough-{enough}").check(force=True)
    edge = sofie.page.locator(f"#edge-{condition['id']}")
    edge.get_by_test_id("doubt").click()
    edge.get_by_test_id("doubt-why").fill("The customer never asked")
    edge.get_by_test_id("doubt-why").press("Enter")
    expect(edge.get_by_test_id("my-doubt")).to_have_attribute("data-sync", "saved")
    assert not violations(sofie.page)
    assert sideways(sofie.page) <= 0

    expect(board.get_by_test_id("written")).to_contain_text("2 of")
    for early in (board.content(), console.content(), bram.page.content()):
        assert "The customer never asked" not in early
        assert "my-doubt" not in early
    console.get_by_test_id("show-doubts").click()
    marked = board.get_by_test_id("edge").first
    expect(marked).to_contain_text("1 doubts it")
    expect(marked).to_contain_text("The customer never asked")
    expect(board.get_by_test_id("vote")).to_contain_text("50 % say these would be enough")
    expect(bram.page.locator(f"#edge-{condition['id']}")).to_contain_text("The customer never asked")

    findings = console.get_by_test_id("finding")
    expect(findings.filter(has_text="doubts that we need it")).to_have_count(1)
    expect(console.locator(f"#o-{condition['id']}").get_by_test_id("flag").first).to_be_visible()
    answer = console.get_by_test_id("doubt")
    answer.get_by_test_id("category").select_option("causality-existence")
    answer.get_by_test_id("answer").fill("It is in their tender, page 4")
    answer.get_by_test_id("answer").press("Enter")
    expect(findings.filter(has_text="doubts that we need it")).to_have_count(0)
    expect(marked).to_contain_text("answered")
    page = console.get_by_test_id("doubt-page").filter(has_text=factor["fields"]["statement"])
    page.get_by_test_id("put").click()
    expect(page).to_contain_text("put to the room")
    assert all(each["fields"].get("put") for each in led.records("nc") if each["parent"] == factor["id"])
    assert not violations(console)


def test_a_conflict_is_drawn_and_the_false_assumption_resolves_it(led: Led) -> None:
    led.goes_to("conflicts")
    led.room.lets_customers_in()
    led.room.does("room", name="board", value="internal")
    console, board = led.console(), led.board()
    console.get_by_test_id("preset-geography").click()
    cloud = console.get_by_test_id("cloud").filter(has_text="The country against the account")
    expect(cloud).to_have_count(1)
    (conflict,) = led.records("conflict", "The country against the account")
    expect(console.locator(f"#finding-conflict-open-{conflict['id']}")).to_contain_text(
        "The conflict is open."
    )
    cloud.get_by_test_id("objective").fill("A customer that stays, in both countries")
    cloud.get_by_test_id("need-a").focus()
    expect(board.get_by_test_id("cloud")).to_contain_text("A customer that stays, in both countries")

    sofie, bram = (led.room.phone(led.browser, who) for who in (SOFIE, BRAM))
    mine = sofie.page.locator(f"#cloud-{conflict['id']}")
    for arrow in ("need-a", "need-b", "want-a", "want-b", "opposed"):
        mine.get_by_test_id(f"add-{arrow}").fill(f"Because of {arrow}")
        mine.get_by_test_id(f"say-{arrow}").click()
        expect(board.get_by_test_id("assumption").filter(has_text=f"Because of {arrow}")).to_be_visible()
    theirs = bram.page.locator(f"#cloud-{conflict['id']}")
    theirs.get_by_test_id("assumption").filter(has_text="opposed").get_by_test_id("false").click()
    expect(board.get_by_test_id("assumption").filter(has_text="opposed")).to_contain_text("not true")
    theirs.get_by_test_id("add-injection").fill("A floor price per country")
    theirs.get_by_test_id("say-injection").click()
    mine.get_by_test_id("take").click()
    expect(board.get_by_test_id("injection")).to_contain_text("S. Maes")
    assert not violations(sofie.page)
    assert sideways(sofie.page) <= 0
    assert board.evaluate("document.querySelector('.cloud').scrollHeight <= innerHeight")

    cloud.get_by_test_id("outcome").fill("One list, with a floor for each country")
    cloud.get_by_test_id("resolve").click()
    expect(board.get_by_test_id("cloud-state")).to_have_text("Resolved")
    expect(console.locator(f"#finding-conflict-open-{conflict['id']}")).to_have_count(0)
    expect(console.locator(f"#finding-cloud-lacks-{conflict['id']}")).to_have_count(0)
    assert not violations(console)

    led.room.lets_customers_in()
    marijke = led.room.phone(led.browser, MARIJKE)
    expect(marijke.page.get_by_test_id("task")).to_be_visible()
    for ours in ("floor", "Because of", "The country against", "Resolved"):
        assert not [each for each in marijke.received if ours in each]
    assert board.get_by_test_id("cloud").count() == 0


def test_the_room_sees_what_is_not_right_and_mends_it(led: Led) -> None:
    action = next(each for each in led.records("action") if each["fields"].get("accountable"))
    owner = next(p["name"] for p in led.room.people if p["id"] == action["fields"]["accountable"])
    led.room.does("set", record=action["id"], field="responsible", value=None)
    led.goes_to("rules")
    console, board = led.console(), led.board()
    expect(board.get_by_test_id("rules")).to_contain_text("the signature")
    expect(board.get_by_test_id("rules")).to_contain_text("Nobody answers for it")
    phone = led.room.phone(led.browser, owner).page
    found = phone.get_by_test_id("my-rules").get_by_test_id("finding").filter(has_text="Nobody does it.")
    expect(found).to_have_count(1)
    assert not violations(phone)
    assert sideways(phone) <= 0
    found.locator("button").click()
    phone.get_by_test_id("responsible").select_option(action["fields"]["accountable"])
    expect(found).to_have_count(0)
    expect(board.get_by_test_id("rules")).not_to_contain_text("Nobody answers for it")

    console.get_by_test_id("warnings").click()
    finding = console.get_by_test_id("finding").filter(has=console.get_by_test_id("overrule")).first
    name = finding.get_attribute("id")
    finding.get_by_test_id("overrule").click()
    finding.locator("input[name=reason]").fill("The customer said so this morning")
    finding.get_by_test_id("overrule-it").click()
    console.get_by_test_id("overruled").click()
    settled = console.locator(f"[data-list=finding-overruled] #{name}")
    expect(settled.get_by_test_id("reason")).to_contain_text("The customer said so this morning")
    settled.get_by_test_id("holds-again").click()
    expect(settled).to_have_count(0)


def _page(phone: Page, factor: dict[str, object]) -> Page:
    page = phone.locator(f"#page-{factor['id']}")
    if page.get_attribute("open") is None:
        page.locator("summary").click()
    return page  # type: ignore[return-value]  # a part of it, asked in the same way
