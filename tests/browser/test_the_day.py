"""The whole day, from the code on the wall to the sealed plan, over plain HTTP in real browsers.

Anouk leads from her laptop, a board hangs on the wall, Sofie, Daan and Ingrid (whose phone speaks Dutch) plan from
their phones, sixty colleagues edit with programs all day, and after lunch Marijke and Pieter of the customer come in.
What their phones receive is kept to the last byte. The plan holds canaries in all that is internal.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.day.colleagues import READS, Colleagues
from tests.browser.day.company import Company, Console, Guest, Phone
from tests.browser.day.papers import Paper, squeezed
from tests.browser.day.tap import Tap, opened
from tests.canaries import Secrets
from tests.faults.served import Served, demo

ANOUK, SOFIE, DAAN, INGRID = "Anouk Terpstra", "Sofie Maes", "Daan Smit", "Ingrid Veld"
MARIJKE, PIETER = "Marijke van den Berg", "Pieter Hoekstra"
COLLEAGUES = 60

FACTOR = "Letters leave the day they are written"
THEIR_FACTOR = "Post goes out the same day"
CONDITION = "≥ 98 % letters posted the same day by June"
ACTION = "Count letters at both gates @Daan Smit 15 March"
HIDDEN = "Second data centre line"
INSIDE = "Every contract earns its cost to serve"
PROMISE = "Name somebody for each output centre"
COMMENT = "Only if Linz is counted too"
BEFORE_THE_TREE = (
    "Aims to test",
    "Goal",
    "Parts and months",
    "Break",
    "Constraints",
    "The top three",
    "Critical success factors and necessary conditions",
)
REASON = "I want to read the margin again"


@dataclass
class Day:
    """Everybody, and what they lead, write and read."""

    company: Company
    anouk: Console
    board: Guest
    sofie: Phone
    daan: Phone
    ingrid: Phone
    marijke: Phone
    pieter: Phone

    @property
    def ours(self) -> tuple[Phone, ...]:
        return (self.sofie, self.daan, self.ingrid)

    @property
    def theirs(self) -> tuple[Phone, ...]:
        return (self.marijke, self.pieter)

    def api(self, name: str) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.company.person(name)['token']}"}
        return httpx.Client(base_url=self.company.served.url, headers=headers, timeout=60)

    def records(self, name: str = ANOUK) -> dict[str, dict[str, Any]]:
        with self.api(name) as client:
            told = client.get(f"/api/plans/{self.company.plan}").json()["records"]
        return {record["id"]: record for record in told}

    def record(self, kind: str, words: str) -> dict[str, Any]:
        found = (each for each in self.records().values() if each["kind"] == kind)
        return next(each for each in found if words in str(each["fields"].get("statement", "")))

    def goes_on(self, to: str) -> None:
        """The next step, on the console and on every screen that stands in the room."""
        self.anouk.goes_on(to)
        expect(self.board.page.locator(".head .step")).to_contain_text(to)


@pytest.fixture
def day(browser: Browser, tmp_path: Path) -> Iterator[Day]:
    served = Served(tmp_path / "data")
    told = demo(served.data, served.url, "--members", "80", "--canaries")
    served.start()
    try:
        with Tap(served.port) as tap, contextlib.ExitStack() as contexts:
            company = Company(browser, served, told, tap, contexts)
            console, board = company.console(ANOUK), company.board()
            ours = company.phone(SOFIE), company.phone(DAAN), company.phone(INGRID, "nl-NL")
            yield Day(company, console, board, *ours, company.customer(MARIJKE), company.customer(PIETER))
    finally:
        served.stop()


def test_a_day_runs_from_the_code_on_the_wall_to_the_sealed_plan(day: Day, tmp_path: Path) -> None:
    with sixty_colleagues(day) as colleagues:
        the_room_opens(day)
        everybody_writes_in_silence(day)
        a_line_finds_its_place_in_the_tree(day)
        the_branch_is_built(day)
        what_the_customer_may_see_is_decided(day)
        the_customer_comes_in(day)
        the_customer_reads_line_by_line(day)
        our_side_withdraws_and_comes_back(day)
        the_plan_is_signed(day)
        internal, shared = the_sealed_plan_is_taken_home(day, tmp_path)
        everybody_agrees(day, colleagues)
    the_papers_hold_what_was_agreed(day, internal, shared)
    nothing_of_ours_reached_the_customer(day, shared)
    nobody_leant_on_a_secure_context(day)


# ---------------------------------------------------------------- the morning


@contextlib.contextmanager
def sixty_colleagues(day: Day) -> Iterator[Colleagues]:
    """Each answers for an action under a condition that we keep to ourselves."""
    members = [each for each in day.company.told["people"] if each["name"].startswith("Member ")][:COLLEAGUES]
    assert len(members) == COLLEAGUES
    condition = day.record("nc", "disputed invoices")["id"]
    commands = [
        {
            "type": "command", "id": f"the-work-of-{each['id']}", "do": "add", "kind": "action", "parent": condition,
            "fields": {
                "statement": f"What {each['name']} does", "accountable": each["id"], "responsible": each["id"],
                "due": "2027-03-12", "status": "open",
            },
        }
        for each in members
    ]  # fmt: skip
    with day.api(ANOUK) as client:
        answers = client.post(f"/api/plans/{day.company.plan}/commands", json=commands).json()
    assert {answer["type"] for answer in answers} == {"ack"}
    actions = {each["id"]: f"the-work-of-{each['id']}" for each in members}
    with Colleagues(day.company.served.url, day.company.plan, members, actions) as colleagues:
        yield colleagues


def the_room_opens(day: Day) -> None:
    """A laptop, a wall, phones: by link, by code and a nod."""
    day.company.by_link(day.anouk)
    day.anouk.goes(f"/p/{day.company.plan}/boards")
    day.board.goes("/board")
    day.anouk.test("code").fill(day.board.test("board-code").inner_text())
    day.anouk.test("accept-board").click()
    day.anouk.goes(f"/p/{day.company.plan}/check")
    for_guests = day.anouk.test("customer-code").inner_text()
    day.anouk.goes(f"/p/{day.company.plan}/console")
    day.anouk.goes_on("Open the room")
    code = day.board.test("code").inner_text()
    for phone in (day.sofie, day.daan):
        scans_and_taps(day, phone, code)
    day.company.by_link(day.ingrid)
    expect(day.ingrid.page.locator("html")).to_have_attribute("lang", "nl")
    for phone in day.ours:
        phone.is_saved()
    for customer in day.theirs:
        customer.goes("/join")
        customer.test("code").fill(for_guests)
        customer.test("go").tap()
        customer.sees("We start at 13:30")


def scans_and_taps(day: Day, phone: Phone, code: str) -> None:
    """The code from the wall, one's own name; who signs waits for a nod."""
    phone.goes("/join")
    phone.test("code").fill(code)
    phone.test("go").tap()
    phone.test("find").fill(phone.name.split()[0])
    phone.page.get_by_role("button", name=phone.name, exact=True).tap()
    phone.sees(re.compile("The facilitator lets you in"))
    day.anouk.page.get_by_role("button", name=f"Let {phone.name} in").click()
    expect(phone.test("tab-now")).to_be_visible()
    phone.is_in_the_open()


def everybody_writes_in_silence(day: Day) -> None:
    day.goes_on("Last year")
    day.goes_on("The customer’s aims")
    day.sofie.writes(FACTOR)
    day.daan.writes("Fewer suppliers")
    day.ingrid.writes("Alles digitaal in 2029")
    expect(day.daan.page.get_by_text(FACTOR)).to_have_count(0)
    expect(day.anouk.page.get_by_text(FACTOR)).to_have_count(0)
    day.anouk.test("reveal").click()
    for guest in (*day.ours, day.anouk):
        guest.sees(FACTOR)
        guest.sees("Alles digitaal in 2029")


def a_line_finds_its_place_in_the_tree(day: Day) -> None:
    lines = day.anouk.test("line-to-place")
    line = lines.filter(has=day.anouk.page.locator("p", has_text=FACTOR))
    line.locator("select").select_option(f"csf {day.record('goal', '')['id']}")
    expect(day.anouk.line("csf", FACTOR)).to_be_visible()
    expect(line).to_have_count(0)
    expect(day.anouk.test("blocking")).to_contain_text("the signature")
    for step in BEFORE_THE_TREE:
        day.goes_on(step)
    all_clocks_agree(day)


def all_clocks_agree(day: Day) -> None:
    """Everybody counts down to the same moment."""
    deadline = day.anouk.page.locator("b[data-deadline]").get_attribute("data-deadline")
    assert deadline
    for guest in (day.board, *day.ours):
        expect(guest.page.locator("b[data-deadline]").first).to_have_attribute("data-deadline", deadline)


def the_branch_is_built(day: Day) -> None:
    """A condition in one line, read into chips that somebody else corrects in his own language; an action with a name."""
    day.anouk.page.locator("label", has=day.anouk.test("gate-edit")).click()
    day.sofie.adds_condition(FACTOR, CONDITION)
    condition = day.ingrid.opens_condition(FACTOR, "letters posted the same day")
    expect(condition.get_by_test_id("target")).to_have_value("98")
    expect(condition.get_by_test_id("unit")).to_have_value("%")
    expect(condition.get_by_test_id("comparator")).to_have_value("ge")
    expect(condition.get_by_test_id("date")).to_have_value(re.compile(r"30.jun"))
    for name, value in (("target", "97,5"), ("baseline", "91"), ("source", "Sorteerlogboek")):
        condition.get_by_test_id(name).fill(value)
        condition.get_by_test_id(name).press("Enter")
    expect(day.anouk.line("nc", "letters posted the same day")).to_contain_text("97.5")
    day.goes_on("Do we need it, is it enough?")
    day.goes_on("Actions")
    day.daan.adds_action(FACTOR, "letters posted the same day", ACTION)
    action = day.anouk.line("action", "Count letters at both gates")
    expect(action).to_contain_text("D. Smit, 15 Mar")
    expect(day.anouk.test("blocking")).to_have_text("nothing blocks the signature")


def what_the_customer_may_see_is_decided(day: Day) -> None:
    """A branch is reworded and shared, one line is taken out, and leaving the step turns the board."""
    day.goes_on("Accept")
    day.goes_on("Share")
    factor = day.anouk.share_line(FACTOR)
    expect(factor).to_have_attribute("data-shared", "no")
    factor.get_by_test_id("reword").click()
    factor.get_by_test_id("reword-words").fill(THEIR_FACTOR)
    expect(factor.locator(".theirs-words")).to_contain_text(THEIR_FACTOR)
    factor.get_by_test_id("share-branch").click()
    for line in (FACTOR, "letters posted the same day", "Count letters at both gates"):
        expect(day.anouk.share_line(line)).to_have_attribute("data-shared", "yes")
    hidden = day.anouk.share_line(HIDDEN)
    hidden.get_by_test_id("share-it").click()
    expect(hidden).to_have_attribute("data-shared", "no")
    expect(day.anouk.test("glass")).to_contain_text(THEIR_FACTOR)
    expect(day.anouk.test("glass")).not_to_contain_text(FACTOR)
    expect(day.board.page.locator("footer [data-edition]")).to_have_attribute("data-edition", "internal")
    day.goes_on("Lunch")
    expect(day.board.page.locator("footer [data-edition]")).to_have_attribute("data-edition", "shared")
    expect(day.board.page.get_by_text(FACTOR)).to_have_count(0)


# ---------------------------------------------------------------- the afternoon


def the_customer_comes_in(day: Day) -> None:
    """Not while a board may still show what is ours; then by tapping a name, and who signs by a nod."""
    day.goes_on("Welcome")
    day.board.page.close()
    expect(day.anouk.test("admit")).to_be_disabled()
    expect(day.anouk.page.locator("[data-now=boards]")).not_to_be_empty()
    asked = {"type": "command", "id": "let-them-in-now", "do": "room", "name": "admitted", "value": True}
    with day.api(ANOUK) as client:
        refused = client.post(f"/api/plans/{day.company.plan}/commands", json=asked).json()
    assert (refused["type"], refused["code"]) == ("refused", "board-not-shared")
    day.board.page = day.board.context.new_page()
    day.board.goes("/board")
    expect(day.board.page.locator("footer [data-edition]")).to_have_attribute("data-edition", "shared")
    day.anouk.test("admit").click()
    for customer in day.theirs:
        customer.page.get_by_label(customer.name).check()
        customer.test("consent").check()
        customer.test("join-me").tap()
    day.anouk.page.get_by_role("button", name=f"Let {MARIJKE} in").click()
    for customer in day.theirs:
        expect(customer.test("tab-plan")).to_be_visible()
        customer.turns_to("plan")
        customer.sees(THEIR_FACTOR)
        customer.is_in_the_open()
    for phone in day.ours:
        expect(phone.test("edition")).to_be_visible()
        expect(phone.page.get_by_text(INSIDE)).to_have_count(0)


def the_customer_reads_line_by_line(day: Day) -> None:
    day.goes_on("Insight")
    day.goes_on("Review line by line")
    for customer in day.theirs:
        customer.turns_to("now")
    day.marijke.answers(THEIR_FACTOR, "agree")
    day.marijke.answers("letters posted the same day", "change", COMMENT)
    day.pieter.answers("Count letters at both gates", "missing")
    reviewed = day.anouk.test("review-line").filter(has_text="letters posted the same day").first
    expect(reviewed).to_contain_text(COMMENT)
    expect(reviewed).to_contain_text(MARIJKE)
    day.pieter.sees(COMMENT)
    day.sofie.turns_to("now")
    day.sofie.sees(COMMENT)


def our_side_withdraws_and_comes_back(day: Day) -> None:
    """Customers' phones rest meanwhile; then both sides promise, and what is open gets an owner and a date."""
    day.goes_on("Break and caucus")
    for customer in day.theirs:
        customer.sees("Time for a break.")
        expect(customer.page.get_by_text(THEIR_FACTOR)).to_have_count(0)
    day.goes_on("Mirror plan")
    day.anouk.unfolds(FACTOR)
    day.anouk.writes_under("action", "Count letters at both gates", f"{PROMISE} @{PIETER} 26 February")
    promised = day.anouk.page.locator("#outline [data-kind=action]", has_text=PROMISE)
    expect(promised).to_contain_text("P. Hoekstra, 26 Feb")
    promised.get_by_test_id("open-all").click()
    promised.locator("summary", has_text="kept inside").click()
    promised.get_by_test_id("share").click()
    for customer in day.theirs:
        customer.turns_to("plan")
    day.pieter.turns_to("mine")
    day.pieter.sees(PROMISE)
    day.goes_on("Refine")
    finding = day.anouk.test("finding").filter(has_text="unit").first
    finding.get_by_test_id("carry").click()
    finding.locator("select[name=owner]").select_option(label="Bram Visser")
    finding.locator("input[name=due]").fill("2027-02-26")
    finding.get_by_test_id("carry-it").click()
    expect(day.anouk.test("findings")).to_contain_text("Bram Visser clears it by 26 Feb")


# ---------------------------------------------------------------- the evening


def the_plan_is_signed(day: Day) -> None:
    """Frozen with one tap; one of us declines first, with a reason that stays inside."""
    day.goes_on("Read back and sign")
    day.anouk.test("freeze").click()
    for phone in (*day.ours, day.marijke):
        phone.turns_to("now")
        expect(phone.test("sign-page")).to_be_visible()
    day.daan.declines(REASON)
    expect(day.anouk.test("signing")).to_contain_text(REASON)
    day.sofie.draws()
    day.sofie.signs()
    day.daan.signs()
    day.marijke.signs()
    day.ingrid.signs()
    expect(day.anouk.test("signatory").filter(has_text="signed")).to_have_count(4)
    expect(day.board.test("signing")).to_contain_text("Signed by all")


def the_sealed_plan_is_taken_home(day: Day, folder: Path) -> tuple[Paper, Paper]:
    """Our edition on our phone, theirs on theirs; both are what a stranger finds current."""
    for phone, edition in ((day.sofie, "internal"), (day.marijke, "shared")):
        expect(phone.test(f"sealed-{edition}")).to_be_visible(timeout=120_000)
    papers = []
    for phone, edition in ((day.sofie, "internal"), (day.marijke, "shared")):
        pdf = phone.fetches(f"/p/{day.company.plan}/document/{edition}.pdf")
        papers.append(Paper.kept(pdf, folder / f"{edition}.pdf"))
        verdict = httpx.post(f"{day.company.served.url}/api/verify", content=pdf, timeout=120).json()
        assert verdict["state"] == "current", verdict
    assert day.marijke.status_of(f"/p/{day.company.plan}/document/internal.pdf") == 404
    return papers[0], papers[1]


def everybody_agrees(day: Day, colleagues: Colleagues) -> None:
    """Whatever was acknowledged to one of the sixty stands in the plan, and all of them show the same plan."""
    colleagues.rest()
    plan = day.records("Member 001")
    colleagues.all_show(plan)
    assert colleagues.acknowledged > COLLEAGUES
    assert colleagues.refused <= READS
    for each in colleagues.each:
        fields = plan[each.action]["fields"]
        assert {name: fields[name] for name in each.lasting()} == each.lasting()


# ---------------------------------------------------------------- what is left of the day


def the_papers_hold_what_was_agreed(day: Day, internal: Paper, shared: Paper) -> None:
    for paper in (internal, shared):
        paper.is_sealed_whole()
    ours, theirs = squeezed(internal.text), squeezed(shared.text)
    for words in (
        "letters posted the same day",
        "97.5",
        "Count letters at both gates",
        PROMISE,
        SOFIE,
        DAAN,
        INGRID,
        MARIJKE,
    ):
        assert squeezed(words) in ours, words
        assert squeezed(words) in theirs, words
    for words in (FACTOR, INSIDE, HIDDEN, "Bram Visser"):
        assert squeezed(words) in ours, words
        assert squeezed(words) not in theirs, words
    assert squeezed(THEIR_FACTOR) in theirs
    assert shared.plan["edition"] == "shared"
    assert internal.plan["edition"] == "internal"


def nothing_of_ours_reached_the_customer(day: Day, shared: Paper) -> None:
    """Neither in the sealed file, however deep, nor in any byte that came to their phones all day."""
    secrets = kept_inside(day)
    inside = [line for piece in shared.everything() for line in secrets.found_in(piece)]
    assert not inside, "\n".join(inside[:20])
    heard = [opened(bytes(stream)) for stream in day.company.tap.streams]
    for stream in heard:
        assert b"permessage-deflate" not in stream.lower()
        assert b"transfer-encoding: chunked" not in stream.lower()
    leaks = [line for stream in heard for line in secrets.found_in(stream)]
    assert not leaks, "\n".join(leaks[:20])
    everything = b"".join(heard)
    assert THEIR_FACTOR.encode() in everything, "the tap heard nothing"
    assert b"%PDF-" in everything


def kept_inside(day: Day) -> Secrets:
    """Canaries, what was said among ourselves today, and the names that customers have no business to know."""
    secrets = Secrets.of_demo(day.company.told)
    assert len(secrets.values) > 40
    assert len(secrets.amounts) >= 2
    secrets.add(
        (FACTOR, REASON, INSIDE, HIDDEN, "Sorteerlogboek", "Among ourselves:", "What I do, for the"),
        "said among ourselves",
    )
    named = {
        record["fields"].get(who)
        for record in day.records(MARIJKE).values()
        for who in ("accountable", "responsible")
    }
    for person in day.company.told["people"]:
        signs = person["name"] in (SOFIE, DAAN, INGRID)
        if person["side"] == "ours" and person["id"] not in named and not signs:
            secrets.add((person["name"], person["id"]), "somebody whom customers do not know")
    return secrets


def nobody_leant_on_a_secure_context(day: Day) -> None:
    for guest in day.company.guests:
        guest.is_in_the_open()
        assert not guest.troubles, f"{guest.name}: {guest.troubles}"
