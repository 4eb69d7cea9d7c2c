"""What a page shows, as a value: fragments by id, and the lists that they stand in.

The heart of all live updating. A screen is a function of the state, that function's value is a `Page`, and
all that ever travels is `difference(what this page holds, what it should show)`. A first load, an edit by
somebody else, a slow phone that missed forty of them and a phone that wakes after lunch are the same
difference from further back.

Pages are immutable and compared by identity: everybody in an audience holds a reference to the same one, so a
difference between two pages is made once, however many phones need it. What a fragment's bytes mean is not
known here.
"""

from __future__ import annotations

import hashlib
import weakref
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

TAG_LENGTH = 10
"""Characters of a tag: 60 bits, far more than a page's few hundred fragments need to tell versions apart."""
_WEIGHTS = 1 << 128


def digest(body: bytes) -> str:
    """The tag of these bytes: the first ten characters of their URL-safe base64 SHA-256."""
    return urlsafe_b64encode(hashlib.sha256(body).digest())[:TAG_LENGTH].decode("ascii")


def list_tag(ids: Sequence[str]) -> str:
    """The tag of a list's order. A checksum, because pages make it too and have no digests over plain HTTP."""
    return f"{len(ids)}.{zlib.crc32(chr(10).join(ids).encode()):08x}"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a page: the DOM id of its root element (or a record's id, for programs) and its bytes."""

    id: str
    tag: str
    body: bytes
    """UTF-8. Empty where only the tag is known, because a page said that it holds it."""
    weight: int = 0
    """What it adds to the version of a page that shows it."""

    @classmethod
    def of(cls, id_: str, body: bytes) -> Fragment:
        tag = digest(body)
        return cls(id_, tag, body, _weight(f"{id_}={tag}"))


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns a page that holds one thing into a page that shows another."""

    version: str
    put: tuple[Fragment, ...] = ()
    gone: tuple[str, ...] = ()
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.put or self.gone or self.order)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Page:
    """All that an audience shows at a moment, in one scope. Equal only to itself; `version` tells content."""

    entries: Mapping[str, Fragment]
    order: Mapping[str, tuple[str, ...]]
    """List id to the ids of the fragments in it, in order. Every fragment stands in one list."""
    version: str
    """Opaque: a digest of what is shown, so that nobody can count edits that they may not see."""
    basis: object = None
    """What it was made of, for whoever makes the one that follows it."""
    _sums: tuple[int, int] = (0, 0)
    """What the version is the digest of: the weights of its fragments, and of its lists."""
    _since: tuple[weakref.ref[Page], Difference] | None = None
    """The page that it follows, and how it differs: so that this need not be found again for those who hold that."""

    @classmethod
    def of(
        cls, fragments: Iterable[Fragment], order: Mapping[str, tuple[str, ...]], basis: object = None
    ) -> Page:
        """Build a page. Raises ValueError unless every fragment stands in exactly one list."""
        entries = {fragment.id: fragment for fragment in fragments}
        placed = list(chain.from_iterable(order.values()))
        if len(placed) != len(entries) or set(placed) != entries.keys():
            raise ValueError(_misplaced(entries, placed))
        sums = (
            sum(fragment.weight for fragment in entries.values()),
            sum(_list_weight(id_, ids) for id_, ids in order.items()),
        )
        return cls(entries, dict(order), _version(sums), basis, sums)

    def followed(
        self,
        put: Collection[Fragment],
        gone: Collection[str],
        order: Mapping[str, tuple[str, ...] | None],
        basis: object = None,
    ) -> Page:
        """The page that holds `put` in place of what had those ids, without `gone`, its lists as `order` says.

        None in `order`: that list is gone. Costs what is named and two shallow copies, however long the page is. The
        caller answers for every fragment standing in one list: finding that out again would cost the whole page.
        """
        entries, lists = dict(self.entries), dict(self.order)
        shown, listed = self._sums
        for id_ in gone:
            shown -= entries.pop(id_).weight
        new = []
        for fragment in put:
            was = entries.get(fragment.id)
            if was is None or was.tag != fragment.tag:
                new.append(fragment)
            shown += fragment.weight - (was.weight if was is not None else 0)
            entries[fragment.id] = fragment
        moved = {}
        for id_, ids in order.items():
            before = lists.pop(id_, None) if ids is None else lists.get(id_)
            if before == ids:
                continue
            listed -= _list_weight(id_, before) if before is not None else 0
            if ids is not None:
                lists[id_] = moved[id_] = ids
                listed += _list_weight(id_, ids)
        sums = shown, listed
        version = _version(sums)
        change = Difference(version, tuple(new), tuple(gone), moved)
        return Page(entries, lists, version, basis, sums, (weakref.ref(self), change))


NOTHING = Page({}, {}, "")
"""What a new connection holds."""


def holds(pages: Mapping[str, Page]) -> dict[str, dict[str, dict[str, object]]]:
    """What a first page tells its own socket that it holds, by scope: goes into it as JSON (id `holds`)."""
    return {
        scope: {
            "tags": {fragment.id: fragment.tag for fragment in page.entries.values()},
            "order": {id_: list(ids) for id_, ids in page.order.items()},
        }
        for scope, page in pages.items()
    }


def _version(sums: tuple[int, int]) -> str:
    """Of sums, so that it is the same in whatever order a page was made, and can be made from the one before."""
    return digest(b"%d %d" % (sums[0] % _WEIGHTS, sums[1] % _WEIGHTS))


@lru_cache(maxsize=65_536)
def _list_weight(id_: str, ids: tuple[str, ...]) -> int:
    return _weight(f"{id_}:{','.join(ids)}")


def _weight(said: str) -> int:
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:16])


def _misplaced(entries: Mapping[str, Fragment], placed: list[str]) -> str:
    twice = sorted({id_ for id_ in placed if placed.count(id_) > 1})
    unknown = sorted(set(placed) - entries.keys())
    nowhere = sorted(entries.keys() - set(placed))
    return f"in two lists: {twice}; in a list but absent: {unknown}; in no list: {nowhere}"


def difference(old: Page, new: Page) -> Difference:
    """What has to change on a page that holds `old` to show `new`; `empty` where they look the same."""
    if old is new or old.version == new.version:
        return Difference(new.version)
    if new._since is not None and new._since[0]() is old:
        return new._since[1]
    held = old.entries
    put = tuple(f for f in new.entries.values() if (was := held.get(f.id)) is None or was.tag != f.tag)
    gone = tuple(id_ for id_ in held if id_ not in new.entries)
    order = {id_: ids for id_, ids in new.order.items() if old.order.get(id_) != ids}
    return Difference(new.version, put, gone, order)


def from_holds(tags: Mapping[str, str], order_tags: Mapping[str, str], newest: Page) -> Page:
    """The page that somebody says they hold, by tags alone.

    Only the order of lists that they hold exactly as they are now can be known; any other is sent again. Lies
    cost the liar a wrong page and nobody anything else: nothing of what they claim is kept but ids and tags.
    """
    if (tags, order_tags) == _tags(newest):
        # As nearly always after a restart, for a thousand pages at once.
        return newest
    entries = {id_: _held(id_, tag, newest) for id_, tag in tags.items()}
    order = {id_: ids for id_, ids in newest.order.items() if order_tags.get(id_) == list_tag(ids)}
    if entries == newest.entries and order == newest.order:
        return newest
    return Page(entries, order, "held")


@lru_cache(maxsize=16)
def _tags(page: Page) -> tuple[dict[str, str], dict[str, str]]:
    """What a page would say that it holds: the tags of its fragments, and of its lists."""
    tags = {id_: fragment.tag for id_, fragment in page.entries.items()}
    return tags, {id_: list_tag(ids) for id_, ids in page.order.items()}


def _held(id_: str, tag: str, newest: Page) -> Fragment:
    now = newest.entries.get(id_)
    return now if now is not None and now.tag == tag else Fragment(id_, tag, b"")
