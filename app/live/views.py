"""The newest pages of one plan, each made once and only if somebody looks at it.

A *view* is what one audience shares, what one person sees alone, or an opened editor. Views go stale when the
plan changes and are made again when the next connection asks; a page that comes out the same stays the same object, so
that nobody is sent anything. The frame from one page to another is made once for all who go the same way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, assert_never

from app.live import frames
from app.live.frames import Ready
from app.live.page import NOTHING, Page, difference
from app.live.ports import Audience, S, Screens, Surface
from app.session.touched import Touched

if TYPE_CHECKING:
    from app.live.connection import Connection

log = logging.getLogger("stratroom.live")

WAYS_KEPT = 64
"""Ready-made frames kept between two changes; pages that come back after an absence each make one of their own."""


@dataclass(frozen=True, slots=True)
class Shared:
    audience: Audience


@dataclass(frozen=True, slots=True)
class Mine:
    audience: Audience
    person: str


@dataclass(frozen=True, slots=True)
class Watched:
    audience: Audience
    ids: frozenset[str]


Key = Shared | Mine | Watched
Way = tuple[Page, Page, str]
"""From a page to a page, in a scope."""


@dataclass(slots=True, eq=False)
class View:
    """Held by every connection that looks at it, so that finding its newest page costs nothing."""

    key: Key
    page: Page | None = None
    watchers: dict[Connection, None] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """Under which name its connections hold its page."""
        match self.key:
            case Shared():
                return "all"
            case Mine():
                return "mine"
            case Watched():
                return "watch"
            case _:
                assert_never(self.key)


class Views(Generic[S]):
    def __init__(self, screens: Screens[S]) -> None:
        self._screens = screens
        self._views: dict[Key, View] = {}
        self._personal: dict[str, dict[View, None]] = {}
        """Those that one person sees alone, by person: an edit touches few of hundreds."""
        self._common: dict[View, None] = {}
        """All others."""
        self._stale: dict[View, None] = {}
        """Those that have to be made again, or for the first time."""
        self._frames: dict[Way, Ready | None] = {}
        self._news: dict[View, None] = {}
        """Those whose page is another than at the last flush."""

    def __len__(self) -> int:
        return len(self._views)

    def look(self, key: Key, connection: Connection) -> View:
        """This connection looks at a view from now on."""
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = View(key)
            self._kin(key)[view] = self._stale[view] = None
        view.watchers[connection] = None
        return view

    def look_away(self, view: View, connection: Connection) -> None:
        del view.watchers[connection]
        if view.watchers:
            return
        kin = self._kin(view.key)
        for views in (kin, self._news, self._stale):
            views.pop(view, None)
        del self._views[view.key]
        if not kin and isinstance(view.key, Mine):
            del self._personal[view.key.person]

    def changed(self, touched: Touched) -> None:
        """The state changed: what it may have altered has to be made again before it is shown."""
        self._frames.clear()
        self._stale.update(self._common)
        for person in self._personal if touched.everyone else touched.people:
            self._stale.update(self._personal.get(person, {}))

    def _kin(self, key: Key) -> dict[View, None]:
        match key:
            case Mine(_, person):
                return self._personal.setdefault(person, {})
            case Shared() | Watched():
                return self._common
            case _:
                assert_never(key)

    def newest(self, view: View, state: S) -> Page:
        """The page to show now. The very same object as before if it looks the same."""
        if view in self._stale or view.page is None:
            page = self._make(view.key, state, view.page)
            self._stale.pop(view, None)
            if page is not view.page:
                view.page = page
                self._news[view] = None
            return page
        return view.page

    def news(self, state: S) -> tuple[View, ...]:
        """The views whose page is another than when this was last asked."""
        for view in tuple(self._stale):
            self.newest(view, state)
        found = tuple(self._news)
        self._news.clear()
        return found

    def _make(self, key: Key, state: S, previous: Page | None) -> Page:
        try:
            page = self._page(key, state, previous)
        except Exception:
            # One audience's broken template must stop neither the others nor the next change.
            log.exception("a page could not be made for %s", type(key).__name__)
            return previous or NOTHING
        return previous if previous is not None and previous.version == page.version else page

    def _page(self, key: Key, state: S, previous: Page | None) -> Page:
        match key:
            case Shared(audience):
                return self._screens.page(audience, state, previous)
            case Mine(audience, person):
                return self._screens.personal(audience, person, state, previous)
            case Watched(audience, ids):
                return self._screens.watched(audience, state, ids, previous) if ids else NOTHING
            case _:
                assert_never(key)

    def frame(
        self, way: Way, surface: Surface, clock: Callable[[], int], even_empty: bool = False
    ) -> Ready | None:
        """The frame from one page to another; None if they look the same, unless `even_empty`."""
        if way not in self._frames:
            if len(self._frames) >= WAYS_KEPT:
                self._frames.clear()
            self._frames[way] = _frame(way, surface, clock())
        ready = self._frames[way]
        return _frame(way, surface, clock(), even_empty) if ready is None and even_empty else ready


def _frame(way: Way, surface: Surface, time: int, even_empty: bool = False) -> Ready | None:
    old, new, scope = way
    change = difference(old, new)
    return None if change.empty and not even_empty else frames.frame(change, scope, surface, time)
