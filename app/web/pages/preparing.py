"""Before the day, for whoever leads: who has to be there and has not said so, what came in beforehand, are we ready.

Of what people wrote only how much stands here: the lines are theirs until the step reveals them. Of the readiness answers
only how many said what.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain import attendance, readiness
from app.domain.agenda import said
from app.domain.attendance import Place, Standing
from app.domain.people import Person, Side
from app.domain.readiness import Counts, Spread
from app.i18n import formats, language
from app.i18n import gettext as _
from app.web import before, readiness_words
from app.web.identity import invitations, venue
from app.web.pages.leading import Leading, leader
from app.web.pages.page import page, spoken
from app.web.rooms import Room

router = APIRouter()

AT_ONCE = 60
"""Reminders on one page: each needs a link of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place at the table, as the page says it."""

    who: str
    names: tuple[tuple[str, str, str], ...]
    """Id, name and standing of each who fills it."""
    standing: str
    ideally: bool


@dataclass(frozen=True, slots=True)
class Beforehand:
    """A question that is asked beforehand, and how much came."""

    step: str
    ask: str
    lines: int
    people: int
    of: int


@dataclass(frozen=True, slots=True)
class Reminder:
    id: str
    name: str
    function: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A readiness question with its counts."""

    words: str
    all: Counts
    by_function: tuple[Counts, ...]


@router.get("/p/{plan}/preparing")
async def preparing(request: Request, plan: str) -> Response:
    """All of it."""
    leading = await leader(request, plan)
    state = leading.room.live.state
    spread = readiness.spread(state)
    with spoken(request):
        wanted = places(leading.room)
        asked = _beforehand(leading.room)
        rows = _rows(spread)
    run = state.run
    return page(
        request,
        "pages/preparing.html",
        plan=plan,
        account=state.account,
        begun=bool(run.began),
        day=run.date,
        wanted=wanted,
        silent=len(attendance.silent(state.people.values())),
        missing=sum(
            each.standing is not Standing.COMES for each in attendance.places(run.format, state.people)
        ),
        asked=asked,
        readiness=run.format is not None and run.format.readiness,
        spread=spread,
        rows=rows,
        rehearsal=run.rehearsal,
        may_rehearse=leading.account is not None,
    )


@router.get("/p/{plan}/preparing/remind")
async def remind(request: Request, plan: str, person: str = "") -> Response:
    """Words to send to those who have not answered, each with their own link; of one person where asked."""
    leading = await leader(request, plan)
    state = leading.room.live.state
    people = attendance.silent(state.people.values())
    if person:
        people = tuple(each for each in state.people.values() if each.id == person)
    links = await _links(leading, people[:AT_ONCE])
    with spoken(request):
        reminders = [
            Reminder(p.id, leading.room.names.get(p.id, ""), p.function, _text(leading.room, p, links[p.id]))
            for p in people[:AT_ONCE]
        ]
    return page(
        request,
        "pages/remind.html",
        plan=plan,
        account=state.account,
        reminders=reminders,
        more=len(people) - len(reminders),
        lasting=leading.identity.public_url is not None,
    )


def places(room: Room) -> tuple[Wanted, ...]:
    """Who has to be in the room. In the language being spoken."""
    state = room.live.state
    return tuple(_wanted(room, each) for each in attendance.places(state.run.format, state.people))


def _wanted(room: Room, place: Place) -> Wanted:
    names = tuple((p.id, room.names.get(p.id, "") or "–", attendance.standing(p).value) for p in place.people)
    return Wanted(
        who=said(place.need.who, language()) if place.need else _("also needed"),
        names=names,
        standing=place.standing.value,
        ideally=place.ideally,
    )


def _beforehand(room: Room) -> tuple[Beforehand, ...]:
    state = room.live.state
    ours = [p for p in state.people.values() if p.side is Side.OURS and p.takes_part]
    found = []
    for ask in before.asked(state.run):
        written = {p.id: len(before.lines(state, ask, p.id)) for p in state.people.values()}
        found.append(
            Beforehand(
                step=said(ask.step.title, language()),
                ask=said(ask.prompt.ask, language()),
                lines=sum(written.values()),
                people=sum(bool(written[p.id]) for p in ours),
                of=len(ours),
            )
        )
    return tuple(found)


def _rows(spread: Spread) -> tuple[Row, ...]:
    """What divides us and what we lack first."""
    asked = sorted(spread.questions, key=lambda each: (-each.all.divided, -each.all.no, -each.all.partly))
    return tuple(Row(readiness_words.question(each.key), each.all, each.by_function) for each in asked)


async def _links(leading: Leading, people: Sequence[Person]) -> dict[str, str]:
    around, plan = leading.identity, leading.plan
    base = around.public_url or venue.base_url(around, await venue.of_plan(around, plan))
    ways = await asyncio.gather(
        *(invitations.way_in(around, plan, invitations.PERSONAL, person.id) for person in people)
    )
    return {person.id: f"{base}{way.path}" for person, way in zip(people, ways, strict=True)}


def _text(room: Room, person: Person, link: str) -> str:
    """What to send. In the language being spoken; nothing of the plan stands in it."""
    state = room.live.state
    account = state.account
    day = formats.long_date(date.fromisoformat(state.run.date)) if state.run.date else ""
    name = room.names.get(person.id, "").split(" ")[0]
    if person.side is Side.THEIRS:
        host = account.text("organisation") if account else ""
        return _(
            "Dear %(name)s,\n\nOn %(day)s we work with %(host)s on our plans together. Will you be there? Please say so"
            " here; it takes one tap:\n%(link)s\n\nThank you!",
            name=name, day=day, host=host, link=link,
        )  # fmt: skip
    customer = account.text("name") if account else ""
    if before.asked(state.run) or (state.run.format and state.run.format.readiness):
        return _(
            "Hello %(name)s,\n\nOn %(day)s we plan for %(customer)s. Will you be there? Please say so here, and answer a"
            " few short questions beforehand; it takes five minutes:\n%(link)s\n\nThank you!",
            name=name, day=day, customer=customer, link=link,
        )  # fmt: skip
    return _(
        "Hello %(name)s,\n\nOn %(day)s we plan for %(customer)s. Will you be there? Please say so here; it takes one"
        " tap:\n%(link)s\n\nThank you!",
        name=name, day=day, customer=customer, link=link,
    )  # fmt: skip
