"""People type in the same field, in real browsers, over plain HTTP on an origin that is no secure context."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.text_site import TextSite

PLAIN = "Installed on time."
Join = Callable[[str], Page]


@pytest.fixture
def site() -> Iterator[TextSite]:
    site = TextSite(PLAIN)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def context(browser: Browser, site: TextSite) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url)
    yield context
    context.close()


@pytest.fixture
def join(browser: Browser, site: TextSite) -> Iterator[Join]:
    """Somebody's own device."""
    contexts = []

    def joined(name: str) -> Page:
        context = browser.new_context(base_url=site.url)
        contexts.append(context)
        return opened(context, name)

    yield joined
    for each in contexts:
        each.close()


def opened(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{name}: {error}"))
    page.goto(f"/{name}")
    expect(page.locator("body[data-online]")).to_be_attached()
    assert not page.evaluate("isSecureContext")
    return page


def field(page: Page) -> Locator:
    return page.get_by_label("Statement")


def caret(page: Page) -> tuple[int, int]:
    start, end = field(page).evaluate("e => [e.selectionStart, e.selectionEnd]")
    return start, end


def put_caret(page: Page, start: int, end: int | None = None) -> None:
    field(page).focus()
    field(page).evaluate("(e, [a, b]) => e.setSelectionRange(a, b)", [start, start if end is None else end])


def reads(page: Page, text: str) -> None:
    expect(field(page)).to_have_value(text)


def says(page: Page, state: str) -> None:
    expect(page.locator("form")).to_have_attribute("data-sync", state)


def same(site: TextSite, *pages: Page) -> str:
    """All of them show one text, the one that is saved."""
    for page in pages:
        says(page, "saved")
    for page in pages:
        page.wait_for_function(
            "text => document.querySelector('[data-coedit]').value === text", arg=site.plain
        )
    return site.plain


def test_who_types_before_the_page_is_ready_goes_on_where_they_were(
    site: TextSite, context: BrowserContext
) -> None:
    page, waiting = context.new_page(), list[Route]()
    page.route("**/text_page.js", lambda route: waiting.append(route))
    with page.expect_request("**/text_page.js"):
        page.goto("/anna", wait_until="commit")
    put_caret(page, len(PLAIN) - 1)
    page.keyboard.type(" an")
    waiting[0].continue_()
    expect(page.locator("body[data-online]")).to_be_attached()
    page.wait_for_function("() => document.querySelector('form').dataset.sync === 'saved'")
    page.keyboard.type("d tidy")
    reads(page, "Installed on time and tidy.")
    assert same(site, page) == "Installed on time and tidy."


def test_two_people_type_at_once_and_every_key_is_kept(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    put_caret(anna, 0)
    put_caret(ben, len(PLAIN))
    for one, other in zip("At every site: ", " Always. 🎉 Really.", strict=False):
        anna.keyboard.type(one)
        ben.keyboard.insert_text(other)
    text = same(site, anna, ben)
    assert text == "At every site: Installed on time. Always. 🎉 Real"
    assert caret(anna) == (15, 15)


def test_two_people_type_in_the_same_place(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    for page in (anna, ben):
        put_caret(page, 9)
    for one, other in zip("abcdef", "uvwxyz", strict=True):
        anna.keyboard.type(one)
        ben.keyboard.type(other)
    middle = same(site, anna, ben).removeprefix("Installed").removesuffix(" on time.")
    assert sorted(middle) == sorted("abcdefuvwxyz")
    assert "".join(c for c in middle if c in "abcdef") == "abcdef"
    assert "".join(c for c in middle if c in "uvwxyz") == "uvwxyz"


def test_caret_selection_and_scroll_stay_with_their_letters(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    put_caret(anna, 10, 12)
    put_caret(ben, 0)
    ben.keyboard.type("Always: ")
    reads(anna, "Always: " + PLAIN)
    assert caret(anna) == (18, 20)
    field(ben).fill("line\n" * 40)
    same(site, anna, ben)
    put_caret(anna, 150)
    field(anna).evaluate("e => e.scrollTop = 300")
    put_caret(ben, 0)
    ben.keyboard.type("first ")
    same(site, anna, ben)
    assert caret(anna) == (156, 156)
    assert field(anna).evaluate("e => e.scrollTop") == 300


def test_offline_typing_waits_and_joins_what_others_typed(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    anna.context.set_offline(True)
    says(anna, "saved")
    put_caret(anna, len(PLAIN))
    anna.keyboard.type(" Typed on the train, in a long tunnel.")
    says(anna, "offline")
    put_caret(ben, 0)
    ben.keyboard.type("Always: ")
    same(site, ben)
    assert "train" not in site.plain
    anna.context.set_offline(False)
    assert same(site, anna, ben) == "Always: Installed on time. Typed on the train, in a long tunnel."
    assert site.room.edits <= 10


def test_what_was_typed_offline_outlives_a_killed_page(site: TextSite, context: BrowserContext) -> None:
    page = opened(context, "anna")
    context.set_offline(True)
    put_caret(page, len(PLAIN))
    page.keyboard.type(" Kept on the phone.")
    says(page, "offline")
    page.close()
    context.set_offline(False)
    again = opened(context, "anna")
    assert same(site, again) == "Installed on time. Kept on the phone."
    assert again.evaluate("Object.keys(localStorage).filter(name => name.startsWith('stratroom.text'))") == []


def test_two_tabs_of_one_person_share_what_is_kept_and_say_it_once(
    site: TextSite, context: BrowserContext
) -> None:
    one, two = opened(context, "anna"), opened(context, "anna")
    put_caret(one, 0)
    put_caret(two, len(PLAIN))
    one.keyboard.type("One. ")
    two.keyboard.type(" Two.")
    assert same(site, one, two) == "One. Installed on time. Two."
    context.set_offline(True)
    one.keyboard.type("First. ")
    two.keyboard.type(" Last.")
    says(one, "offline")
    says(two, "offline")
    # A third one finds what both have kept, and takes it along.
    context.set_offline(False)
    three = opened(context, "anna")
    assert same(site, one, two, three) == "One. First. Installed on time. Two. Last."
    assert three.evaluate("Object.keys(localStorage).filter(name => name.startsWith('stratroom.text'))") == []


def test_a_reload_in_the_middle_of_a_word_loses_nothing(site: TextSite, context: BrowserContext) -> None:
    page = opened(context, "anna")
    put_caret(page, len(PLAIN))
    page.keyboard.type(" Half a wo")
    page.reload()
    expect(page.locator("body[data-online]")).to_be_attached()
    assert same(site, page) == "Installed on time. Half a wo"


def test_a_composition_is_not_broken_by_others(site: TextSite, join: Join) -> None:
    """What an Android or Japanese keyboard composes goes out at once; what others type waits until it is done."""
    anna, ben = join("anna"), join("ben")
    put_caret(anna, len(PLAIN))
    keyboard = anna.context.new_cdp_session(anna)
    for part in ("に", "にほ", "にほん"):
        keyboard.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
    reads(ben, PLAIN + "にほん")
    put_caret(ben, 0)
    ben.keyboard.type("Always: ")
    says(ben, "saved")
    assert field(anna).input_value() == PLAIN + "にほん"
    keyboard.send("Input.insertText", {"text": "日本"})
    assert same(site, anna, ben) == "Always: Installed on time.日本"
    anna.keyboard.type("!")
    assert same(site, anna, ben) == "Always: Installed on time.日本!"


def test_undo_takes_back_ones_own_typing_only(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    put_caret(anna, len(PLAIN))
    anna.keyboard.type(" Mine.")
    same(site, anna, ben)
    put_caret(ben, 0)
    ben.keyboard.type("Yours: ")
    same(site, anna, ben)
    anna.keyboard.press("Control+z")
    assert same(site, anna, ben) == "Yours: Installed on time."
    anna.keyboard.press("Control+Shift+z")
    assert same(site, anna, ben) == "Yours: Installed on time. Mine."
    anna.keyboard.press("Control+z")
    anna.keyboard.press("Control+y")
    assert same(site, anna, ben) == "Yours: Installed on time. Mine."


def test_refused_text_stays_with_its_reason_and_can_be_put_back(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    site.room.refuses = "too-long"
    put_caret(anna, len(PLAIN))
    anna.keyboard.insert_text(" And more.")
    panel = anna.get_by_test_id("refused-text")
    expect(panel).to_contain_text("not taken")
    expect(panel.get_by_label("Your text")).to_have_value("Installed on time. And more.")
    says(anna, "refused")
    reads(anna, PLAIN)
    site.room.refuses = None
    put_caret(ben, 0)
    ben.keyboard.type("Always: ")
    reads(anna, "Always: " + PLAIN)
    anna.get_by_test_id("copy-refused").click()
    expect(anna.get_by_test_id("copy-refused")).to_have_text("Copied")
    anna.get_by_test_id("put-back").click()
    expect(panel).to_have_count(0)
    assert same(site, anna, ben) == "Installed on time. And more."
    put_caret(anna, 0)
    anna.keyboard.press("Control+v")
    assert same(site, anna, ben) == "Installed on time. And more." * 2


def test_a_restarted_server_finds_everybody_again(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    put_caret(anna, len(PLAIN))
    anna.keyboard.type(" Before.")
    same(site, anna, ben)
    site.stop()
    expect(anna.locator("body:not([data-online])")).to_be_attached()
    anna.keyboard.type(" Meanwhile.")
    put_caret(ben, 0)
    ben.keyboard.type("Ben too. ")
    says(anna, "offline")
    site.start()
    assert same(site, anna, ben) == "Ben too. Installed on time. Before. Meanwhile."


def test_a_field_that_is_replaced_keeps_what_was_typed(site: TextSite, join: Join) -> None:
    anna = join("anna")
    anna.context.set_offline(True)
    put_caret(anna, len(PLAIN))
    anna.keyboard.type(" Not saved yet.")
    anna.evaluate("dispatchEvent(new CustomEvent('replace', {detail: 'something older'}))")
    reads(anna, "Installed on time. Not saved yet.")
    anna.context.set_offline(False)
    put_caret(anna, 0)
    anna.keyboard.type("Still here: ")
    assert same(site, anna) == "Still here: Installed on time. Not saved yet."


BURST = """(element, text) => {
  for (const key of text) {
    element.setRangeText(key, element.value.length, element.value.length, "end");
    element.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: key }));
  }
}"""


def test_a_burst_of_keys_costs_one_edit(site: TextSite, join: Join) -> None:
    anna = join("anna")
    field(anna).evaluate(BURST, " Sixty keys that arrive within a blink, as fast as it goes.")
    assert same(site, anna).endswith("as fast as it goes.")
    assert site.room.edits == 1


def test_what_slides_leave_in_the_clipboard_is_cleaned(site: TextSite, join: Join) -> None:
    anna = join("anna")
    put_caret(anna, len(PLAIN))
    anna.keyboard.insert_text("\x0bNew line\x01\x7f, clean")
    assert same(site, anna) == "Installed on time.\nNew line, clean"
    assert field(anna).input_value() == site.plain


def test_a_field_begun_anew_shows_its_text_to_those_who_have_it_open(site: TextSite, join: Join) -> None:
    anna, ben = join("anna"), join("ben")
    put_caret(anna, 3)
    anna.keyboard.type("!")
    same(site, anna, ben)
    site.run(lambda: site.room.plain.update({site.key: "Ins!talled in time."}))
    site.run(lambda: site.room.begin_again(site.key, "2"))
    # a key typed before the new text is here would belong to the old one
    expect(anna.get_by_label("Statement")).to_have_value("Ins!talled in time.")
    put_caret(anna, 4)
    anna.keyboard.type("?")
    assert same(site, anna, ben) == "Ins!?talled in time."
    expect(anna.get_by_test_id("refused-text")).to_have_count(0)
