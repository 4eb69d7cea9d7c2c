"""Fills a store with the worked account, by the same commands that a room would give.

Nothing is written past the writer: what the demo holds, a plan can hold. People, sessions and links are made as the
join pages make them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from app.cli.demo import noordzee, past
from app.domain import commands as do
from app.domain.agenda import Format
from app.domain.fields import Ceiling, Money, Text
from app.domain.kinds import KINDS
from app.domain.people import Actor, Person, Role, Side, SignsAs
from app.domain.reading.dates import Period
from app.session.live_plan import Done, LivePlan
from app.store import invitations, people, plans, sessions
from app.store.store import Store
from app.web import reading
from app.web.identity import tokens

SYSTEM = Role.SYSTEM


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody on the demo's roster, with the keys that a test or a visitor needs."""

    id: str
    seat: noordzee.Seat
    token: str
    secret: str
    """Of the personal link."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A value that must never reach a customer, and where it stands."""

    record: str
    field: str
    value: str


@dataclass(slots=True)
class Demo:
    plan: str
    guests: tuple[Guest, ...]
    canaries: list[Canary] = field(default_factory=list)


class Filler:
    def __init__(self, store: Store, live: LivePlan, *, canaries: bool) -> None:
        self._store = store
        self._live = live
        self._canaries = canaries
        self.found: list[Canary] = []
        self.by_name: dict[str, str] = {}
        self.constraints: dict[str, str] = {}
        """By the scope of each."""

    async def do(self, command: do.Command) -> None:
        """One command as the server itself. Raises RuntimeError where it is refused: the demo is wrong then."""
        actor = Actor(None, Side.OURS, SYSTEM, self._live.now())
        answer = await self._live.submit(actor, None, command)
        if not isinstance(answer, Done):
            raise RuntimeError(f"the demo's {type(command).__name__} was not done: {answer}")

    async def add(
        self, kind: str, parent: str | None, fields: dict[str, Any], *, shared: bool = False
    ) -> str:
        """A record, with canaries in its internal fields where they are wanted; shared where it says so."""
        id_ = secrets.token_urlsafe(12)
        if self._canaries:
            fields = dict(self._with_canaries(id_, kind, fields, shared))
            if months := fields.get("phasing"):  # they add up to the target, which is a canary now
                fields["phasing"] = [*months[:-1], months[-1] + fields["sales"] - sum(months)]
        await self.do(do.Add(id_, kind, parent, fields=fields))
        if shared and not KINDS[kind].shared_by_default:
            await self.do(do.Share(id_))
        return id_

    def _with_canaries(
        self, id_: str, kind: str, fields: dict[str, Any], shared: bool
    ) -> Iterator[tuple[str, Any]]:
        hidden = not shared and not KINDS[kind].shared_by_default
        given = {each.name: fields.get(each.name) for each in KINDS[kind].fields}
        for each in KINDS[kind].fields:
            value = given[each.name]
            secret = (
                hidden
                or each.ceiling is Ceiling.INTERNAL
                or (each.name == "statement" and given.get("wording"))
            )
            if (
                secret
                and isinstance(each.type, Text)
                and each.type.longest >= 120
                and each.name != "time_zone"
            ):
                canary = f"canary-{secrets.token_hex(6)}"
                self.found.append(Canary(id_, each.name, canary))
                yield each.name, f"{value} {canary}" if value else canary
            elif secret and isinstance(each.type, Money):
                amount = (
                    (value or 100_000_000) // 1_000_000 * 1_000_000 + secrets.randbelow(899_999) + 100_001
                )
                self.found.append(Canary(id_, each.name, str(amount)))
                yield each.name, amount
            elif value is not None:
                yield each.name, value


async def fill(store: Store, format_: Format, *, members: int, canaries: bool, now: int) -> Demo:
    """The worked account as a plan of its own. `members`: how many more of ours are on the roster. `now`: ms UTC."""
    plan = tokens.id_()
    await store.write(
        lambda rows: plans.create(rows, plan, kind="account", title=noordzee.PLAN_TITLE, at=now)
    )
    live = LivePlan(plan, store.journal, store)
    await live.open()
    try:
        filler = Filler(store, live, canaries=canaries)
        guests = await _roster(filler, store, plan, members, now)
        await filler.do(do.SetAgenda(format_, noordzee.DAY))
        await _tree(filler)
    finally:
        await live.close()
    return Demo(plan, guests, filler.found)


async def _roster(filler: Filler, store: Store, plan: str, members: int, now: int) -> tuple[Guest, ...]:
    more = (noordzee.Seat(f"Member {n:03d}", "Guests") for n in range(1, members + 1))
    guests = []
    for seat in (*noordzee.ROSTER, *more):
        guest = Guest(secrets.token_urlsafe(12), seat, secrets.token_urlsafe(32), secrets.token_urlsafe(16))
        filler.by_name[seat.name] = guest.id
        guests.append(guest)
    await store.write(lambda rows: _seats(rows, plan, guests, now))
    for guest in guests:
        signs_as = SignsAs(guest.seat.signs_as) if guest.seat.signs_as else None
        person = Person(
            guest.id,
            Side(guest.seat.side),
            Role(guest.seat.role),
            guest.seat.function,
            guest.seat.level,
            signs_as,
        )
        await filler.do(do.SetPerson(person))
    return tuple(guests)


def _seats(rows: Session, plan: str, guests: list[Guest], now: int) -> None:
    for guest in guests:
        people.add(rows, guest.id, plan=plan, name=guest.seat.name, function=guest.seat.function, at=now)
        id_ = secrets.token_urlsafe(12)
        sessions.start(
            rows, guest.token, id=id_, kind="api", plan=plan, person=guest.id, at=now, label="demo"
        )
        id_ = secrets.token_urlsafe(12)
        invitations.make(rows, id_, kind="personal", plan=plan, person=guest.id, secret=guest.secret, at=now)


async def _tree(filler: Filler) -> None:
    await filler.add("account", None, dict(noordzee.ACCOUNT))
    goal = await filler.add("goal", None, dict(noordzee.GOAL), shared=True)
    await past.fill(filler, goal)
    for statement, scope_kind, scope, weight in noordzee.CONSTRAINTS:
        fields: dict[str, Any] = {
            "statement": statement,
            "scope_kind": scope_kind,
            "scope": scope,
            "weight": weight,
        }
        filler.constraints[scope] = await filler.add("constraint", None, fields)
    for factor in noordzee.FACTORS:
        fields = _worded(factor.statement, factor.wording)
        csf = await filler.add("csf", goal, fields, shared=factor.shared)
        for measure in factor.measures:
            await _measure(filler, csf, measure)


async def _measure(filler: Filler, csf: str, measure: noordzee.Measure) -> None:
    period = Period(date.fromisoformat(noordzee.DAY), date(2027, 12, 31))
    read = reading.measure(measure.line, period, "en")
    fields: dict[str, Any] = {
        **_worded(measure.line, measure.wording),
        "comparator": "ge",
        **read,
        "baseline": measure.baseline,
        "date": measure.date,
        "read_from": measure.line,
    }
    if measure.source:
        fields["source"] = measure.source
    nc = await filler.add("nc", csf, fields, shared=measure.shared)
    for task in measure.tasks:
        who = filler.by_name[task.who]
        theirs = any(seat.name == task.who and seat.side == "theirs" for seat in noordzee.ROSTER)
        await filler.add(
            "action",
            nc,
            {
                "statement": task.statement,
                "accountable": who,
                "responsible": who,
                "due": task.due,
                "status": task.status,
                "side": "theirs" if theirs else "ours",
                **({"constraint": filler.constraints[task.touches]} if task.touches else {}),
                **({"lever": task.lever} if task.lever else {}),
            },
            shared=task.shared,
        )


def _worded(statement: str, wording: str) -> dict[str, Any]:
    return {"statement": statement, "wording": wording} if wording else {"statement": statement}
