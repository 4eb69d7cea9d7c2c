"""A strict reader of Yjs updates (format v1), run before the document's library sees a stranger's bytes.

The library trusts its peers: told of two thousand million items it reserves room for them, an update with
a hole changes the text and leaves the rest waiting, and a cut through a surrogate pair eats its
neighbour. So nothing reaches it that is not exactly what a text editor of ours can have produced: runs of
text and deletions in the root `t`. Everything is checked in one pass over at most a few kilobytes; no
length that the bytes claim is believed before the bytes are there.

The format, as its writers produce it: number of clients, and for each: number of structs, client id,
first clock, the structs; then the deletions: number of clients, and for each: client id, number of
ranges, (clock, length) … All numbers are unsigned and little-endian in groups of seven bits; text is
UTF-8 behind its length in bytes, but clocks count UTF-16 units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

ROOT = "t"
"""The one root that a document has."""

Id = tuple[int, int]
"""A UTF-16 unit's id: client, clock."""

_GC, _DELETED, _STRING, _SKIP = 0, 1, 4, 10
_HAS_ORIGIN, _HAS_RIGHT, _HAS_KEY = 0x80, 0x40, 0x20
_LAST_CLOCK = 2**31
_MOST_BYTES_OF_A_NUMBER = 8


class Unreadable(Exception):
    """These bytes are no update of a text editor of ours. `foreign` is set where they name another root."""

    def __init__(self, reason: str, *, foreign: bool = False) -> None:
        super().__init__(reason)
        self.foreign = foreign


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive units by one client."""

    client: int
    clock: int
    length: int
    """UTF-16 units."""
    text: str | None
    """None where it was deleted before it was sent, or collected."""
    collected: bool = False
    """A bare placeholder without origins: only servers write it."""
    left: Id | None = None
    """The unit it was typed behind."""
    right: Id | None = None
    """The unit it was typed before."""

    @property
    def end(self) -> int:
        return self.clock + self.length

    def seams(self) -> Iterator[Id]:
        """The second halves of its surrogate pairs: units before which nothing may cut."""
        if self.text is None or self.text.isascii():
            return
        at = self.clock
        for char in self.text:
            at += 1
            if char > "\uffff":
                yield self.client, at
                at += 1


@dataclass(frozen=True, slots=True)
class Range:
    """Units of one client that are deleted."""

    client: int
    clock: int
    length: int

    @property
    def end(self) -> int:
        return self.clock + self.length


@dataclass(frozen=True, slots=True)
class Update:
    runs: tuple[Run, ...]
    """Per client in the order of clocks; a client's runs follow each other, with or without holes."""
    deletions: tuple[Range, ...]


def read_update(data: bytes) -> Update:
    """Reads all of `data`. Raises Unreadable."""
    reader = _Reader(data)
    runs = tuple(_runs(reader))
    deletions = tuple(_deletions(reader))
    reader.finish()
    return Update(runs, deletions)


def read_vector(data: bytes) -> dict[int, int]:
    """A state vector: how many units of each client its owner has. Raises Unreadable."""
    reader = _Reader(data)
    vector = {reader.number(): reader.number() for _ in range(reader.count(2))}
    reader.finish()
    return vector


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        if self._at >= len(self._data):
            raise Unreadable("ends early")
        self._at += 1
        return self._data[self._at - 1]

    def number(self) -> int:
        value = 0
        for shift in range(0, 7 * _MOST_BYTES_OF_A_NUMBER, 7):
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        else:
            raise Unreadable("a number too long")
        if value >= 2**53:
            raise Unreadable("a number too large")
        return value

    def count(self, least: int) -> int:
        """How many things follow, each of at least `least` bytes."""
        count = self.number()
        if count * least > len(self._data) - self._at:
            raise Unreadable("claims more than is there")
        return count

    def string(self) -> str:
        length = self.number()
        end = self._at + length
        if end > len(self._data):
            raise Unreadable("ends early")
        raw = self._data[self._at : end]
        self._at = end
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise Unreadable("not UTF-8") from None

    def id(self) -> Id:
        return self.number(), self.number()

    def finish(self) -> None:
        if self._at != len(self._data):
            raise Unreadable("something follows its end")


def _runs(reader: _Reader) -> Iterator[Run]:
    seen: set[int] = set()
    for _ in range(reader.count(3)):
        structs = reader.count(2)
        client, clock = reader.id()
        if client in seen:
            raise Unreadable("a client twice")
        seen.add(client)
        for _ in range(structs):
            run = _run(reader, client, clock)
            clock = clock + run if isinstance(run, int) else run.end
            if clock >= _LAST_CLOCK:
                raise Unreadable("a clock too large")
            if isinstance(run, Run):
                yield run


def _run(reader: _Reader, client: int, clock: int) -> Run | int:
    """One struct; a hole comes back as its length."""
    info = reader.byte()
    content = info & 0x1F
    if info == _SKIP:
        return _length(reader)
    if info == _GC:
        return Run(client, clock, _length(reader), None, collected=True)
    left = reader.id() if info & _HAS_ORIGIN else None
    right = reader.id() if info & _HAS_RIGHT else None
    if left is None and right is None:
        _root(reader)
    if info & _HAS_KEY or content not in (_DELETED, _STRING):
        raise Unreadable("neither text nor a deletion")
    if content == _DELETED:
        return Run(client, clock, _length(reader), None, left=left, right=right)
    text = reader.string()
    if not text:
        raise Unreadable("an empty run")
    return Run(client, clock, utf16_length(text), text, left=left, right=right)


def _root(reader: _Reader) -> None:
    if reader.number() != 1:
        raise Unreadable("inside of another thing than the text")
    if reader.string() != ROOT:
        raise Unreadable("another root", foreign=True)


def _length(reader: _Reader) -> int:
    length = reader.number()
    if not 0 < length < _LAST_CLOCK:
        raise Unreadable("a run of no length or too long")
    return length


def _deletions(reader: _Reader) -> Iterator[Range]:
    for _ in range(reader.count(2)):
        client = reader.number()
        for _ in range(reader.count(2)):
            clock, length = reader.number(), _length(reader)
            if clock + length >= _LAST_CLOCK:
                raise Unreadable("a clock too large")
            yield Range(client, clock, length)


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, the unit of clocks."""
    return len(text) + sum(char > "\uffff" for char in text)
