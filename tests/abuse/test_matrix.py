"""Who × which way in × which field × in which edition of its record × when: every cell, over the wire.

Ways in are read from the application's own table, kinds and fields from their declarations, roles from their enum;
what is expected stands here again. A way that nobody declared here fails, and so does one that is no more.

A cell of the first table is a person at a door: let in, or turned away, and to where. A cell of the second is a value
that only one field holds, in whatever comes back through a door that is open.
"""

from __future__ import annotations

import html
import itertools
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app.domain import commands as do
from app.domain.fields import (
    Ceiling,
    Choice,
    Day,
    Field,
    Flag,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Text,
    Value,
)
from app.domain.kinds import KINDS, Kind
from app.domain.people import Actor, Edition, Person, Role, Side
from app.domain.projection import project
from app.domain.secrecy import Viewer
from app.live.ports import Surface
from app.session.live_plan import Done
from app.store import grants, people, users
from app.web.identity import accounts, invitations, tokens
from app.web.identity.devices import Device, Start, now_ms
from app.web.rooms import Room
from tests.abuse.routes import Way, filled, ways
from tests.serving import Served, serving
from tests.worked import worked_account

# ── people ────────────────────────────────────────────────────────────────────────────────────────────────

PEOPLE: dict[str, Role | None] = {
    "nobody": None,
    "shown out": None,
    "of another plan": None,
    "customer": Role.CUSTOMER,
    "board": Role.BOARD,
    "member": Role.MEMBER,
    "auditor": Role.AUDITOR,
    "facilitator": Role.FACILITATOR,
    "owner": Role.FACILITATOR,
}
"""Who asks → in which role. Nobody comes from outside as the server itself."""
MOMENTS = ("before", "while they are here")
"""Customers are not let in yet and boards show what is internal; they are in, and boards are turned."""

# ── doors ─────────────────────────────────────────────────────────────────────────────────────────────────

OPEN = "open"
WHOLE = bool(os.environ.get("STRATROOM_WHOLE"))


def door(**told: str) -> dict[str, tuple[str, str]]:
    """Person → where that ends, before and while customers are here; `/` between the two where they differ."""
    return {
        name.replace("_", " "): (said.partition("/")[0], said.partition("/")[2] or said.partition("/")[0])
        for name, said in told.items()
    }


def all_of(said: str) -> dict[str, tuple[str, str]]:
    return door(**dict.fromkeys((name.replace(" ", "_") for name in PEOPLE), said))


EVERYBODY = all_of(OPEN)
SECRET = all_of("404")
"""Open to whoever knows a secret of 128 bits; to nobody else, whoever they are."""
MACHINE = all_of("404")
"""Closed for want of a token in the settings."""
LEADERS = {
    **all_of("403"), **door(nobody="login", shown_out="login", of_another_plan="404", facilitator=OPEN, owner=OPEN)
}  # fmt: skip
OWNERS = {**LEADERS, **door(facilitator="403")}
ACCOUNTS = {**all_of("login"), **door(of_another_plan=OPEN, auditor=OPEN, owner=OPEN)}
GRANTED = {**ACCOUNTS, **door(of_another_plan="404")}
OWNING = {**GRANTED, **door(auditor="404")}
PROGRAMS = {
    **all_of(OPEN),
    **door(nobody="401", shown_out="401", of_another_plan="401", customer="403/open", board="403"),
}
LEADING_PROGRAMS = {**PROGRAMS, **door(customer="403", member="403", auditor="403")}
SIGNERS = {**PROGRAMS, **door(member="404", auditor="404", facilitator="404", owner="404")}
"""Whoever is asked to sign; in this plan, where nothing is frozen, nobody of ours is."""
OUR_PHONES = {
    **all_of(OPEN),
    **door(nobody="wait", shown_out="wait", of_another_plan="wait", customer="wait/open", board="wait"),
}
PAPER = {**OUR_PHONES, **door(customer="wait/404")}
"""Of the internal edition, which for customers is not there."""
SIGNING = {**OUR_PHONES, **door(member="404", auditor="404", facilitator="404", owner="404")}
SEALING = {**OUR_PHONES, **door(customer="wait/403", member="403", auditor="403")}
INSIDERS = {**all_of("403"), **door(member="open/403", auditor="open/403", facilitator=OPEN, owner=OPEN)}
"""What a customer could read over a shoulder: ours see it while nobody of theirs is here."""
TAKING_BACK = {**INSIDERS, **door(member="403", auditor="403")}
ME = {**all_of(OPEN), **door(nobody="join", shown_out="join", of_another_plan="join", customer="wait/open")}
PRESSING = {**ME, **door(customer="403", board="403")}
WAITING = {**all_of(OPEN), **door(nobody="403", shown_out="403", of_another_plan="403")}
LEAVING = all_of("join")
BOARDS = {
    **all_of("403"), **door(nobody=OPEN, shown_out=OPEN, of_another_plan=OPEN, board=OPEN, facilitator=OPEN, owner=OPEN)
}  # fmt: skip
"""A stranger's machine is sent to show a code."""
CONSOLES = {**LEADERS, **door(of_another_plan="login")}
SHOWN_ON_BOARDS = {**all_of("404"), **door(board=OPEN, facilitator=OPEN, owner=OPEN)}

DOORS: dict[str, Mapping[str, tuple[str, str]]] = {
    "GET /": EVERYBODY,
    "GET /account": ACCOUNTS,
    "POST /account/devices/{device}/revoke": ACCOUNTS,
    "POST /account/password": ACCOUNTS,
    "POST /api/people/{person}/revoke": LEADING_PROGRAMS,
    "GET /api/plans/{plan}": PROGRAMS,
    "POST /api/plans/{plan}/commands": PROGRAMS,
    "GET /api/plans/{plan}/documents": PROGRAMS,
    "GET /api/plans/{plan}/sign": SIGNERS,
    "POST /api/plans/{plan}/sign": SIGNERS,
    "POST /api/verify": EVERYBODY,
    "GET /board": EVERYBODY,
    "GET /board/state": EVERYBODY,
    "GET /healthz": EVERYBODY,
    "GET /hello/{secret}": SECRET,
    "POST /hello/{secret}/{phone}": EVERYBODY,
    "GET /hello/{secret}/{phone}/ping": EVERYBODY,
    "GET /j/{secret}": SECRET,
    "POST /j/{secret}": SECRET,
    "GET /j/{secret}/add": SECRET,
    "GET /j/{secret}/soon": SECRET,
    "GET /join": EVERYBODY,
    "POST /join": EVERYBODY,
    "GET /login": EVERYBODY,
    "POST /login": EVERYBODY,
    "POST /logout": all_of("login"),
    "GET /me/{secret}": SECRET,
    "GET /metrics": MACHINE,
    "GET /new": ACCOUNTS,
    "GET /p/{plan}": OUR_PHONES,
    "GET /p/{plan}/bin": INSIDERS,
    "POST /p/{plan}/bin/{record}": INSIDERS,
    "GET /p/{plan}/board": BOARDS,
    "GET /p/{plan}/boards": LEADERS,
    "POST /p/{plan}/boards": LEADERS,
    "GET /p/{plan}/check": LEADERS,
    "POST /p/{plan}/check": LEADERS,
    "GET /p/{plan}/check/arrived": LEADERS,
    "POST /p/{plan}/check/renew/{kind}": LEADERS,
    "GET /p/{plan}/console": CONSOLES,
    "GET /p/{plan}/console/now": LEADERS,
    "POST /p/{plan}/decline": SIGNING,
    "GET /p/{plan}/document/{edition}.pdf": PAPER,
    "GET /p/{plan}/door": LEADERS,
    "POST /p/{plan}/door": LEADERS,
    "GET /p/{plan}/door/list": LEADERS,
    "POST /p/{plan}/door/{device}/away": LEADERS,
    "POST /p/{plan}/door/{device}/in": LEADERS,
    "POST /p/{plan}/door/{device}/out": LEADERS,
    "POST /p/{plan}/door/{device}/theirs": LEADERS,
    "GET /p/{plan}/history": INSIDERS,
    "GET /p/{plan}/history/{seq}": INSIDERS,
    "POST /p/{plan}/history/{seq}/{record}": TAKING_BACK,
    "POST /p/{plan}/inside": PRESSING,
    "POST /p/{plan}/leave": LEAVING,
    "GET /p/{plan}/qr/customer.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/qr/join.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/qr/person/{person}.svg": LEADERS,
    "GET /p/{plan}/qr/trial.svg": LEADERS,
    "GET /p/{plan}/qr/wifi.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/roster": LEADERS,
    "POST /p/{plan}/roster": LEADERS,
    "GET /p/{plan}/roster/paste": EVERYBODY,
    "POST /p/{plan}/roster/paste": LEADERS,
    "GET /p/{plan}/roster/{person}": LEADERS,
    "POST /p/{plan}/roster/{person}": LEADERS,
    "POST /p/{plan}/roster/{person}/link": LEADERS,
    "POST /p/{plan}/roster/{person}/remove": LEADERS,
    "POST /p/{plan}/roster/{person}/sign-out": LEADERS,
    "POST /p/{plan}/seal": SEALING,
    "GET /p/{plan}/settings": LEADERS,
    "POST /p/{plan}/settings/account": LEADERS,
    "POST /p/{plan}/settings/day": LEADERS,
    "POST /p/{plan}/settings/delete": OWNERS,
    "POST /p/{plan}/settings/devices/{device}/revoke": LEADERS,
    "POST /p/{plan}/settings/grant": OWNERS,
    "POST /p/{plan}/settings/grant/{user}/withdraw": OWNERS,
    "GET /p/{plan}/sign": SIGNING,
    "POST /p/{plan}/sign": SIGNING,
    "GET /p/{plan}/sign/all": SIGNING,
    "GET /p/{plan}/sign/changes": SIGNING,
    "GET /p/{plan}/sign/page": SIGNING,
    "GET /p/{plan}/wait": WAITING,
    "GET /p/{plan}/wait/state": EVERYBODY,
    "POST /p/{plan}/wait/leave": LEAVING,
    "GET /p/{plan}/you": ME,
    "POST /p/{plan}/you/devices/{device}/revoke": {
        **all_of("404"), **door(nobody="join", shown_out="join", of_another_plan="join")
    },
    "POST /plans": ACCOUNTS,
    "POST /plans/{plan}/archive": OWNING,
    "POST /plans/{plan}/copy": GRANTED,
    "GET /readyz": EVERYBODY,
    "GET /setup-waits": EVERYBODY,
    "GET /setup/{secret}": SECRET,
    "POST /setup/{secret}": SECRET,
    "GET /v/{document}": SECRET,
    "GET /verify": EVERYBODY,
    "POST /verify": EVERYBODY,
    "WS /live/{plan}": {},
    "* /static": EVERYBODY,
}  # fmt: skip
"""A row for each way in. `404` for somebody who may come in says that this very thing is not theirs."""

SOCKETS: dict[Surface, Mapping[str, tuple[str, str]]] = {
    Surface.PHONE: {**all_of(OPEN), **door(nobody="4401", shown_out="4401", of_another_plan="4401", customer="4403/open",
                                           board="4403")},
    Surface.BOARD: {**all_of("4403"), **door(nobody="4401", shown_out="4401", of_another_plan="4401", board=OPEN,
                                             facilitator=OPEN, owner=OPEN)},
    Surface.CONSOLE: {**all_of("4403"), **door(nobody="4401", shown_out="4401", of_another_plan="4401", facilitator=OPEN,
                                               owner=OPEN)},
    Surface.JSON: {**all_of(OPEN), **door(nobody="4401", shown_out="4401", of_another_plan="4401", customer="4403/open",
                                          board="4403")},
}  # fmt: skip

ON_THE_GLASS = ("GET /p/{plan}", "GET /p/{plan}/you", "GET /p/{plan}/board", "GET /p/{plan}/wait")
"""Pages that a customer may look at over a shoulder: with them in the room, ours show what they see."""


def sees(who: str, moment: str, where: str) -> Edition | None:
    """Which edition may come back through an open door; None: nothing of the plan's own words."""
    role = PEOPLE[who]
    if role is None or (role is Role.CUSTOMER and moment == "before"):
        return None
    turned = moment != "before" and where in (*ON_THE_GLASS, Surface.PHONE, Surface.BOARD)
    return Edition.SHARED if role is Role.CUSTOMER or turned else Edition.INTERNAL


# ── a plan with a value of its own in every field ─────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cell:
    """A field of a record that is shared or not, at a moment of its own."""

    record: str
    kind: str
    name: str
    ceiling: Ceiling
    shared: bool
    worded: bool
    held_back: bool
    """Written silently by somebody else, and not revealed."""
    value: Value

    def seen_in(self, edition: Edition) -> bool:
        """DESIGN section 3."""
        if self.held_back:
            return False
        if edition is Edition.INTERNAL:
            return True
        read_in_words = ("statement", *MEASURE) if self.worded else ()
        return self.shared and self.ceiling is not Ceiling.INTERNAL and self.name not in read_in_words

    def shown_as(self) -> str | None:
        """Under which name programs read it."""
        return "statement" if self.worded and self.name == "wording" else self.name


MEASURE = ("comparator", "target", "unit", "metric", "counts")
"""Of a condition: a customer's wording stands in the place of all that was read in its first words."""
LEFT_ALONE = {("account", "currency"), ("account", "time_zone"), ("note", "step")}
"""They are read as what they are, so that they cannot hold a word of ours."""


@dataclass
class World:
    served: Served
    plan: str
    room: Room
    cells: list[Cell] = field(default_factory=list)
    tokens: dict[str, str | None] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    values: dict[str, Cell] = field(default_factory=dict)
    fresh: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def asks(self, command: do.Command) -> None:
        self.served.do(self.served.identity.ask(self.room, command))

    def has(self, moment: str) -> None:
        here = moment != "before"
        if here:
            self.asks(do.SetRoom("board", "shared"))
        self.asks(do.SetRoom("admitted", here))
        self.asks(do.SetRoom("board", "shared" if here else "internal"))

    def value(self, declared: Field, above: Mapping[str, str]) -> Value:
        """A value of the field's type that nothing else in the plan holds, where the type has room for one."""
        n = next(self.fresh)
        match declared.type:
            case Text(longest=longest):
                return f"cell{n:05}q"[:longest]
            case Choice(options):
                return options[0]
            case Number():
                return f"{731_904_000 + n}"
            case Money():
                return (842_715_000 + n) * 100
            case Months():
                return ((953_826_000 + n) * 100,)
            case Day():
                return f"20{30 + n % 60:02}-{1 + n % 12:02}-{1 + n % 28:02}"
            case PersonRef():
                return next(p.id for p in self.room.live.state.people.values() if p.role is Role.MEMBER)
            case RecordRef(kinds):
                return next((above[kind] for kind in kinds if kind in above), None)
            case Flag():
                return True

    def adds(
        self,
        kind: Kind,
        *,
        shared: bool,
        worded: bool,
        parent: str | None,
        step: str,
        above: Mapping[str, str],
    ) -> str:
        """A record with all its fields, and its cells."""
        id_ = f"{kind.name}-{'shared' if shared else 'withheld'}-{next(self.fresh):05}"
        fields: dict[str, object] = {}
        for declared in kind.fields:
            if (kind.name, declared.name) in LEFT_ALONE or (declared.name == "wording" and not worded):
                continue
            value = self.value(declared, above)
            if value is None:
                continue
            fields[declared.name] = value
            self.cells.append(
                Cell(id_, kind.name, declared.name, declared.ceiling, shared, worded, step == "aims", value)
            )
        if kind.name == "note" and step:
            fields["step"] = step
        if kind.name == "mark":
            self._marks(id_, parent, fields)
        else:
            self._does(do.Add(id_, kind.name, parent, None, True, fields), step)
        if shared:
            self._does(do.Share(id_), step)
        return id_

    def _does(self, command: do.Command, step: str) -> None:
        """As the house; what is written silently as somebody of ours, so that it is theirs alone."""
        writer = self.devices["writer"].person if step else None
        actor = Actor(writer, Side.OURS, Role.SYSTEM, self.room.live.now())
        answer = self.served.do(self.room.live.submit(actor, None, command))
        assert isinstance(answer, Done), (command, answer)

    def _marks(self, id_: str, parent: str | None, fields: Mapping[str, object]) -> None:
        person = next(self.fresh)
        members = [p.id for p in self.room.live.state.people.values() if p.role is Role.MEMBER]
        actor = Actor(members[person % len(members)], Side.OURS, Role.SYSTEM, self.room.live.now())
        assert isinstance(
            self.served.do(
                self.room.live.submit(actor, None, do.Add(id_, "mark", parent, None, True, fields))
            ),
            Done,
        )

    def fills(self) -> None:
        """Every kind: withheld, shared, shared with a customer's wording; notes said openly, silently, revealed."""
        self.asks(do.GoToStep("aims"))
        account = next(iter(self.room.live.state.of_kind("account")))
        for declared in KINDS["account"].fields:
            if ("account", declared.name) not in LEFT_ALONE:
                value = self.value(declared, {})
                self.asks(do.Set(account.id, declared.name, value))
                self.cells.append(
                    Cell(account.id, "account", declared.name, declared.ceiling, True, False, False, value)
                )
        for shared, worded in ((False, True), (True, False), (True, True)):
            above: dict[str, str] = {}
            for name in ("constraint", "goal", "csf", "nc", "action", "comment", "mark"):
                kind = KINDS[name]
                parent = None if None in kind.parents and name != "csf" else above[kind.parents[0] or "goal"]
                above[name] = self.adds(
                    kind, shared=shared, worded=worded, parent=parent, step="", above=above
                )
            for step in ("", "aims", "conditions"):
                self.adds(KINDS["note"], shared=shared, worded=False, parent=None, step=step, above=above)
        self.asks(do.Reveal("conditions"))

    def told_in(self, said: str, edition: Edition | None) -> list[str]:
        """Values in there that somebody who sees `edition` may not have, as far as values tell a field."""
        by_value = self._by_value()
        found = (
            by_value.get(re.sub(r"[^0-9a-z]", "", spelt)) for spelt in _SPELT.findall(html.unescape(said))
        )
        cells = {cell for cell in found if cell and not (edition is not None and cell.seen_in(edition))}
        return [f"{cell.name} of {cell.record}" for cell in cells]

    def _by_value(self) -> dict[str, Cell]:
        if len(self.values) != len(self.cells):
            self.values = {_key(cell.value) or str(n): cell for n, cell in enumerate(self.cells)}
        return self.values


_SPELT = re.compile(r"cell\d{5}q|(?:731\D?904|842\D?715|953\D?826)\D?\d{3}")
"""Words, and numbers in whatever grouping of thousands."""


def _key(value: Value) -> str:
    """What is looked for; empty for values that others have as well."""
    match value:
        case tuple(months):
            return str(months[0])[:9]
        case bool() | None:
            return ""
        case int(money):
            return str(money)[:9]
        case str(text):
            return text if _SPELT.fullmatch(text) else ""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("matrix") / "data"
    demo = worked_account(data)
    with serving(data) as served:
        made = World(served, demo.plan, served.do(served.site.rooms.get(demo.plan)))
        named = {guest.seat.name: guest.id for guest in demo.guests}
        _comes(made, "writer", kind="person", person=named["Sofie Maes"])
        for who, name in (
            ("customer", "Pieter Hoekstra"),
            ("member", "Bram Visser"),
            ("facilitator", "Anouk Terpstra"),
        ):
            _comes(made, who, kind="person", person=named[name])
        _comes(made, "board", kind="board")
        _comes(made, "shown out", kind="person", person=named["Daan Smit"])
        served.do(served.identity.devices.revoke(made.devices["shown out"].id))
        for who, level in (("of another plan", None), ("auditor", "reader"), ("owner", "owner")):
            user = served.do(
                served.site.store.write(lambda rows, w=who, g=level: _account(rows, w, demo.plan, g))
            )
            _comes(made, who, kind="account", user=user)
        made.tokens["nobody"] = None
        made.fills()
        yield made


def _comes(world: World, who: str, *, kind: str, **more: str) -> None:
    start = Start(kind, None if kind == "account" else world.plan, **more)
    token, device = world.served.do(world.served.identity.devices.start(start))
    world.tokens[who], world.devices[who] = token, device


def _account(rows: Any, who: str, plan: str, level: str | None) -> str:
    login = f"{who.replace(' ', '-')}@meridian.test"
    accounts.add(rows, login=login, name=who, password="a password of some length")
    user = users.by_login(rows, login)
    assert user is not None
    if level:
        grants.give(rows, user=user.id, plan=plan, level=level, at=now_ms())
    return user.id


# ── the first table ───────────────────────────────────────────────────────────────────────────────────────


def test_every_way_in_is_declared_here_and_none_that_is_not_there(world: World) -> None:
    assert {str(way) for way in ways(world.served.installation.app)} == set(DOORS)
    assert set(SOCKETS) == set(Surface)
    assert set(PEOPLE.values()) - {None} == set(Role) - {Role.SYSTEM}
    for row in (*DOORS.values(), *SOCKETS.values()):
        assert not row or set(row) == set(PEOPLE)


def test_everybody_comes_through_their_own_doors_and_reads_there_what_is_theirs(world: World) -> None:
    """Each person at each way in, before and while customers are here; and what stands in each answer."""
    wrong, cells = [], 0
    for moment in MOMENTS:
        world.has(moment)
        for row, who in itertools.product(DOORS, PEOPLE):
            way = Way(*row.split(" ", 1))
            if way.method not in ("GET", "POST"):
                continue
            if not (WHOLE or _tried_now(row, who, moment)):
                continue
            answer = _asks(world, way, who)
            ends, expected = _ends(answer), DOORS[row][who][MOMENTS.index(moment)]
            if not _as_expected(ends, expected):
                wrong.append(f"{moment}, {who}: {row} is {ends}, not {expected}")
            cells += len(world.cells)
            leaks = world.told_in(
                f"{answer.headers}{answer.text}", sees(who, moment, row) if expected == OPEN else None
            )
            wrong += [f"{moment}, {who}: {row} tells {leak}" for leak in leaks]
    assert not wrong, "\n".join(wrong[:40])
    assert cells > (200_000 if WHOLE else 100_000)


def _tried_now(row: str, who: str, moment: str) -> bool:
    """What differs by the moment is tried in both, all else in one of them; `STRATROOM_WHOLE=1` tries all in both."""
    before, here = DOORS[row][who]
    if before != here or any(sees(who, MOMENTS[0], row) is not sees(who, each, row) for each in MOMENTS):
        return before == here == OPEN or before != here or moment != MOMENTS[0]
    return (list(DOORS).index(row) + list(PEOPLE).index(who)) % 2 == MOMENTS.index(moment)


def _asks(world: World, way: Way, who: str) -> httpx.Response:
    """A request for something that is there, as far as there is such a thing."""
    csf = next(cell.record for cell in world.cells if cell.kind == "csf" and not cell.shared)
    values = {
        "plan": world.plan, "record": csf, "edition": "internal", "kind": "customer", "seq": "5",
        "secret": "no-such-secret", "device": "no-such-device",
        "user": "no-such-user", "phone": "no-such-phone", "document": "no-such-document",
        "person": _somebody(world) if "{person}" in way.path else "",
    }  # fmt: skip
    path = filled(way.path, values)
    if way.path == "/api/people/{person}/revoke":
        path += f"?plan={world.plan}"
    if way.path.endswith(".pdf"):
        path += "?version=99"  # which nobody printed: what is printed has tests of its own
    token = world.tokens[who]
    if way.path in ("/p/{plan}/leave", "/p/{plan}/wait/leave", "/logout"):
        token = None  # it is pressed with effect
    headers = {"authorization": f"Bearer {token}"} if token else {}
    sent: dict[str, Any] = {}
    if way.method == "POST":
        sent = {"json": []} if way.path.endswith("/commands") else {"data": {}}
    client = _client(world)
    client.cookies.clear()
    return client.request(way.method, path, headers=headers, **sent)


_clients: dict[str, httpx.Client] = {}


def _client(world: World) -> httpx.Client:
    if world.served.url not in _clients:
        _clients[world.served.url] = httpx.Client(base_url=world.served.url, timeout=60)
    return _clients[world.served.url]


@pytest.fixture(scope="module", autouse=True)
def hung_up() -> Iterator[None]:
    yield
    for client in _clients.values():
        client.close()
    _clients.clear()


def _somebody(world: World) -> str:
    """On the roster, to be looked at, signed out or taken off."""
    id_ = tokens.id_()
    world.served.do(
        world.served.site.store.write(
            lambda rows: people.add(rows, id_, plan=world.plan, name=f"Guest {id_}", at=now_ms()).id
        )
    )
    world.asks(do.SetPerson(Person(id_, Side.OURS, Role.MEMBER)))
    return id_


def _ends(answer: httpx.Response) -> str:
    """Where a request ends: `open`, a place where one can get in, or a status that says no."""
    if answer.is_redirect:
        to = answer.headers["location"].partition("?")[0]
        if to == "/login":
            return "login"
        if to == "/join" and "code=" not in answer.headers["location"]:
            return "join"
        return "wait" if to.endswith("/wait") else OPEN
    return (
        str(answer.status_code)
        if answer.status_code in (401, 403, 404) or answer.status_code >= 500
        else OPEN
    )


UNKNOWN = "404"


def _as_expected(ends: str, expected: str) -> bool:
    # behind an open door there may be nothing of the id that was asked for
    return ends == expected or (expected == OPEN and ends == UNKNOWN)


# ── the second table ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_program_reads_exactly_the_fields_that_are_declared_for_its_edition(
    world: World, who: str, moment: str
) -> None:
    """No cell too many, and none too few."""
    world.has(moment)
    token = world.tokens[who]
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = _client(world).get(f"/api/plans/{world.plan}", headers=headers)
    edition = sees(who, moment, Surface.JSON) if answer.status_code == 200 else None
    if PROGRAMS[who][MOMENTS.index(moment)] != OPEN:
        assert answer.status_code in (401, 403)
        return
    assert edition is not None
    told = {record["id"]: record["fields"] for record in answer.json()["records"]}
    for cell in world.cells:
        shown = told.get(cell.record, {}).get(cell.shown_as() if edition is Edition.SHARED else cell.name)
        if cell.seen_in(edition):
            assert shown == json.loads(json.dumps(cell.value)), cell
        else:
            assert shown != cell.value, cell
            assert shown is None or cell.name == "statement", cell
        if not cell.shared and edition is Edition.SHARED:
            assert cell.record not in told


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("surface", Surface)
def test_sockets_are_open_to_whom_they_are_declared_for_and_bring_what_is_theirs(
    world: World, surface: Surface, moment: str
) -> None:
    world.has(moment)
    for who in PEOPLE:
        ends, heard = _listens(world, who, surface)
        assert ends == SOCKETS[surface][who][MOMENTS.index(moment)], (who, surface, moment)
        edition = sees(who, moment, surface) if ends == OPEN else None
        leaks = world.told_in(heard, edition)
        assert not leaks, f"{who}, {surface}, {moment}: {leaks[:5]}"
        if edition is Edition.INTERNAL and surface in (Surface.JSON, Surface.CONSOLE):
            assert world.told_in(heard, Edition.SHARED), "the search finds nothing at all"


def _listens(world: World, who: str, surface: Surface) -> tuple[str, str]:
    """How it ends, and everything that was said, with an editor of everything asked for."""
    protocol = f"stratroom.{'json' if surface is Surface.JSON else 'html'}.1"
    token = world.tokens[who]
    headers = {"authorization": f"Bearer {token}"} if token else {}
    url = f"ws{world.served.url.removeprefix('http')}/live/{world.plan}"
    heard: list[str] = []
    watching = [f"{kind}-{cell.record}" for cell in world.cells[:60] for kind in ("edit", "line", "reword")]
    try:
        with connect(url, subprotocols=[Subprotocol(protocol)], additional_headers=headers) as socket:
            socket.send(
                json.dumps({"type": "hello", "protocol": protocol, "page": surface, "watch": watching[:200]})
            )
            asked = {
                "type": "command",
                "id": "after-the-first-frame",
                "do": "remove",
                "record": "never-was-there",
            }
            while not heard or '"type":"pong"' not in heard[-1]:
                heard.append(str(socket.recv(timeout=60)))
                if '"type":"welcome"' in heard[-1]:
                    socket.send(json.dumps(asked))
                if "after-the-first-frame" in heard[-1]:
                    socket.send('{"type":"ping"}')
    except ConnectionClosed as gone:
        return str(gone.rcvd.code if gone.rcvd else 1006), "".join(heard)
    except InvalidStatus as refused:
        return str(refused.response.status_code), ""
    return OPEN, "".join(heard)


def test_the_plan_has_a_cell_for_every_declared_field_in_either_edition_of_its_record(world: World) -> None:
    placed = {(cell.kind, cell.name, cell.shared) for cell in world.cells}
    for kind in KINDS.values():
        for declared in kind.fields:
            if (kind.name, declared.name) in LEFT_ALONE:
                continue
            assert (kind.name, declared.name, True) in placed, f"{kind.name}.{declared.name}, shared"
            if kind.name != "account":  # which is shared from the start
                assert (kind.name, declared.name, False) in placed, f"{kind.name}.{declared.name}, withheld"


def test_whoever_knows_the_customers_way_in_reads_nothing_before_its_time(world: World) -> None:
    world.has("before")
    way = world.served.do(invitations.way_in(world.served.identity, world.plan, invitations.CUSTOMER))
    account = next(iter(world.room.live.state.of_kind("account"))).id
    for path in (way.path, f"{way.path}/soon", f"{way.path}/add"):
        told = set(world.told_in(_client(world).get(path).text, None))
        assert told <= {f"name of {account}", f"organisation of {account}"}, path


def test_what_is_expected_here_is_what_the_domain_projects(world: World) -> None:
    """So that neither table can be wrong alone."""
    for edition in Edition:
        seen = project(world.room.live.state, Viewer(edition))
        for cell in world.cells:
            node = seen.nodes.get(cell.record)
            shown = (
                node.fields.get(cell.shown_as() if edition is Edition.SHARED else cell.name) if node else None
            )
            assert (shown == cell.value) or not cell.seen_in(edition), cell
