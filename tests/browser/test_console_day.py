"""A facilitator leads the day from the console: by keys, at the speed of talk, with the customer's glass beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import ANOUK, open_room, sideways, violations


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data") as room:
        yield Led(room, browser)


def test_a_step_is_run_with_the_keyboard_alone(room: Led) -> None:
    console = room.console()
    title = console.get_by_test_id("step-title")
    expect(console.get_by_test_id("next")).to_contain_text("Begin: Open the room")
    console.keyboard.press("n")
    expect(title).to_have_text("Open the room")
    expect(console.get_by_test_id("timer")).to_contain_text(re.compile(r"14:5\d|15:00"))
    console.keyboard.press("m")
    expect(console.get_by_test_id("timer")).to_contain_text(re.compile(r"19:[345]\d|20:00"))
    console.keyboard.press("l")
    expect(console.get_by_test_id("lock")).to_have_text(re.compile("Unlock"))
    console.keyboard.press("n")
    expect(title).to_have_text("Last year")
    console.keyboard.press("b")
    expect(title).to_have_text("Open the room")
    console.keyboard.press("c")
    expect(console.get_by_test_id("curtain")).to_have_attribute("aria-pressed", "true")
    expect(title).to_be_hidden()
    console.keyboard.press("n")
    console.keyboard.press("c")
    expect(title).to_have_text("Open the room")  # what is not seen is not pressed


def test_keys_rest_in_fields_and_can_be_switched_off(room: Led) -> None:
    room.goes_to("aims")
    console = room.console()
    title = console.get_by_test_id("step-title")
    console.get_by_test_id("enter-line").fill("")
    console.get_by_test_id("enter-line").press_sequentially("nbmlc")
    expect(console.get_by_test_id("enter-line")).to_have_value("nbmlc")
    expect(title).to_have_text("The customer’s aims")
    console.get_by_test_id("menu").click()
    console.get_by_test_id("keys").click()
    expect(console.get_by_test_id("keys")).to_have_attribute("aria-pressed", "false")
    console.keyboard.press("n")
    console.get_by_test_id("keys").click()
    console.keyboard.press("n")
    expect(title).to_have_text("Aims to test")  # one step on, not two


def test_an_outline_is_typed_at_the_speed_of_talk(room: Led) -> None:
    console = room.console()
    console.get_by_test_id("draft-csf").click()
    console.keyboard.type("Seen before a tender is written\n")
    console.keyboard.press("Tab")
    console.keyboard.type("≥ 4 talks a year with the buyer by 30 June 2027\n")
    console.keyboard.press("Tab")
    console.keyboard.type("Plan the first talk @Jan de Wit 12 February 2027\n")
    console.keyboard.type("Ask who decides\n")
    console.keyboard.press("Shift+Tab")
    console.keyboard.type("> 50 % of tenders known a month before\n")
    console.keyboard.press("Escape")
    factor = console.get_by_test_id("outline-csf").filter(has_text="Seen before a tender")
    conditions = factor.get_by_test_id("outline-nc")
    expect(conditions).to_have_count(2)
    expect(conditions.first.locator("> .line")).to_contain_text("≥ 4")
    actions = conditions.first.get_by_test_id("outline-action")
    expect(actions).to_have_count(2)
    expect(actions.first.locator("> .line")).to_contain_text("Plan the first talk")
    expect(actions.first.locator("> .line")).to_contain_text("J. de Wit, 12 Feb")
    expect(actions.last.locator("> .line")).to_contain_text("whose, by when?")
    expect(conditions.last.locator("> .line")).to_contain_text("50 %")
    said = room.records("action", statement="Plan the first talk")
    assert len(said) == 1


def test_a_line_is_worded_moved_shown_and_taken_back_by_keys(room: Led) -> None:
    room.goes_to("actions")
    console = room.console()
    first = console.get_by_test_id("outline-nc").first
    first.locator("> .line").focus()
    console.keyboard.press("s")
    expect(first.locator("> .line .onboard")).to_be_visible()
    console.keyboard.press("Alt+ArrowDown")
    expect(console.get_by_test_id("outline-nc").nth(1).locator("> .line .onboard")).to_be_visible()
    action = console.get_by_test_id("outline-action").first
    action.locator("> .line").focus()
    console.keyboard.press("F2")
    words = action.get_by_test_id("line-words")
    expect(words).to_be_focused()
    console.keyboard.press("End")
    console.keyboard.type(" every Monday")
    expect(action.locator(".line-editor")).to_have_attribute("data-sync", "saved")
    console.keyboard.press("Escape")
    expect(words).to_have_count(0)
    expect(action.locator("> .line .tx")).to_contain_text("every Monday")
    taken = action.locator("> .line .tx").inner_text()
    console.keyboard.press("Delete")
    expect(console.locator("#outline-said")).to_contain_text("Removed: ")
    expect(console.get_by_text(taken, exact=True)).to_have_count(0)
    console.get_by_test_id("put-back").click()
    expect(console.get_by_test_id("outline-action").filter(has_text="every Monday")).to_have_count(1)


def test_what_is_typed_before_the_text_has_come_keeps_its_place(room: Led) -> None:
    room.goes_to("actions")
    console = room.console()
    console.evaluate(
        """() => document.addEventListener("focusin", ({ target }) => {
          if (!target.matches("[data-coedit]")) return;
          queueMicrotask(() => document.execCommand("insertText", false, ", a"));
        })"""
    )
    action = console.get_by_test_id("outline-action").first
    was = action.locator("> .line .tx").inner_text()
    action.locator("> .line").focus()
    console.keyboard.press("F2")
    words = action.get_by_test_id("line-words")
    expect(words).to_have_value(f"{was}, a")
    expect(action.locator(".line-editor")).to_have_attribute("data-sync", "saved")
    console.keyboard.type("nd more")
    expect(words).to_have_value(f"{was}, and more")


def test_lines_are_revealed_and_find_their_place(room: Led) -> None:
    room.goes_to("conditions")
    nc = room.records("nc")[0]
    room.tell(
        "Jan de Wit", do="add", kind="note", fields={"text": "Spare parts on site", "step": "conditions"}
    )
    room.tell(
        "Eva Gruber", do="add", kind="note",
        fields={"text": "Two people on call", "step": "conditions", "about": nc["id"]},
    )  # fmt: skip
    console = room.console()
    expect(console.locator("#waiting")).to_contain_text("2 people have written")
    assert "Spare parts on site" not in console.content()
    console.keyboard.press("r")
    lines = console.get_by_test_id("line-to-place")
    expect(lines).to_have_count(2)
    lines.filter(has_text="Two people on call").get_by_role("button", name="Under A1").click()
    expect(console.get_by_test_id("outline-action").filter(has_text="Two people on call")).to_have_count(1)
    lines.filter(has_text="Spare parts on site").get_by_test_id("park").click()
    expect(console.get_by_text("1 line parked")).to_be_visible()
    expect(lines.locator("visible=true")).to_have_count(0)


def test_the_glass_shows_what_is_shared_and_not_before(room: Led) -> None:
    room.goes_to("share")
    console = room.console()
    glass = console.get_by_test_id("glass")
    hidden = console.get_by_test_id("share-line").and_(console.locator(".l1[data-shared=no]")).first
    words = hidden.locator(".what").inner_text().strip()
    expect(glass).not_to_contain_text(words)
    hidden_id = hidden.get_attribute("id")
    line = console.locator(f"#{hidden_id}")
    line.get_by_test_id("reword").click()
    expect(line.get_by_test_id("reword-words")).to_be_focused()
    console.keyboard.press("Control+a")
    console.keyboard.type("A price we both understand")
    expect(line.locator(".theirs-words")).to_contain_text("A price we both understand")
    expect(glass).not_to_contain_text("A price we both understand")
    line.get_by_test_id("share-it").click()
    expect(glass).to_contain_text("A price we both understand")
    expect(glass).not_to_contain_text(words)
    line.get_by_test_id("share-it").click()
    expect(glass).not_to_contain_text("A price we both understand")
    for canary in room.canaries:
        assert canary not in glass.inner_html()


def test_next_leaves_a_phone_its_words(room: Led) -> None:
    room.goes_to("aims")
    phone, idle = room.phone("Jan de Wit"), room.phone("Bram Visser")
    phone.get_by_test_id("line").click()
    phone.keyboard.type("They want one invoice for ")
    idle.get_by_test_id("line").click()
    console = room.console()
    console.keyboard.press("n")
    expect(console.get_by_test_id("step-title")).to_have_text("Aims to test")
    for each in (phone, idle):
        expect(each.locator(".p-top .where")).to_have_text("Aims to test")
    phone.keyboard.type("both countries")
    kept = phone.get_by_test_id("kept-words")
    expect(kept).to_have_value("They want one invoice for both countries")
    expect(kept).to_be_focused()
    expect(phone.get_by_test_id("kept")).to_contain_text("That step is over")
    expect(phone.get_by_test_id("line").filter(visible=True)).to_have_count(0)
    expect(idle.get_by_test_id("kept")).to_have_count(0)
    phone.get_by_test_id("kept-send").click()
    expect(kept).to_have_count(0)
    room.room.does("reveal", step="aims")
    (line,) = (each for each in room.records("note") if "both countries" in each["fields"]["text"])
    assert line["fields"]["step"] == "aims", "it was written for another step"


def test_the_console_keeps_its_height_on_a_short_plan(room: Led) -> None:
    for each in room.records("csf") + room.records("constraint"):
        room.room.does("remove", record=each["id"])
    goal = room.records("goal")[0]["id"]
    room.room.does("add", record="only-factor", kind="csf", parent=goal, fields={"statement": "One factor"})
    room.room.does(
        "add", record="only-condition", kind="nc", parent="only-factor", fields={"statement": "One"}
    )
    room.goes_to("refine")
    console = room.console()
    columns = "() => [...document.querySelectorAll('.col')].map(e => e.getBoundingClientRect().height)"
    whole = console.evaluate(columns)
    console.get_by_test_id("outline-nc").locator("[data-row]").first.focus()
    console.keyboard.press("Enter")
    console.keyboard.press("Tab")
    for words in ("Ask every site", "Tell them what they said"):
        console.keyboard.type(words)
        console.keyboard.press("Enter")
        expect(console.get_by_test_id("outline-action").filter(has_text=words)).to_be_visible()
    console.keyboard.press("Escape")
    console.get_by_test_id("outline-goal").locator("[data-open-all]").first.click()
    expect(console.locator("#outline .edit")).to_be_visible()
    assert console.evaluate(columns) == whole
    assert console.evaluate("() => document.documentElement.getBoundingClientRect().top") == 0


def test_each_step_shows_what_phones_may_do_in_it(room: Led) -> None:
    room.goes_to("insight")
    console = room.console()
    console.get_by_test_id("gate-edit").check()
    console.get_by_test_id("gate-read").check()
    console.get_by_test_id("gate-propose").check()
    for step, gate in (("refine", "edit"), ("aims", "propose"), ("open", "read"), ("refine", "edit")):
        room.goes_to(step)
        expect(console.get_by_test_id(f"gate-{gate}")).to_be_checked()


def test_under_the_curtain_the_console_says_so(room: Led) -> None:
    room.goes_to("aims")
    console = room.console(viewport={"width": 390, "height": 844})
    expect(console.get_by_test_id("open-curtain")).to_be_hidden()
    console.get_by_test_id("curtain").click()
    expect(console.get_by_role("heading", name="The curtain is drawn")).to_be_visible()
    expect(console.get_by_test_id("step-title")).to_be_hidden()
    assert sideways(console) <= 0
    console.get_by_test_id("open-curtain").click()
    expect(console.get_by_test_id("step-title")).to_be_visible()
    expect(console.get_by_test_id("open-curtain")).to_be_hidden()


def test_customers_come_in_only_when_every_board_has_turned(room: Led) -> None:
    room.goes_to("welcome")
    board = room.board()
    console = room.console()
    expect(console.get_by_test_id("admit")).to_have_count(0)
    refused = room.tell(ANOUK, do="room", name="admitted", value=True)
    assert refused["code"] == "board-not-shared"
    console.get_by_test_id("turn").click()
    expect(board.locator("body")).to_contain_text("Shared")
    expect(console.get_by_test_id("admit")).to_be_enabled()
    console.get_by_test_id("admit").click()
    expect(console.get_by_test_id("door-state")).to_contain_text("is let in")
    console.once("dialog", lambda dialog: dialog.accept())
    console.get_by_test_id("turn-back").click()
    expect(console.get_by_test_id("door-state")).to_contain_text("shows the internal plan")


def test_an_error_is_carried_as_a_condition(room: Led) -> None:
    room.goes_to("sign")
    console = room.console()
    finding = console.get_by_test_id("finding").filter(has=console.get_by_test_id("carry")).first
    finding.get_by_test_id("carry").click()
    finding.locator("select").select_option(label="Jan de Wit")
    finding.get_by_test_id("carry-it").click()
    expect(console.get_by_test_id("findings")).to_contain_text("Jan de Wit clears it by")
    console.get_by_test_id("freeze").click()
    expect(console.get_by_test_id("signing")).to_contain_text("Version 1 is frozen")
    expect(console.get_by_test_id("signing")).to_contain_text("subject to 1 condition")
    console.get_by_test_id("unfreeze").click()
    expect(console.get_by_test_id("signing")).to_contain_text("can still change")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_on_a_small_laptop_every_line_can_be_read(room: Led, language: str) -> None:
    room.goes_to("conditions")
    console = room.console(language=language, viewport={"width": 1280, "height": 800})
    for fold in console.locator("[data-fold]").all():
        if fold.get_attribute("aria-expanded") == "false":
            fold.click()
    cut = console.evaluate(
        """() => [...document.querySelectorAll("main *, aside *, .sheet *, header *")]
          .filter((e) => e.checkVisibility() && !e.closest(".sr, [role=img], svg, select"))
          .filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0
            && getComputedStyle(e).overflowX !== "visible" && getComputedStyle(e).overflowX !== "auto")
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert cut == []
    assert console.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_who_is_here_and_who_has_not_answered(room: Led) -> None:
    room.goes_to("aims")
    room.phone("Jan de Wit")
    room.phone("Sofie Maes")
    console = room.console()
    expect(console.locator("[data-here-of]")).to_have_text("3 of 28 here")
    missing = console.get_by_test_id("not-yet")
    expect(missing.locator(".one:visible")).to_have_count(3)  # whoever leads is of the account's team, too
    room.tell("Jan de Wit", do="add", kind="note", fields={"text": "One contract", "step": "aims"})
    expect(missing.locator(".one:visible")).to_have_text([ANOUK, "Sofie Maes"])


def test_whoever_knocks_is_let_in_from_the_console(room: Led, browser: Browser) -> None:
    room.tell(ANOUK, do="room", name="door", value="ask")
    console = room.console()
    told = httpx.get(f"{room.room.url}/p/{room.room.plan}/check", cookies=room.cookies(ANOUK)).text
    found = re.search(r"\b[A-Z0-9]{3}[\s\u00a0][A-Z0-9]{3}\b", told)
    assert found is not None
    guest = browser.new_page(viewport={"width": 390, "height": 844})
    guest.goto(f"{room.room.url.replace('127.0.0.1', 'room.test')}/join")
    guest.get_by_test_id("code").fill(found.group())
    guest.get_by_test_id("go").click()
    guest.get_by_test_id("find").fill("Jan de")
    guest.get_by_text("Jan de Wit").first.click()
    knock = console.locator("#knock")
    expect(knock).to_be_visible()
    expect(knock).to_contain_text("Jan de Wit")
    knock.get_by_test_id("let-in").click()
    expect(knock).to_be_hidden()
    expect(console).to_have_url(re.compile("/console"))
    expect(guest.locator("[data-page=phone]")).to_be_attached()
    guest.context.close()


def test_a_member_does_not_lead(room: Led) -> None:
    for path in ("console", "console/now"):
        where = f"{room.room.url}/p/{room.room.plan}/{path}"
        assert httpx.get(where, cookies=room.cookies("Jan de Wit")).status_code == 403


def test_nothing_stands_in_the_way_of_a_screen_reader(room: Led) -> None:
    console = room.console()
    assert violations(console) == []
    for step in ("conditions", "share", "review", "sign"):
        room.goes_to(step)
        console.locator(f'#step-now[data-step="{step}"]').wait_for()
        assert violations(console) == []


def test_the_history_is_read_by_everybody_of_ours(room: Led) -> None:
    room.goes_to("actions")
    gone = room.records("action")[0]
    room.tell(ANOUK, do="remove", record=gone["id"])
    for who, width in ((ANOUK, 1440), ("Jan de Wit", 390)):
        page = room.page("/history", who, viewport={"width": width, "height": 844})
        expect(page.get_by_test_id("entry").first).to_contain_text("Put into the bin")
        assert violations(page) == []
        assert sideways(page) <= 0
        page.get_by_test_id("entry").nth(1).get_by_role("link").first.click()
        expect(page.get_by_test_id("was").and_(page.locator("[data-now=gone]"))).to_have_count(1)
        assert violations(page) == []
    lead = room.page("/bin")
    lead.get_by_test_id("put-back").click()
    expect(lead.get_by_test_id("binned")).to_have_count(0)
    assert gone["id"] in {each["id"] for each in room.records("action")}


def test_undo_on_the_outline_takes_back_what_i_did(room: Led) -> None:
    room.goes_to("actions")
    console = room.console()
    line = console.get_by_test_id("outline-nc").nth(1)
    words = line.locator("> .line .tx").inner_text()
    line.locator("> .line").focus()
    console.keyboard.press("Alt+ArrowUp")
    expect(console.get_by_test_id("outline-nc").first.locator("> .line .tx")).to_have_text(words)
    console.keyboard.press("Control+z")
    expect(console.get_by_test_id("outline-nc").nth(1).locator("> .line .tx")).to_have_text(words)
