"""What is kept from one scene to the next is what would be drawn anew, for every audience, whatever people do."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from app.domain import commands as do
from app.domain.decide import decide
from app.domain.events import Meta
from app.domain.evolve import evolve
from app.domain.people import Edition, Role, Side
from app.domain.refusals import Refused
from app.live.page import Page
from app.live.ports import Audience, Surface
from app.session.touched import Touched, touched_by
from app.web.drawing import Drawing, environment
from app.web.scene import Scene, stage
from app.web.screens import Screens
from tests.histories import Wish, asked, beginning, histories
from tests.worlds import SERVER

PLAN = "the-plan-itself"
NAMES = {
    "ruth-the-facilitator": "Ruth Adler",
    "anna-the-member": "Anna Bauer",
    "ben-the-member": "Ben Visser",
    "marijke-of-noordzee": "Marijke Berg",
    "pieter-of-noordzee": "Pieter Hoekstra",
}
INSIDE, SHARED = Edition.INTERNAL, Edition.SHARED
AUDIENCES = (
    Audience(INSIDE, Role.MEMBER, Surface.PHONE, "en"),
    Audience(INSIDE, Role.FACILITATOR, Surface.PHONE, "nl"),
    Audience(SHARED, Role.CUSTOMER, Surface.PHONE, "en"),
    Audience(SHARED, Role.MEMBER, Surface.PHONE, "en"),
    Audience(INSIDE, Role.BOARD, Surface.BOARD, "en"),
    Audience(SHARED, Role.BOARD, Surface.BOARD, "en"),
    Audience(INSIDE, Role.FACILITATOR, Surface.CONSOLE, "en"),
    Audience(INSIDE, Role.MEMBER, Surface.JSON, "en"),
    Audience(SHARED, Role.CUSTOMER, Surface.JSON, "en"),
)
PEOPLE = (
    (AUDIENCES[0], "anna-the-member"),
    (AUDIENCES[0], "ben-the-member"),
    (AUDIENCES[1], "ruth-the-facilitator"),
    (AUDIENCES[2], "marijke-of-noordzee"),
)
EVERYONE = Touched(everyone=True)
SCREENS = Screens(Drawing(environment()))


def looks(page: Page) -> object:
    return dict(page.entries), dict(page.order), page.version


class Room:
    """Everybody's pages, each following the one before."""

    def __init__(self) -> None:
        self.state = beginning().state
        self.names = dict(NAMES)
        self.scene: Scene = stage(PLAN, self.state, self.names)
        self.pages = {audience: SCREENS.page(audience, self.scene, None) for audience in AUDIENCES}
        self.own = {who: SCREENS.personal(*who, self.scene, None) for who in PEOPLE}

    def does(self, wish: Wish, fresh: str) -> None:
        try:
            events = decide(self.state, wish.who, asked(self.state, wish, fresh))
        except Refused:
            return
        touched = Touched()
        for event in events:
            before = self.state
            self.state = evolve(before, event, Meta(before.seq + 1, wish.who.now, wish.who.person, fresh))
            touched |= touched_by(before, self.state, event, wish.who.person)
        self.shows(touched)

    def shows(self, touched: Touched = EVERYONE) -> None:
        self.scene = stage(PLAN, self.state, self.names, self.scene)
        anew = stage(PLAN, self.state, self.names)
        for audience in AUDIENCES:
            self.pages[audience] = SCREENS.page(audience, self.scene, self.pages[audience])
            assert looks(self.pages[audience]) == looks(SCREENS.page(audience, anew, None)), audience
        for audience, person in PEOPLE:
            # Whoever is not said to be touched keeps the page that they have.
            if touched.everyone or person in touched.people:
                before = self.own[audience, person]
                self.own[audience, person] = SCREENS.personal(audience, person, self.scene, before)
            assert looks(self.own[audience, person]) == looks(SCREENS.personal(audience, person, anew, None))

    def is_changed(self, person: str, **what: object) -> None:
        """Their place in the plan is another one now."""
        changed = replace(self.state.people[person], **what)  # type: ignore[arg-type]
        (event,) = decide(self.state, SERVER, do.SetPerson(changed))
        self.state = evolve(self.state, event, Meta(self.state.seq + 1, SERVER.now, None))
        self.shows()


@settings(max_examples=settings().max_examples // 3)
@given(history=histories(24))
def test_following_pages_are_those_that_would_be_drawn_anew(history: list[Wish]) -> None:
    room = Room()
    for number, wish in enumerate(history):
        room.does(wish, f"fresh-record-{number}")


def test_names_and_roles_reach_every_line_that_says_them() -> None:
    room = Room()
    room.names = {**room.names, "ben-the-member": "Benjamin Visser"}
    room.shows()
    phone = room.pages[AUDIENCES[0]]
    assert b"Benjamin" in b"".join(each.body for each in phone.entries.values())
    room.is_changed("ben-the-member", function="Country")
    room.is_changed("marijke-of-noordzee", joined=True)
    assert room.state.people["marijke-of-noordzee"].side is Side.THEIRS
