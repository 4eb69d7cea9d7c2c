"""Boards whose line dropped: what stands on them, nobody here can know.

A page that is left says so (its browser closes with "going away"); a lid that is shut, a cable that is pulled and a
server that gives a line up say nothing. Kept in memory: a server that starts anew has no lines to miss.
"""

from __future__ import annotations

from collections.abc import Callable

from app.live.connection import Connection
from app.live.ports import Code, Surface


class LostBoards:
    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._lost: dict[str, dict[str, tuple[str, int]]] = {}
        """plan → session → person, and when (milliseconds) the line dropped."""

    def left(self, connection: Connection, page_left: bool) -> None:
        """A connection ended; `page_left`: its browser said that the page is no longer shown."""
        seat = connection.seat
        if seat.surface is not Surface.BOARD:
            return
        here = self._lost.setdefault(seat.plan, {})
        if page_left or connection.closed_with is Code.SIGNED_OUT:
            here.pop(seat.session, None)
        else:
            here[seat.session] = (seat.person, self._clock())
        if not here:
            del self._lost[seat.plan]

    def revoked(self, person: str | None, session: str | None, plan: str | None) -> None:
        """Somebody was signed out: their screens are not waited for any more."""
        for of, lost in self._lost.items():
            if plan is None or of == plan:
                self._lost[of] = {
                    id_: kept
                    for id_, kept in lost.items()
                    if (session is not None and id_ != session) or (person is not None and kept[0] != person)
                }

    def missed(self, plan: str, session: str, person: str, at: int) -> None:
        """Another server had the line of this board, until it stopped or the line dropped at `at` (milliseconds)."""
        self._lost.setdefault(plan, {}).setdefault(session, (person, at))

    def found(self, plan: str, session: str) -> None:
        """It is connected to another server."""
        self._lost.get(plan, {}).pop(session, None)

    def lines(self, plan: str, since: int) -> tuple[tuple[str, str, int], ...]:
        """Session, person and time of each that dropped after `since`."""
        kept = self._lost.get(plan, {}).items()
        return tuple((id_, person, at) for id_, (person, at) in kept if at > since)

    def of(self, plan: str, since: int) -> frozenset[str]:
        """Sessions of boards whose line dropped after `since` (milliseconds)."""
        return frozenset(id_ for id_, (_person, at) in self._lost.get(plan, {}).items() if at > since)
