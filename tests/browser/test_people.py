"""People come in with real phones: over plain HTTP at a name of the local network, thumb first, scripts or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain import commands as do
from tests.serving import ROOT, Served, serving

AXE = ROOT / "tests" / "vendor" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1440, "height": 900}}
PASTE = """Name\tFunction\tLevel
Markus Hofer\tAustria\tManager
Jürgen Wölfl\tAustria
Wilhelmina van den Oosterkerke-Achternaam\tNetherlands\tSenior manager
Jan de Wit\tService
"""


class House:
    """The server and whoever comes."""

    def __init__(self, server: Served, browser: Browser) -> None:
        self.server = server
        self.browser = browser
        self.url = f"http://room.test:{urlsplit(server.url).port}"
        self.contexts: list[BrowserContext] = []
        self.broken: list[str] = []

    def opens(self, **device: object) -> Page:
        """Another device with a page; whatever its console complains about is kept."""
        context = self.browser.new_context(base_url=self.url, **device)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.broken.append(said.text))
        return page


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    with serving(tmp_path_factory.mktemp("people")) as server:
        house = House(server, browser)
        yield house
        for context in house.contexts:
            context.close()


@pytest.fixture(scope="module")
def laptop(house: House) -> Page:
    """Eva's: set up, with a plan and its people."""
    page = house.opens(**LAPTOP)
    page.goto(house.server.setup_path)
    page.get_by_label("Your name").fill("Eva Gruber")
    page.get_by_label("Login").fill("eva@meridian.test")
    page.get_by_label("Password").fill("a door that opens inwards")
    page.get_by_test_id("set-up").click()
    page.get_by_test_id("new-plan").click()
    page.get_by_label("Key account", exact=True).fill("Noordzee Leven")
    page.get_by_label("Your organisation", exact=True).fill("Meridian")
    page.get_by_role("radio", name="STRAT for NAT day").check()  # of these days, the one with the customer
    page.get_by_test_id("create").click()
    page.get_by_test_id("paste").fill(PASTE)
    page.get_by_test_id("read-paste").click()
    page.get_by_test_id("take").click()
    expect(page.get_by_test_id("person")).to_have_count(5)
    return page


@pytest.fixture(scope="module")
def plan(laptop: Page) -> str:
    found = re.search(r"/p/([^/]+)/roster", laptop.url)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def codes(laptop: Page, plan: str) -> tuple[str, str]:
    """Ours and the customer's, as the room check shows them."""
    laptop.goto(f"/p/{plan}/check")
    return laptop.get_by_test_id("join-code").inner_text(), laptop.get_by_test_id(
        "customer-code"
    ).inner_text()


def gives(phone: Page, code: str) -> None:
    phone.goto("/")
    phone.get_by_test_id("code").fill(code)
    phone.get_by_test_id("go").click()


def test_a_thumb_finds_its_name_without_accents(house: House, plan: str, codes: tuple[str, str]) -> None:
    phone = house.opens(**PHONE)
    gives(phone, codes[0].lower())
    assert phone.evaluate("window.isSecureContext") is False, "as in the room"
    names = phone.get_by_test_id("name")
    expect(names).to_have_count(4)
    phone.get_by_test_id("find").fill("jurg wol")
    expect(names.filter(visible=True)).to_have_count(1)
    phone.get_by_test_id("find").fill("nobody")
    expect(phone.locator("#nobody")).to_be_visible()
    phone.get_by_test_id("find").fill("")
    phone.get_by_role("button", name="Jürgen Wölfl").tap()
    phone.wait_for_url(f"**/p/{plan}")


def test_without_scripts_one_comes_in_all_the_same(house: House, plan: str, codes: tuple[str, str]) -> None:
    phone = house.opens(**PHONE, java_script_enabled=False)
    gives(phone, codes[0])
    phone.get_by_test_id("add-me").click()
    phone.get_by_test_id("my-name").fill("Noor Bakker")
    phone.get_by_test_id("join-me").click()
    assert urlsplit(phone.url).path == f"/p/{plan}"


def test_who_signs_waits_and_goes_on_by_itself_after_the_nod(
    house: House, laptop: Page, plan: str, codes: tuple[str, str]
) -> None:
    laptop.goto(f"/p/{plan}/roster")
    laptop.get_by_role("link", name="Jan de Wit").click()
    laptop.get_by_label("Signs as").select_option("sales-director")
    laptop.get_by_test_id("keep-person").click()
    laptop.goto(f"/p/{plan}/door")
    phone = house.opens(**PHONE, locale="nl-NL")
    gives(phone, codes[0])
    phone.get_by_role("button", name="Jan de Wit").tap()
    phone.wait_for_url(f"**/p/{plan}/wait")
    laptop.get_by_role("button", name="Let Jan de Wit in").click()  # it appeared without a reload
    phone.wait_for_url(f"**/p/{plan}")


def test_a_customer_waits_calmly_and_is_let_in_by_the_step(
    house: House, laptop: Page, plan: str, codes: tuple[str, str]
) -> None:
    phone = house.opens(**PHONE)
    gives(phone, codes[1])
    expect(phone.get_by_role("heading", name="We start at 13:30")).to_be_visible()
    room = house.server.do(house.server.site.rooms.get(plan))
    house.server.do(house.server.identity.ask(room, do.SetRoom("board", "shared")))
    house.server.do(house.server.identity.ask(room, do.SetRoom("admitted", True)))
    phone.get_by_test_id("my-name").fill("Marijke Smit")
    assert not phone.get_by_test_id("consent").is_checked()
    phone.get_by_test_id("consent").check()
    phone.get_by_test_id("join-me").click()
    phone.wait_for_url(f"**/p/{plan}")
    house.server.do(house.server.identity.ask(room, do.SetRoom("board", "internal")))


def test_a_pasted_list_stays_when_the_language_is_switched(house: House, laptop: Page, plan: str) -> None:
    laptop.goto(f"/p/{plan}/roster")
    laptop.get_by_test_id("paste").fill("Anna Bauer\tAustria\nBen Smit\tNetherlands")
    laptop.get_by_test_id("read-paste").click()
    laptop.get_by_label("Take Ben Smit").uncheck()
    laptop.get_by_role("button", name="Nederlands").click()
    expect(laptop.locator("html")).to_have_attribute("lang", "nl")
    expect(laptop.get_by_role("rowheader")).to_have_text(["Anna Bauer", "Ben Smit"])
    assert [box.is_checked() for box in laptop.get_by_role("checkbox").all()] == [True, False]
    laptop.get_by_role("button", name="English").click()
    laptop.goto(f"/p/{plan}/roster")


def test_a_plan_is_in_the_zone_of_whoever_makes_it(house: House, laptop: Page) -> None:
    abroad = house.opens(timezone_id="Asia/Tokyo", **LAPTOP)
    abroad.context.add_cookies(laptop.context.cookies())
    abroad.goto("/new")
    zone = abroad.get_by_label("Time zone")
    expect(zone).to_have_value("Asia/Tokyo")
    expect(zone.locator("option").first).to_have_text("Tokyo")


def test_any_machine_turns_into_the_board(house: House, laptop: Page, plan: str) -> None:
    machine = house.opens(viewport={"width": 1920, "height": 1080})
    machine.goto("/board")
    laptop.goto(f"/p/{plan}/boards")
    laptop.get_by_test_id("code").fill(machine.get_by_test_id("board-code").inner_text())
    laptop.get_by_test_id("accept-board").click()
    machine.wait_for_url(f"**/p/{plan}/board")


def test_the_room_check_sees_a_phone_arrive(house: House, laptop: Page, plan: str) -> None:
    laptop.goto(f"/p/{plan}/check")
    link = laptop.get_by_test_id("trial").get_attribute("href")
    assert link
    phone = house.opens(**PHONE)
    phone.goto(urlsplit(link).path)
    expect(phone.locator("[data-trip]")).to_be_visible()
    expect(laptop.get_by_test_id("arrival").first).to_contain_text(re.compile(r"\d+ ms"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_scrolls_sideways_on_the_smallest_phone(
    house: House, laptop: Page, plan: str, codes: tuple[str, str], scheme: str
) -> None:
    small = house.opens(**SMALL, color_scheme=scheme)
    small.context.add_cookies(laptop.context.cookies())  # the facilitator's phone
    paths = ["/", "/new", "/account", "/join", "/login", "/board", "/nowhere"]
    paths += [f"/p/{plan}/{page}" for page in ("roster", "check", "door", "boards", "settings", "you")]
    wide = []
    for language in ("en", "nl"):
        for path in paths:
            small.goto(f"{path}?lang={language}")
            over = small.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                wide.append(f"{path} {language}: {over} px")
    assert wide == []


def test_nothing_complained(house: House) -> None:
    """No script failed and the content policy stopped nothing, in all that went before."""
    assert [said for said in house.broken if "404" not in said and "403" not in said] == []


def test_axe_finds_nothing_and_thumbs_find_everything(
    house: House, laptop: Page, plan: str, codes: tuple[str, str]
) -> None:
    stranger, ours = house.opens(**PHONE), house.opens(**PHONE)
    ours.context.add_cookies(laptop.context.cookies())
    gives(stranger, codes[0])
    wrong = complaints(stranger)
    for page in ("", "/add"):
        stranger.goto(urlsplit(stranger.url).path.removesuffix("/add") + page)
        wrong += complaints(stranger)
    for path in ("/", "/new", "/account", *(f"/p/{plan}/{p}" for p in OFFICE)):
        ours.goto(path)
        wrong += complaints(ours)
    assert wrong == []


OFFICE = ("roster", "check", "door", "boards", "settings", "you")


def complaints(page: Page) -> list[str]:
    """What axe-core finds, and what is too low for a thumb."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        """async () => [
          ...(await axe.run()).violations.map((each) =>
            `${location.pathname}: ${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`),
          ...[...document.querySelectorAll('button, .btn, .tabs a, .lang a, summary')]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
            .map((each) => `${location.pathname}: ${each.textContent.trim()} is too low`),
        ]"""
    )
    return found
