"""Who × which way in × which field × in which edition of its record × when: every cell, over the wire.

Ways in are read from the application's own table, kinds and fields from their declarations, roles from their enum;
what is expected stands here again. A way that nobody declared here fails, and so does one that is no more.

A cell of the first table is a person at a door: let in, or turned away, and to where. A cell of the second is a value
that only one field holds, in whatever comes back through a door that is open.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app.domain import commands as do
from app.domain.kinds import KINDS
from app.domain.people import Edition, Person, Role, Side
from app.domain.projection import project
from app.domain.secrecy import Viewer
from app.live.ports import Surface
from app.store import grants, people, users
from app.web.identity import accounts, invitations, tokens
from app.web.identity.devices import Start, now_ms
from tests.abuse.cells import COUNTED, IN_TURN, LEFT_ALONE, World
from tests.abuse.doors import DOORS, MOMENTS, OPEN, PEOPLE, PROGRAMS, SOCKETS, sees
from tests.abuse.routes import Way, filled, ways
from tests.serving import serving
from tests.worked import worked_account

WHOLE = bool(os.environ.get("STRATROOM_WHOLE"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    data = tmp_path_factory.mktemp("matrix") / "data"
    demo = worked_account(data)
    with serving(data) as served, httpx.Client(base_url=served.url, timeout=60) as http:
        made = World(served, http, demo.plan, served.do(served.site.rooms.get(demo.plan)))
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
    world.http.cookies.clear()
    return world.http.request(way.method, path, headers=headers, **sent)


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
    answer = world.http.get(f"/api/plans/{world.plan}", headers=headers)
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
    assert {"account", "note", *COUNTED, *IN_TURN} == set(KINDS)
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
        told = set(world.told_in(world.http.get(path).text, None))
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
