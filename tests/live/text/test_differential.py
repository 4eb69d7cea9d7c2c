"""Random editing by real Yjs on one side and our server on the other: they must always agree.

Three peers type at random places, in several scripts and with surrogate pairs; their updates travel late, merged
and twice; commits fail; the server itself rewrites the text now and then, restarts, and begins from a kept state.
"""

from __future__ import annotations

import random
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.evolve import spliced
from app.live.text import AlreadyHere, Checked, TextDocs, TextKey, TextLimits, TextStart
from tests.live.text.room import PLAN, Room

KEY = TextKey(PLAN, "record-1", "statement")
LIMITS = TextLimits(10_000)
SCRAPS = [
    "a",
    "bc",
    " ",
    "é",
    "e\u0301",
    "🎉",
    "👩‍👩‍👧",
    "😀😀",
    "سلام",
    "שלום",
    "漢字",
    "\n",
    "ß",
    "𝒳",
    "\u200f",
    "—",
]
SEEDS = ["", "on time", "🎉", "Über 95 % pünktlich", "שלום 🎉 سلام"]

Node = Callable[..., Any]


def text64(data: bytes) -> str:
    return b64encode(data).decode()


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class Story:
    """One random run of three bare Yjs peers."""

    def __init__(self, node: Node, seed: int) -> None:
        self.node, self.rng = node, random.Random(seed)
        self.began = self.rng.choice(SEEDS)
        self.log: list[bytes] = []
        self.state: bytes | None = None
        self.plain = self.began
        self.docs = TextDocs(self.start)
        self.peers = [f"{seed}-{n}" for n in range(3)]
        self.texts: dict[str, str] = {}
        self.waiting: dict[str, list[bytes]] = {peer: [] for peer in self.peers}
        for peer in self.peers:
            node("yjs.new", peer, self.rng.randrange(1, 2**32))
            self.texts[peer] = node("yjs.apply", peer, text64(self.docs.sync(KEY, b"\0").update))

    def start(self, key: TextKey) -> TextStart:
        return TextStart("1", self.began, self.state, tuple(self.log))

    def types(self, peer: str) -> None:
        text = self.texts[peer]
        at = self.rng.randrange(len(text) + 1)
        gone = min(len(text) - at, self.rng.choice([0, 0, 0, 1, 2, 5]))
        added = (
            "".join(self.rng.choices(SCRAPS, k=self.rng.choice([0, 1, 1, 2])))
            if gone
            else self.rng.choice(SCRAPS)
        )
        call = ("yjs.edit", peer, utf16(text[:at]), utf16(text[at : at + gone]), added)
        self.texts[peer] = self.node(*call)
        assert self.texts[peer] == text[:at] + added + text[at + gone :]

    def undoes(self, peer: str) -> None:
        self.texts[peer] = self.node("yjs.undo", peer)

    def sends(self, peer: str) -> None:
        made = self.node("yjs.made", peer)
        if made is None:
            return
        update = b64decode(made)
        if self.rng.random() < 0.15:
            self.docs.begin().check(KEY, update, LIMITS)  # the commit failed: nothing of it may stay
        self.commits(peer, update)
        if self.rng.random() < 0.2:
            assert self.docs.begin().check(KEY, update, LIMITS) == AlreadyHere()

    def commits(self, peer: str | None, update: bytes | str) -> None:
        """An update of a peer's, or the server's own rewriting."""
        working = self.docs.begin()
        answer = (
            working.replace(KEY, update, LIMITS)
            if isinstance(update, str)
            else working.check(KEY, update, LIMITS)
        )
        if isinstance(answer, AlreadyHere):
            return
        assert isinstance(answer, Checked), answer
        assert answer.before_plain == self.plain
        self.plain = spliced(self.plain, answer.splices)
        assert self.plain == answer.after_plain
        self.log.append(answer.update)
        working.commit()
        for other in self.peers:
            if other != peer:
                self.waiting[other].append(answer.update)

    def hears(self, peer: str) -> None:
        if self.waiting[peer]:
            update = self.waiting[peer].pop(self.rng.choice([0, 0, 0, -1]))
            if self.rng.random() < 0.1:
                self.waiting[peer].append(update)
            self.texts[peer] = self.node("yjs.apply", peer, text64(update))

    def rewrites(self, peer: str) -> None:
        at = self.rng.randrange(len(self.plain) + 1)
        self.commits(None, self.plain[:at] + self.rng.choice(SCRAPS) + self.plain[at + 2 :])

    def restarts(self, peer: str) -> None:
        if self.rng.random() < 0.5:
            self.state, self.log = self.docs.published(KEY).state(), []
        self.docs = TextDocs(self.start)

    def run(self, steps: int) -> None:
        acts = (
            [self.types] * 5
            + [self.sends] * 3
            + [self.hears] * 4
            + [self.undoes, self.rewrites, self.restarts]
        )
        for _ in range(steps):
            self.rng.choice(acts)(self.rng.choice(self.peers))
        for peer in self.peers:
            self.sends(peer)
        for peer in self.peers:
            while self.waiting[peer]:
                self.hears(peer)

    def agree(self) -> None:
        vectors = {self.node("yjs.vector", peer) for peer in self.peers}
        texts = {self.node("yjs.text", peer) for peer in self.peers}
        assert texts == {self.plain} == {self.docs.published(KEY).plain}
        assert not any(self.node("yjs.waits", peer) for peer in self.peers)
        assert TextDocs(self.start).published(KEY).plain == self.plain
        assert len({frozenset(_vector(each)) for each in vectors}) == 1


def _vector(text: str) -> set[tuple[int, int]]:
    from app.live.text.update import read_vector

    return set(read_vector(b64decode(text)).items())


@pytest.mark.parametrize("batch", range(8))
def test_the_server_and_yjs_always_agree(node: Node, batch: int) -> None:
    for seed in range(batch * 30, batch * 30 + 30):
        story = Story(node, seed)
        story.run(40)
        story.agree()


class Screen:
    """A page of ours behind a bad network: what it says and hears travels when the test wants it."""

    def __init__(self, node: Node, room: Room, name: str) -> None:
        self.node, self.room, self.name = node, room, name
        self.inbox: list[dict[str, Any]] = []
        self.online = self.patient = False
        self.rng = random.Random(name)
        self.loads()

    def loads(self) -> None:
        """The page is opened, or comes back after its browser was killed."""
        self.leaves()
        self.node("client.page", self.name, KEY.record, KEY.field, self.room.plain[KEY])

    def say(self, message: Any) -> bool:
        """A screen whose buffer is full says so; acknowledgements always find room."""
        if self.online and (message["type"] != "text" or self.patient or self.rng.random() < 0.8):
            self.inbox.append(dict(message))
            return True
        return False

    def leaves(self) -> None:
        if self.online:
            self.node("client.offline", self.name)
        self.online = False
        self.inbox.clear()
        self.room.typists.left(self)

    def comes(self) -> None:
        if not self.online:
            self.online = True
            self.node("client.online", self.name)

    def travels(self) -> None:
        """Everything this page says arrives, then everything it was told."""
        for message in self.node("client.sent", self.name):
            if self.online:
                self.room.receive(self, message)
        self.room.typists.drained(self)
        for message in self.inbox:
            self.node("client.receive", self.name, message)
        self.inbox.clear()

    def types(self) -> None:
        text = self.look()["value"]
        at = self.rng.randrange(len(text) + 1)
        gone = self.rng.choice([0, 0, 0, 1, 3])
        added = self.rng.choice(SCRAPS)
        self.node("client.edit", self.name, text[:at] + added + text[at + gone :], utf16(text[:at] + added))

    def look(self) -> dict[str, Any]:
        return dict(self.node("client.look", self.name))


@pytest.mark.parametrize("seed", range(40))
def test_pages_agree_after_whatever_the_network_did(node: Node, seed: int) -> None:
    """Our own client: lost answers, outages, killed browsers, a restarted server; nothing typed is lost."""
    rng = random.Random(seed)
    room = Room(TextLimits(10_000))
    room.begin(KEY.record, KEY.field, rng.choice(SEEDS))
    screens = [Screen(node, room, f"page-{seed}-{n}") for n in range(3)]
    acts = ["types"] * 6 + ["flush"] * 3 + ["travels"] * 5 + ["comes", "comes", "leaves", "loads", "restart"]
    for _ in range(50):
        screen, act = rng.choice(screens), rng.choice(acts)
        if act == "restart":
            for each in screens:
                each.leaves()
            room.restart()
        elif act == "flush":
            node("client.flush", screen.name)
        else:
            getattr(screen, act)()
    for each in screens:
        each.leaves()
        each.comes()
        each.patient = True
    for _ in range(8):
        for each in screens:
            node("client.flush", each.name)
            each.travels()
    looks = [each.look() for each in screens]
    assert [look["value"] for look in looks] == [room.plain[KEY]] * 3
    assert {look["state"] for look in looks} == {"saved"}
    assert {look["kept"] for look in looks} == {0}
    assert {look["outbox"] for look in looks} == {0}
