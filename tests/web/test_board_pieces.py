"""What stands on the board in every step: no hole in a template, no secret where customers look, nothing too early."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.activities.contract import Door
from app.domain import commands as do
from app.domain.agenda import Format
from app.domain.people import Edition, Person, Role, Side
from app.formats import load
from app.live.ports import Audience, Surface
from app.web.drawing import ROOT, Drawing, environment, whole
from app.web.pages.room import LISTS
from app.web.scene import Scene, stage
from app.web.screens import Screens
from tests.web.test_phone_pieces import agenda, full_of_canaries
from tests.worlds import ANNA, BEN, MARIJKE, PIETER, RUTH, SERVER, Plan, new_plan, signable, small_tree

FORMATS = load(ROOT / "workshops")
DAY = FORMATS["strat-for-nat"]
NAMES = {
    "ruth-the-facilitator": "Ruth Adler",
    "anna-the-member": "Anna Bauer",
    "ben-the-member": "Ben Visser",
    "marijke-of-noordzee": "Marijke Berg",
    "pieter-of-noordzee": "Pieter Hoekstra",
}
DOOR = Door("10.0.4.21:8400", "K7M 4QX", "Stratroom", "linz-utrecht-27", guest_code="P3N 8WD")


class Board:
    """A board in the room, looked at after anything that happened."""

    def __init__(self) -> None:
        self.screens = Screens(Drawing(environment()))
        self.scene: Scene | None = None
        self.names = dict(NAMES)

    def shows(
        self, plan: Plan, edition: Edition = Edition.INTERNAL, language: str = "en", held: int = 0
    ) -> str:
        self.scene = stage("the-plan", plan.state, self.names, self.scene, held, DOOR)
        audience = Audience(edition, Role.BOARD, Surface.BOARD, language)
        page = self.screens.page(audience, self.scene, None)
        return "".join(whole(page, LISTS[Surface.BOARD]).values())


@pytest.fixture
def board() -> Board:
    return Board()


def comes_in(plan: Plan, person: Person) -> None:
    plan.does(SERVER, do.SetPerson(replace(person, joined=True)))


@pytest.mark.parametrize("day", FORMATS.values(), ids=FORMATS.keys())
def test_every_step_is_drawn_and_the_shared_board_holds_no_secret(board: Board, day: Format) -> None:
    plan = full_of_canaries()
    for step in agenda(plan, day):
        inside = board.shows(plan)
        for language in ("en", "nl"):
            shared = board.shows(plan, Edition.SHARED, language)
            assert "canary" not in shared, step.key
            assert DOOR.code not in shared, "our own way in, where customers look"
            assert 'data-edition="shared"' in shared
        assert 'data-edition="internal"' in inside
        assert step.notes.get("en", "nothing").split("\n")[0] not in inside, "the facilitator's notes"


def test_before_the_day_the_board_says_how_to_come_in(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    shown = board.shows(plan)

    assert "K7M\N{NO-BREAK SPACE}4QX" in shown
    assert "linz-utrecht-27" in shown
    assert "/p/the-plan/qr/join.svg?" in shown
    assert "<b>0</b> of 3 came in" in shown
    assert "Listed as preferred supplier" not in shown

    comes_in(plan, plan.state.people["anna-the-member"])
    assert "Anna Bauer" in board.shows(plan)


def test_who_only_leads_is_not_among_those_for_whom_the_room_waits(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    ruth = replace(plan.state.people["ruth-the-facilitator"], function="", joined=True)
    plan.does(SERVER, do.SetPerson(ruth))
    shown = board.shows(plan)
    assert "<b>0</b> of 2 came in" in shown
    assert "Ruth Adler" not in shown

    for gone in (ANNA, BEN):
        plan.does(SERVER, do.DropPerson(str(gone.person)))
    assert "Nobody on the list yet" in board.shows(plan)


def test_guests_are_shown_a_way_in_of_their_own(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.admits()
    plan.goes_to("welcome")
    comes_in(plan, plan.state.people["anna-the-member"])
    comes_in(plan, plan.state.people["marijke-of-noordzee"])
    shown = board.shows(plan, Edition.SHARED)

    assert "P3N\N{NO-BREAK SPACE}8WD" in shown
    assert "/p/the-plan/qr/customer.svg?" in shown
    assert "Marijke Berg" in shown
    assert "Anna Bauer" not in shown, "one of ours whom nothing shared names"


def test_of_more_than_sixty_people_the_board_names_those_who_came_last(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    guests = [Person(f"guest-number-{n:03}", Side.OURS, Role.MEMBER, "Guests") for n in range(70)]
    for guest in guests:
        board.names[guest.id] = f"Guest {guest.id[-3:]}"
        plan.does(SERVER, do.SetPerson(guest))
    board.shows(plan)
    for guest in reversed(guests[:20]):
        comes_in(plan, guest)
        shown = board.shows(plan)

    assert "20 of 70" in shown
    assert "Just came in" in shown
    named = [n for n in range(70) if f"Guest {n:03}" in shown]
    assert named == [0, 1, 2, 3, 4, 5, 6, 7]


def test_silent_lines_are_counted_and_shown_only_when_revealed(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("aims")
    comes_in(plan, plan.state.people["ben-the-member"])
    plan.add(ANNA, "what-anna-guesses", "note", text="Claims paid in five days", step="aims")
    shown = board.shows(plan)
    assert "<b>1</b> of 2 have written" in shown
    assert "Claims paid" not in shown

    plan.does(RUTH, do.Reveal("aims", ()))
    shown = board.shows(plan)
    assert "Claims paid in five days" in shown
    assert "A. Bauer" in shown
    assert "Claims paid" not in board.shows(plan, Edition.SHARED)


def test_a_reveal_puts_the_lines_on_the_board_until_each_has_its_place(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("conditions")
    plan.does(RUTH, do.SetRoom("spotlight", "csf-preferred"))
    plan.add(ANNA, "annas-line", "note", text="Night rota in Linz", step="conditions")
    plan.add(BEN, "bens-line", "note", text="Spare parts on site", step="conditions")
    assert "Night rota" not in board.shows(plan)

    plan.does(RUTH, do.Reveal("conditions"))
    shown = board.shows(plan)
    assert "Night rota in Linz" in shown
    assert "Spare parts on site" in shown
    assert "Night rota" not in board.shows(plan, Edition.SHARED)

    plan.does(RUTH, do.SetRoom("spotlight", "csf-preferred"))
    assert "Listed as preferred supplier" in board.shows(plan), "what is put on the board is there"
    plan.does(RUTH, do.SetRoom("spotlight", None))
    plan.does(RUTH, do.Place("annas-line", "csf-preferred", "nc", "nc-night-rota"))
    assert "Spare parts on site" in board.shows(plan)
    plan.does(RUTH, do.Set("bens-line", "parked", True))
    assert "Listed as preferred supplier" in board.shows(plan)


def test_where_everybody_is_asked_the_board_shows_what_they_say(board: Board) -> None:
    plan = new_plan()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("insight")
    assert "one goal" not in board.shows(plan), "nobody asks for a goal yet"
    plan.add(ANNA, "annas-line", "note", text="Two reviews promised, one held")
    shown = board.shows(plan)
    assert "Two reviews promised, one held" in shown
    assert "A. Bauer" in shown
    assert "Two reviews" not in board.shows(plan, Edition.SHARED)
    plan.goes_to("goal")
    assert "one goal" in board.shows(plan)


def test_a_line_that_is_written_down_for_somebody_is_theirs(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("aims")
    comes_in(plan, plan.state.people["ben-the-member"])
    plan.add(RUTH, "annas-line", "note", text="Paper out by 2029", step="aims", said_by="anna-the-member")
    plan.add(RUTH, "ruths-line", "note", text="One supplier less", step="aims")
    hidden = board.shows(plan)
    assert "<b>1</b> of 2 have written" in hidden
    assert hidden.count("have written") == 1, "said once, and counted once"
    plan.does(RUTH, do.Reveal("aims"))
    shown = board.shows(plan)
    assert "A. Bauer" in shown
    assert "R. Adler" in shown


def test_the_goals_own_words_stand_beside_its_figures(board: Board) -> None:
    plan = signable()
    inside = board.shows(plan)
    assert "EUR\u00a04.2\u00a0M" in inside
    assert "Sales of 4.2 M at 31 % margin" in inside
    plan.does(RUTH, do.Set("the-goal", "wording", "One dependable partner"))
    shared = board.shows(plan, Edition.SHARED)
    assert shared.count("One dependable partner") == 1
    assert "4.2" not in shared


def test_a_target_in_the_midst_of_a_condition_stays_there(board: Board) -> None:
    plan = small_tree()
    plan.does(RUTH, do.Set("nc-on-time", "statement", "Preferred in 5 of 6 countries"))
    for name, value in {"target": "5", "unit": "of 6", "metric": "Preferred in countries"}.items():
        plan.does(RUTH, do.Set("nc-on-time", name, value))
    assert "Preferred in <b>5 of 6</b> countries" in " ".join(board.shows(plan).split())


def test_sharing_says_what_goes_out_and_only_inside(board: Board) -> None:
    plan = small_tree()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("share")
    plan.shares("the-goal", "csf-preferred", "nc-on-time")
    plan.does(RUTH, do.Set("nc-on-time", "wording", "On time, every time"))
    inside = board.shows(plan)
    assert "They read: “On time, every time”" in inside
    assert "not shared" in inside

    shared = board.shows(plan, Edition.SHARED)
    assert "On time, every time" in shared
    assert "not shared" not in shared


def test_review_says_how_many_agreed_and_what_was_heard(board: Board) -> None:
    plan = signable()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.admits()
    plan.goes_to("review")
    for person in ("marijke-of-noordzee", "pieter-of-noordzee"):
        comes_in(plan, plan.state.people[person])
    plan.add(ANNA, "anna-agrees-too", "mark", "nc-on-time", value="agree")
    plan.add(MARIJKE, "marijke-agrees", "mark", "nc-on-time", value="agree")
    assert "1 of 2 have answered" in board.shows(plan, Edition.SHARED)

    plan.add(PIETER, "pieter-agrees", "mark", "nc-on-time", value="agree")
    assert "agreed by all 2" in board.shows(plan, Edition.SHARED)

    plan.does(PIETER, do.Set("pieter-agrees", "value", "change"))
    plan.add(PIETER, "pieter-says", "comment", "nc-on-time", text="A day late in Graz\nis late")
    plan.add(BEN, "ben-remarks", "comment", "nc-on-time", text="They always say that")
    shown = board.shows(plan, Edition.SHARED)
    assert "change asked" in shown
    assert "We heard: “A day late in Graz is late”" in shown
    assert "They always say that" not in shown


def test_a_spotlight_on_what_is_not_shared_shows_nothing_of_it(board: Board) -> None:
    plan = small_tree()
    plan.shares("the-goal", "csf-preferred", "nc-on-time")
    plan.does(RUTH, do.SetRoom("spotlight", "csf-earning"))
    assert 'id="branch-csf-earning"' in board.shows(plan)

    shared = board.shows(plan, Edition.SHARED)
    assert 'id="branch-csf-preferred"' in shared
    assert "csf-earning" not in shared


def test_the_curtain_hides_the_plan(board: Board) -> None:
    plan = signable()
    plan.does(RUTH, do.SetRoom("curtain", True))
    shown = board.shows(plan)
    assert "One moment, please." in shown
    assert "preferred" not in shown
    assert "on-time" not in shown


def test_signing_says_who_has_signed_what(board: Board) -> None:
    plan = signable()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("sign")
    assert "on-time" in board.shows(plan), "the plan, while it is read aloud"

    plan.does(RUTH, do.Freeze())
    freeze = plan.state.signoff.freeze
    assert freeze is not None
    shared, inside = board.shows(plan, Edition.SHARED), board.shows(plan)
    for edition, shown in ((Edition.SHARED, shared), (Edition.INTERNAL, inside)):
        assert freeze.digests[edition][:8] in shown
    assert "Marijke Berg" in shared
    assert "<b>0</b> of 3 have signed" in shared
    assert "<b>0</b> of 2 have signed" in inside

    plan.does(ANNA, do.Decline(freeze.version, "I was not asked"))
    shown = board.shows(plan)
    assert "declined" in shown
    assert "I was not asked" not in shown
