"""Before the day, on one's own phone: do I come, a few lines beforehand, are we ready. By one's personal link.

Plain forms, so that it works on whatever the mail was opened with. Customers are asked whether they come and nothing
else; nothing of the plan stands on their page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.activities.writing import keeps
from app.domain import commands as do
from app.domain import readiness
from app.domain.agenda import said
from app.domain.people import Coming, Person, Role, Side
from app.domain.refusals import Refused, Why
from app.i18n import formats
from app.live.ports import Seat
from app.session.journal import NotSaved
from app.session.live_plan import Done, NotDone, NotYet
from app.web import before, readiness_words, words
from app.web.desk import actor
from app.web.identity import tokens, visitors
from app.web.identity.identity import identity
from app.web.pages.leading import field, form, go, sent
from app.web.pages.page import language_of, page, spoken
from app.web.rooms import Room

router = APIRouter()

LONGEST_LINE = 240


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came by their link."""

    seat: Seat
    room: Room
    person: Person

    @property
    def ours(self) -> bool:
        return self.seat.side is Side.OURS


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what I wrote for it."""

    step: str
    prompt: str
    title: str
    ask: str
    hint: str
    private: bool
    lines: tuple[Line, ...]
    record: str
    """Id of the next line: a form that is sent twice adds it once."""


@dataclass(frozen=True, slots=True)
class Statement:
    key: str
    words: str
    answer: int | None


@router.get("/p/{plan}/before")
async def before_page(request: Request, plan: str) -> Response:
    """All that is asked of me."""
    return _page(request, await _guest(request, plan))


@router.post("/p/{plan}/before/coming")
async def coming(request: Request, plan: str) -> Response:
    """Yes, or no."""
    guest, given = await _guest(request, plan), await form(request)
    answer = field(given, "coming", 5)
    if answer not in list(Coming):
        raise HTTPException(422)
    await _ask(guest, do.Answer(answer == Coming.YES))
    return go(f"/p/{plan}/before#coming")


@router.post("/p/{plan}/before/line")
async def line(request: Request, plan: str) -> Response:
    """One more line for a question."""
    guest, given = await _guest(request, plan, ours=True), await form(request)
    ask = before.find(guest.room.live.state.run, field(given, "step", 64), field(given, "prompt", 64))
    text = " ".join(field(given, "text").split())
    if ask is None:
        return _page(request, guest, Refused(Why.UNKNOWN_STEP), 409)
    try:
        if not text:
            raise Refused(Why.EMPTY)
        fields = {**ask.fields, "text": text}
        await _ask(guest, do.Add(field(given, "record", 64), "note", fields=fields))
    except Refused as refused:
        if refused.code is not Why.ID_TAKEN:
            return _page(request, guest, refused, 409, (ask.prompt.key, text))
    return go(f"/p/{plan}/before#ask-{ask.prompt.key}")


@router.post("/p/{plan}/before/take-back")
async def take_back(request: Request, plan: str) -> Response:
    """A line of mine is gone again."""
    guest, given = await _guest(request, plan, ours=True), await form(request)
    record = guest.room.live.state.records.get(field(given, "record", 64))
    if record is not None and record.kind == "note" and record.person == guest.seat.person:
        await _ask(guest, do.Remove(record.id))
    return go(f"/p/{plan}/before#ask-{field(given, 'prompt', 64)}")


@router.get("/p/{plan}/before/ready")
async def ready_page(request: Request, plan: str) -> Response:
    """The readiness questions."""
    guest = await _guest(request, plan, ours=True)
    if not _inside(request, guest):
        raise sent(f"/p/{plan}/before")
    return _ready(request, guest)


@router.post("/p/{plan}/before/ready")
async def ready(request: Request, plan: str) -> Response:
    """My answers, all of them at once; what is left out stays unanswered."""
    guest, given = await _guest(request, plan, ours=True), await form(request)
    _must_ask(guest)
    chosen = {key: field(given, key, 1) for key in readiness.QUESTIONS}
    scores = {key: int(value) for key, value in chosen.items() if value in ("0", "1", "2")}
    if not scores:
        return _ready(request, guest, Refused(Why.EMPTY), 422)
    fields = {"step": readiness.STEP, "scores": scores}
    await _ask(guest, do.Add(tokens.id_(), "readiness", fields=fields))
    return go(f"/p/{plan}/before#ready")


async def _guest(request: Request, plan: str, *, ours: bool = False) -> Guest:
    """Who sits here; strangers are sent to the door. `ours`: customers may not know of it."""
    around = identity(request)
    try:
        seat = await visitors.seat_of(around, request, plan)
        room = await around.rooms.get(plan)
    except LookupError:
        raise HTTPException(404) from None
    if seat is None:
        raise sent("/join")
    person = room.live.state.people.get(seat.person)
    if person is None or person.role in (Role.BOARD, Role.AUDITOR):
        raise HTTPException(403)
    if ours and seat.side is Side.THEIRS:
        raise HTTPException(404)
    return Guest(seat, room, person)


async def _ask(guest: Guest, command: do.Command) -> None:
    match await guest.room.live.submit(actor(guest.room, guest.seat), tokens.id_(), command):
        case Done():
            return
        case NotDone(code, about):
            raise Refused(Why(code), **about)
        case NotYet(reason):
            raise NotSaved(reason)


def _must_ask(guest: Guest) -> None:
    format_ = guest.room.live.state.run.format
    if format_ is None or not format_.readiness:
        raise HTTPException(404)


def _page(
    request: Request,
    guest: Guest,
    refused: Refused | None = None,
    status: int = 200,
    kept: tuple[str, str] = ("", ""),
) -> Response:
    state = guest.room.live.state
    run, account = state.run, state.account
    with spoken(request):
        wrong = words.refusal(refused.code, refused.about) if refused else ""
        day = formats.long_date(date.fromisoformat(run.date)) if run.date else ""
    inside = _inside(request, guest)
    answers = before.my_answers(state, guest.seat.person) if inside else {}
    return page(
        request,
        "pages/before.html",
        status=status,
        plan=guest.seat.plan,
        name=guest.room.names.get(guest.seat.person, ""),
        customer=account.text("name") if account and guest.ours else "",
        ours=guest.ours,
        day=day,
        begins=_begins(guest),
        begun=bool(run.began),
        coming=guest.person.coming.value if guest.person.coming else "",
        questions=_questions(guest, language_of(request)) if inside else (),
        readiness=inside and run.format is not None and run.format.readiness,
        answered=len(answers),
        asked=len(readiness.QUESTIONS),
        wrong=wrong,
        kept=kept,
        longest=LONGEST_LINE,
    )


def _inside(request: Request, guest: Guest) -> bool:
    """Whether what is internal may stand on this screen: while customers are here, only where it was pressed for."""
    if not guest.ours:
        return False
    pressed = (guest.seat.plan, guest.seat.session) in identity(request).inside
    return pressed or not guest.room.live.state.run.admitted


def _begins(guest: Guest) -> str:
    """When it begins for them: for customers when they are let in."""
    format_ = guest.room.live.state.run.format
    if format_ is None or guest.ours:
        return format_.begins if format_ else ""
    step = next((each for each in format_.steps if each.admits_customers), None)
    return step.start or "" if step else ""


def _questions(guest: Guest, language: str) -> tuple[Question, ...]:
    state = guest.room.live.state
    return tuple(
        Question(
            step=ask.step.key,
            prompt=ask.prompt.key,
            title=said(ask.step.title, language),
            ask=said(ask.prompt.ask, language),
            hint=said(ask.prompt.hint, language),
            private=bool(keeps(ask.step)),
            lines=tuple(
                Line(note.id, note.text("text")) for note in before.lines(state, ask, guest.seat.person)
            ),
            record=tokens.id_(),
        )
        for ask in before.asked(state.run)
    )


def _ready(request: Request, guest: Guest, refused: Refused | None = None, status: int = 200) -> Response:
    _must_ask(guest)
    mine = before.my_answers(guest.room.live.state, guest.seat.person)
    with spoken(request):
        wrong = words.refusal(refused.code, refused.about) if refused else ""
        account = _statements(readiness.ACCOUNT, mine)
        company = _statements(readiness.COMPANY, mine)
    return page(
        request,
        "pages/before_ready.html",
        status=status,
        plan=guest.seat.plan,
        groups=((True, account), (False, company)),
        wrong=wrong,
    )


def _statements(keys: tuple[str, ...], mine: dict[str, int]) -> tuple[Statement, ...]:
    """In the language being spoken."""
    return tuple(Statement(key, readiness_words.question(key), mine.get(key)) for key in keys)
