"""A plan that is nothing but lines under headings, for tests of the live mechanism without the product.

`Toy` is the desk: it takes commands one after the other, "commits" them (a moment that a test can hold up) and
tells the hub. `ToyScreens` shows lines as list items with an input and a list of what hangs under them. Customers
see no line whose text begins with `secret`; everybody has a personal fragment that counts their own commands.
"""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any

from app.domain.people import Edition, Role, Side
from app.live.hub import Hub
from app.live.page import NOTHING, Fragment, Page, holds
from app.live.ports import Ack, Answer, Audience, Code, Pace, Ports, Refused, Seat, Surface, Turned
from app.live.text import Screen, TextDocs, TextKey, TextLimits, TextRefused, TextStart, Typists
from app.session.touched import Touched

PLAN = "plan-one"


@dataclass(frozen=True, slots=True)
class Lines:
    """The state: text by id, children by parent ("" is the top), commands done by person."""

    text: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    under: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({"": ()}))
    done: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def parent(self, id_: str) -> str:
        return next(parent for parent, ids in self.under.items() if id_ in ids)

    def without(self, id_: str) -> Lines:
        under = {parent: tuple(i for i in ids if i != id_) for parent, ids in self.under.items()}
        return replace(self, under=under)

    def put(self, id_: str, parent: str, after: str | None) -> Lines:
        ids = list(self.under.get(parent, ()))
        ids.insert(ids.index(after) + 1 if after in ids else 0, id_)
        return replace(self, under={**self.under, parent: tuple(ids)})


def evolve(state: Lines, command: Mapping[str, Any]) -> Lines:
    """Raises KeyError where the command names what is not there."""
    record = command.get("record", command["id"])
    match command["do"]:
        case "add":
            state = state.put(command["id"], command.get("parent") or "", command.get("after"))
            state = replace(state, text={**state.text, command["id"]: str(command["fields"]["text"])})
            return replace(state, under={command["id"]: (), **state.under})
        case "set":
            state.text[record]
            return replace(state, text={**state.text, record: str(command["value"])})
        case "move":
            state.text[record]
            return state.without(record).put(record, command.get("parent") or "", command.get("after"))
        case "remove":
            text = {id_: text for id_, text in state.text.items() if id_ != record}
            state.text[record]
            return replace(state.without(record), text=text)
        case other:
            raise KeyError(other)


def shared_with(audience: Audience, state: Lines) -> frozenset[str]:
    """Ids that an audience may see: a heading that is hidden hides what hangs under it."""
    seen: list[str] = []
    level = [""]
    while level:
        level = [id_ for parent in level for id_ in state.under.get(parent, ()) if _may(audience, state, id_)]
        seen += level
    return frozenset(seen)


def _may(audience: Audience, state: Lines, id_: str) -> bool:
    return audience.edition is Edition.INTERNAL or not state.text[id_].startswith("secret")


class ToyScreens:
    """Counts what it makes, so that tests see that nothing is made twice."""

    def __init__(self) -> None:
        self.made = 0
        self.broken_for: Surface | None = None

    def page(self, audience: Audience, state: Lines, previous: Page | None) -> Page:
        self.made += 1
        if audience.surface is self.broken_for:
            raise RuntimeError("a template is broken")
        seen = shared_with(audience, state)
        body = _record if audience.surface is Surface.JSON else _item
        fragments = [Fragment.of(id_, body(state, id_).encode()) for id_ in state.text if id_ in seen]
        name = (lambda parent: parent) if audience.surface is Surface.JSON else _list_id
        order = {
            name(parent): tuple(id_ for id_ in ids if id_ in seen)
            for parent, ids in state.under.items()
            if parent == "" or parent in seen
        }
        return Page.of(fragments, order)

    def personal(self, audience: Audience, person: str, state: Lines, previous: Page | None) -> Page:
        if audience.surface is Surface.JSON:
            return NOTHING
        body = f'<p id="my-count">{state.done.get(person, 0)} done by me</p>'
        return Page.of([Fragment.of("my-count", body.encode())], {"mine": ("my-count",)})

    def watched(self, audience: Audience, state: Lines, ids: frozenset[str], previous: Page | None) -> Page:
        seen = shared_with(audience, state)
        shown = sorted(id_ for id_ in ids if id_.removeprefix("edit-") in seen)
        fragments = [
            Fragment.of(id_, f'<p id="{id_}">{html.escape(state.text[id_[5:]])}</p>'.encode())
            for id_ in shown
        ]
        return Page.of(fragments, {"editors": tuple(shown)})


def _list_id(parent: str) -> str:
    return f"in-{parent}" if parent else "top"


def _record(state: Lines, id_: str) -> str:
    fields = {"text": state.text[id_]}
    return json.dumps({"id": id_, "kind": "line", "parent": state.parent(id_) or None, "fields": fields})


def _item(state: Lines, id_: str) -> str:
    text = html.escape(state.text[id_], quote=True)
    command = html.escape(json.dumps({"do": "set", "record": id_, "field": "text"}), quote=True)
    return (
        f'<li id="{id_}" class="line"><form data-command="{command}" data-on="change" data-sync="saved">'
        f'<label for="f-{id_}">{id_}</label> '
        f'<input id="f-{id_}" name="value" value="{text}" data-record="{id_}" autocomplete="off">'
        f'<span class="sync"></span></form>'
        f'<ol data-list="in-{id_}" hx-morph-skip-children></ol></li>'
    )


class ToyGate:
    def __init__(self) -> None:
        self.barred: set[str] = set()

    async def admit(self, scope: Mapping[str, Any], plan: str) -> Seat | Turned:
        """The person is in the query or in a cookie: `anna`, `customer-1`, `board-1`; nobody is signed out."""
        person = scope["query_string"].decode() or _cookie(scope)
        if not person:
            return Turned(Code.SIGNED_OUT)
        return Seat(plan, person, f"session-of-{person}", side_of(person), role_of(person))

    def audience(self, seat: Seat, state: Lines) -> Audience | Turned:
        if seat.person in self.barred:
            return Turned(Code.NOT_ALLOWED)
        edition = Edition.SHARED if seat.side is Side.THEIRS else Edition.INTERNAL
        return Audience(edition, seat.role, seat.surface, seat.language)

    def standing(self, state: Lines) -> object:
        return frozenset(self.barred)

    def may_type(self, audience: Audience, state: Lines, record: str, field: str) -> bool:
        return record in shared_with(audience, state)

    def words(self, seat: Seat, code: str) -> str:
        return f"Not done: {code}."


def _cookie(scope: Mapping[str, Any]) -> str:
    sent = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode())
    return sent["person"].value if "person" in sent else ""


def side_of(person: str) -> Side:
    return Side.THEIRS if person.startswith("customer") else Side.OURS


def role_of(person: str) -> Role:
    if person.startswith("board"):
        return Role.BOARD
    return Role.CUSTOMER if person.startswith("customer") else Role.MEMBER


class ToyCompany:
    def visible(self, audience: Audience, state: Lines, record: str) -> bool:
        return record in shared_with(audience, state)

    def name_for(self, audience: Audience, state: Lines, person: str) -> str | None:
        return None if person == "ghost" else person.capitalize()

    def sees_roll(self, audience: Audience, state: Lines) -> bool:
        return audience.surface is Surface.CONSOLE

    def counts(self, audience: Audience, state: Lines, person: str) -> bool:
        return audience.edition is Edition.INTERNAL or side_of(person) is Side.THEIRS


class Toy:
    """The desk, with a log that can be held up (`may_commit`) or made to fail (`fails`)."""

    def __init__(self, lines: Mapping[str, str] | None = None, pace: Pace | None = None) -> None:
        text = dict(lines or {})
        self.lines = Lines(text, {"": tuple(text), **dict.fromkeys(text, ())})
        self.log: list[Mapping[str, Any]] = []
        self.may_commit = asyncio.Event()
        self.may_commit.set()
        self.fails = False
        self.screens = ToyScreens()
        self.gate = ToyGate()
        self.texts = TextDocs(lambda key: TextStart(epoch=key.record, plain=self.lines.text[key.record]))
        self.typists = Typists(self.texts)
        self.company = ToyCompany()
        ports = Ports(self.gate, self.screens, self.company, self, self.typists, pace or Pace())
        self.hub: Hub[Lines] = Hub(ports, clock=lambda: 1_000_000, spread=lambda low, high: low)

    async def open(self, plan: str) -> None:
        if plan != PLAN:
            raise LookupError(plan)

    def state(self, plan: str) -> Callable[[], Lines]:
        return lambda: self.lines

    async def submit(self, seat: Seat, command: dict[str, Any], origin: Screen | None) -> Answer:
        await self.may_commit.wait()
        if self.fails:
            raise OSError("disk full")
        if any(done["id"] == command["id"] for done in self.log):
            return Ack()
        if command.get("type") == "text":
            return self.type(command, origin)
        return self.do(command, seat.person)

    def type(self, command: Mapping[str, Any], origin: Screen | None) -> Answer:
        """A text edit, as the session does it: checked on a copy, committed, told to the others."""
        key = TextKey(PLAN, command["record"], command["field"])
        before, working = self.texts.vector(key), self.texts.begin()
        checked = working.check(key, command["update"], TextLimits(characters=100))
        if isinstance(checked, TextRefused):
            return Refused(checked.code, f"Not taken: {checked.code}.")
        working.commit()
        self.log.append(command)
        self.lines = replace(
            self.lines, text={**self.lines.text, key.record: self.texts.published(key).plain}
        )
        self.typists.accepted(key, command["update"], origin, before)
        self.hub.changed(PLAN, self.state(PLAN), Touched(), typing=True)
        return Ack()

    def do(self, command: Mapping[str, Any], person: str = "somebody") -> Answer:
        """Do it now, as if it had been committed, and show it."""
        try:
            lines = evolve(self.lines, command)
        except (KeyError, TypeError):
            return Refused("unknown-record", "That line is not there any more.")
        done = {**lines.done, person: lines.done.get(person, 0) + 1}
        self.lines = replace(lines, done=done)
        self.log.append(command)
        self.hub.changed(PLAN, self.state(PLAN), Touched(people=frozenset({person})))
        return Ack()


# ── the first page, as the product makes it ───────────────────────────────────────────────────────────

_EMPTY_LIST = re.compile(r'(<(\w+)[^>]*\bdata-list="([^"]+)"[^>]*>)(</\2>)')


def inlined(shell: str, pages: Mapping[str, Page]) -> str:
    """The shell with every list filled, recursively, with the same bytes that the socket would send."""
    entries = {id_: fragment for page in pages.values() for id_, fragment in page.entries.items()}
    order = {id_: ids for page in pages.values() for id_, ids in page.order.items()}

    def fill(found: re.Match[str]) -> str:
        inner = "".join(_EMPTY_LIST.sub(fill, entries[id_].body.decode()) for id_ in order.get(found[3], ()))
        return found[1] + inner + found[4]

    filled = _EMPTY_LIST.sub(fill, shell)
    told = json.dumps(holds(pages)).replace("<", "\\u003c")
    return filled.replace("HOLDS", told)
