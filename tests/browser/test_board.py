"""The board in a real browser: measured full of long Dutch lines, and as a room lives with it through a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.console_room import Led
from tests.browser.phone_room import ANOUK, open_room, violations

MEASURES = (Path(__file__).parent / "board_measures.js").read_text()

SCREENS = ((1920, 1080), (1280, 720), (3840, 2160))

GOAL = (
    "Een dubbel zo grote omzet in Nederland en Oostenrijk samen, "
    "volledig gefactureerd en met de marge die onze dienst betaalt"
)
FACTORS = """\
Wij staan in beide landen als voorkeursleverancier op de lijst voor alle productgroepen, ook voor de dienstverlening nu
Elk contract verdient de kosten van bediening terug, ook op de kleinste vestigingen en in het eerste jaar van de looptijd
De klant vraagt ons mee te denken voordat een aanbesteding wordt geschreven, in Nederland en even vaak in Oostenrijk zelf
De digitale postkamer is de standaard op alle kantoren in beide landen en wordt door de medewerkers dagelijks gebruikt nu
De bestuurders aan beide zijden kennen elkaar, spreken elkaar elk kwartaal en lossen geschillen op binnen tien werkdagen
""".splitlines()
METRICS = """\
van de installaties is op tijd, gemeten per vestiging op de afgesproken dag, inclusief nazorg, oplevering en opruimen
tot een monteur antwoordt als een verwerkingslijn stilstaat, dag en nacht, ook in het weekeinde en op alle feestdagen
van 100 punten in de leveranciersbeoordeling van de klant, met geen enkel onderdeel dat onder de zestig punten uitkomt
betwiste facturen per kwartaal over beide landen samen, geteld op de dag waarop de klant het geschil bij ons heeft gemeld
""".splitlines()
TARGETS = (("gt", "95", "%"), ("le", "4", "uur"), ("ge", "85", ""), ("le", "2", ""))
ACTIONS = """\
Elke week bespreken wij de installatieproblemen van de vorige week met het facilitaire team van de klant, in Utrecht zelf
Twee weken voor elke installatie schouwen wij de vestiging samen met de beheerder en leggen wij de afspraken daarvan vast
Voor de twaalf grootste vestigingen liggen de onderdelen klaar in Utrecht en in Linz en tellen wij de voorraad elke maand
""".splitlines()


@pytest.fixture
def room(browser: Browser, tmp_path: Path) -> Iterator[Led]:
    with open_room(tmp_path / "data") as room:
        yield Led(room, browser)


def plans(room: Led, factors: int, conditions: int, actions: int) -> None:
    """A plan of this shape in place of the worked account's, every line of it long."""
    goal = room.records("goal")[0]["id"]
    ours = [each["id"] for each in room.room.people if each["role"] == "member"]
    asks: list[dict[str, Any]] = [{"do": "remove", "record": each["id"]} for each in room.records("csf")]
    asks.append({"do": "set", "record": goal, "field": "statement", "value": GOAL})
    asks.append({"do": "set", "record": goal, "field": "sales", "value": None})
    for a in range(factors):
        asks.append(added(f"factor-{a}", "csf", goal, statement=FACTORS[a % 5]))
        for b in range(conditions):
            comparator, target, unit = TARGETS[b % 4]
            measure = {"metric": METRICS[b % 4], "comparator": comparator, "target": target, "unit": unit}
            nc = f"condition-{a}-{b}"
            asks.append(
                added(nc, "nc", f"factor-{a}", statement=METRICS[b % 4], date="2027-06-30", **measure)
            )
            for c in range(actions):
                owed = {"accountable": ours[(a + b + c) % len(ours)], "due": "2027-03-31"}
                asks.append(added(f"{nc}-{c}", "action", nc, statement=ACTIONS[c % 3], **owed))
    answers = room.room.asks(*asks)
    assert all(each["type"] == "ack" for each in answers), answers


def added(id_: str, kind: str, parent: str, **fields: Any) -> dict[str, Any]:
    return {"do": "add", "record": f"{id_}-of-it", "kind": kind, "parent": parent, "fields": fields} | (
        {"parent": f"{parent}-of-it"} if kind != "csf" else {}
    )


def accepted(room: Led) -> Page:
    """A machine of the venue that showed its code and was accepted as a board."""
    context = room.browser.new_context(viewport={"width": 1920, "height": 1080})
    room.room.contexts.callback(context.close)
    board = context.new_page()
    board.goto(f"{room.room.url.replace('127.0.0.1', 'room.test')}/board")
    code = board.get_by_test_id("board-code").inner_text()
    taken = httpx.post(
        f"{room.room.url}/p/{room.room.plan}/boards",
        data={"code": code, "label": "Left wall"},
        cookies=room.cookies(ANOUK),
        headers={"origin": room.room.url},
    )
    assert taken.status_code < 400, taken.text
    expect(board.locator("#board-head")).to_be_visible()
    return board


def measured(board: Page) -> dict[str, Any]:
    board.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    found: dict[str, Any] = board.evaluate(MEASURES)
    return found


@pytest.mark.parametrize("shape", [(5, 4, 3), (3, 4, 3), (7, 4, 3), (1, 8, 3), (2, 1, 1)])
def test_everything_is_on_the_board_in_full_or_counted(room: Led, shape: tuple[int, int, int]) -> None:
    factors, conditions, actions = shape
    plans(room, *shape)
    room.goes_to("conditions")
    board = room.page("/board", language="nl", viewport={"width": 1920, "height": 1080})
    folds = set()
    for width, height in SCREENS:
        board.set_viewport_size({"width": width, "height": height})
        found = measured(board)
        assert found["wrong"] == []
        assert [each["words"][:80] for each in found["factors"]] == [
            FACTORS[at % 5][:80] for at in range(factors)
        ]
        assert found["factorsLeft"] == 0
        counts = {(each["conditions"], each["actions"]) for each in found["factors"]}
        assert counts == {(conditions, conditions * actions)}
        work = [each for each in found["conditions"] if each["work"]]
        assert [each["actions"] for each in work] == [actions], "the condition in work is in full"
        assert found["actionsLeft"] == 0
        assert all(each["actions"] == actions for each in found["conditions"])
        assert len(found["conditions"]) + found["conditionsLeft"] == conditions
        folds.add(found["fold"])
    assert len(folds) == 1, "a projector of another size shows the same board"


def test_the_worked_account_is_roomy_and_its_branches_change_beside_a_map_that_stays(room: Led) -> None:
    for each in room.records("csf"):
        words = str(each["fields"]["statement"]).partition(" canary")[0]
        room.room.does("set", record=each["id"], field="statement", value=words)
    room.goes_to("goal")
    board = room.page("/board", viewport={"width": 1920, "height": 1080})
    plan = board.locator("#plan")
    expect(plan).to_have_attribute("data-fold", "0")
    assert measured(board)["wrong"] == []
    expect(board.locator(".branch")).to_contain_text("Weekly feedback loop on installation problems")

    tender = room.records("csf", "Asked before a tender")[0]["id"]
    room.room.does("room", name="spotlight", value=tender)
    expect(board.locator(".branch")).to_contain_text("First roadmap session in Utrecht")
    expect(board.locator(".csf.open h2")).to_contain_text("Asked before a tender is written")
    assert [each[:1] for each in board.locator(".csf > .lv").all_inner_texts()] == ["A", "B", "C", "D"]
    assert measured(board)["wrong"] == []


def test_a_form_is_kept_for_the_step_and_taken_again_in_the_next(room: Led) -> None:
    plans(room, 2, 2, 1)
    room.goes_to("goal")
    board = room.page("/board", viewport={"width": 1920, "height": 1080})
    plan = board.locator("#plan")
    expect(plan).to_have_attribute("data-fold", "0")

    extra = [added(f"more-{n}", "action", "condition-0-0", statement=ACTIONS[n % 3]) for n in range(9)]
    room.room.asks(*extra)
    expect(plan).not_to_have_attribute("data-fold", "0")
    folded = plan.get_attribute("data-fold")
    assert measured(board)["wrong"] == []

    room.room.asks(*({"do": "remove", "record": each["record"]} for each in extra))
    expect(board.locator(".branch [data-testid=action]")).to_have_count(2)
    expect(plan).to_have_attribute("data-fold", str(folded))
    room.goes_to("actions")
    expect(plan).to_have_attribute("data-fold", "0")


def test_time_runs_out_in_words_and_no_step_ends_by_itself(room: Led) -> None:
    room.goes_to("aims")
    board = room.board()
    rule = board.locator(".spent .left")
    expect(board.locator(".clock")).to_contain_text(re.compile(r"14:\d\d\s*left of 15"))
    expect(rule).not_to_have_attribute("width", "1000")
    assert int(rule.get_attribute("x") or 0) + int(rule.get_attribute("width") or 0) == 1000

    room.room.does("room", name="extra", value=-15)
    expect(board.locator(".clock")).to_contain_text(re.compile(r"\+0:\d\d"))
    expect(board.locator(".clock .over")).to_be_visible()
    expect(rule).to_have_attribute("width", "0")
    expect(board.locator(".step")).to_contain_text("The customer’s aims")


def test_the_board_turns_before_the_room_s_eyes_and_lets_nobody_in_before(room: Led) -> None:
    room.goes_to("share")
    board = accepted(room)
    expect(board.locator(".edition")).to_have_text("Internal: our side only")
    edge = "getComputedStyle(document.body).borderTopWidth"
    assert board.evaluate(edge) == "0px"
    expect(board.locator("main")).to_contain_text("Every contract earns its cost to serve")

    shown_at = board.url
    board.goto("about:blank")  # somebody closed the lid: who knows what it shows when it is opened again
    room.goes_to("lunch")
    admit = {"do": "room", "name": "admitted", "value": True}
    assert room.room.asks(admit)[0]["code"] == "board-not-shared", "one board may still show ours"

    board.goto(shown_at)
    expect(board.locator(".edition")).to_have_text("Shared with Noordzee Leven")
    expect(board.locator("main")).not_to_contain_text("Every contract earns its cost to serve")
    assert board.evaluate(edge) != "0px"
    expect(board.locator("[data-sync-of=page]")).to_have_attribute("data-sync", "saved")
    assert room.room.asks(admit)[0]["type"] == "ack"
    assert not any(canary in board.content() for canary in room.canaries)

    room.room.does("room", name="board", value="internal")
    expect(board.locator(".edition")).to_have_text("Internal: our side only")
    assert board.evaluate(edge) == "0px", "the edge turns in the same frame"
    room.room.does("room", name="board", value="shared")
    expect(board.locator(".edition")).to_have_text("Shared with Noordzee Leven")
    assert board.evaluate(edge) != "0px"


def test_people_see_their_name_come_up(room: Led) -> None:
    room.goes_to("open")
    board = room.board()
    expect(board.locator("#came-in")).to_contain_text("of 28")
    picture = board.locator(".plate img")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    room.phone("Sofie Maes")
    expect(board.locator("#came-in")).to_contain_text("Sofie Maes")


@pytest.mark.parametrize("step", ["open", "aims", "conditions", "share", "sign"])
def test_no_barrier_in_any_step_light_or_dark(room: Led, step: str) -> None:
    room.goes_to(step)
    for scheme in ("light", "dark"):
        board = room.page("/board", viewport={"width": 1920, "height": 1080}, color_scheme=scheme)
        assert violations(board) == []
