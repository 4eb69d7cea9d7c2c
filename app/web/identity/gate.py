"""Who may come in, and as whom they look: asked at the handshake, and again before every frame.

Everything that can change while somebody looks is read from the state each time: role, roster, who is let in,
which edition the board shows. A device that was signed out is refused even between its handshake and its first
frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from app.domain.fields import Ceiling, Text
from app.domain.kinds import KINDS
from app.domain.people import Edition, Person, Role, Side
from app.domain.secrecy import SHARED, edited_field
from app.i18n import is_language, use_language
from app.live.ports import Audience, Code, Seat, Surface, Turned
from app.session.journal import NotSaved
from app.web import words
from app.web.identity import visitors
from app.web.identity.identity import Identity
from app.web.scene import Scene


class Gate:
    """Implements `app.live.ports.Gate[Scene]`."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def admit(self, scope: Mapping[str, Any], plan: str) -> Seat | Turned:
        """By account, seat cookie or bearer token."""
        connection = HTTPConnection(dict(scope))
        try:
            seat = await visitors.seat_of(self._identity, connection, plan)
        except LookupError:
            return Turned(Code.NO_SUCH_PLAN)
        except NotSaved:
            return Turned(Code.RESTART)
        return seat if seat is not None else Turned(Code.SIGNED_OUT)

    def standing(self, state: Scene) -> object:
        """Roster, who is let in and what the board shows, who was signed out, who pressed for the inside."""
        return state.state.people, state.state.run, self._identity.devices.dead, self._identity.inside

    def audience(self, seat: Seat, state: Scene) -> Audience | Turned:
        """Whose bytes this seat gets now. Looks at nothing but the seat and what `standing` names."""
        if seat.session in self._identity.devices.dead:
            return Turned(Code.SIGNED_OUT)
        language = seat.language if is_language(seat.language) else "en"
        if seat.role is Role.BOARD:
            return self._board(seat, state, language)
        person = state.state.people.get(seat.person)
        if person is None:
            return Turned(Code.SIGNED_OUT)
        if person.side is Side.THEIRS:
            return self._theirs(seat, state, language)
        return self._ours(seat, person, state, language)

    def _board(self, seat: Seat, scene: Scene, language: str) -> Audience | Turned:
        if seat.surface is not Surface.BOARD:
            return Turned(Code.NOT_ALLOWED)
        return Audience(_of_board(scene), Role.BOARD, Surface.BOARD, language)

    def _theirs(self, seat: Seat, scene: Scene, language: str) -> Audience | Turned:
        if not scene.state.run.admitted or seat.surface not in (Surface.PHONE, Surface.JSON):
            return Turned(Code.NOT_ALLOWED)
        return Audience(Edition.SHARED, Role.CUSTOMER, seat.surface, language)

    def _ours(self, seat: Seat, person: Person, scene: Scene, language: str) -> Audience | Turned:
        match seat.surface:
            case Surface.BOARD:
                if person.role is not Role.FACILITATOR:
                    return Turned(Code.NOT_ALLOWED)
                return Audience(_of_board(scene), Role.BOARD, Surface.BOARD, language)
            case Surface.CONSOLE:
                if person.role is not Role.FACILITATOR:
                    return Turned(Code.NOT_ALLOWED)
                return Audience(Edition.INTERNAL, person.role, seat.surface, language)
            case Surface.JSON:
                # a program is no screen that a customer looks over
                return Audience(Edition.INTERNAL, person.role, seat.surface, language)
            case Surface.PHONE:
                return Audience(self._of_phone(seat, scene), person.role, seat.surface, language)

    def _of_phone(self, seat: Seat, scene: Scene) -> Edition:
        pressed = (seat.plan, seat.session) in self._identity.inside
        return Edition.SHARED if scene.state.run.admitted and not pressed else Edition.INTERNAL

    def may_type(self, audience: Audience, state: Scene, record: str, field: str) -> bool:
        """Customers only where the field is theirs; ours where they see the text as it is.

        No field is both theirs and co-edited today, so no customer holds a document. One that becomes so has to begin
        a new epoch then: what ours typed in it and deleted again would travel with it.
        """
        node = state.projections[audience.edition].nodes.get(record)
        found = state.state.records.get(record)
        if node is None or found is None or audience.role in (Role.BOARD, Role.AUDITOR):
            return False
        declared = KINDS[found.kind].by_name.get(field)
        if declared is None or not isinstance(declared.type, Text) or not declared.type.coedited:
            return False
        if audience.role is Role.CUSTOMER:
            return declared.ceiling is Ceiling.THEIRS and found.side is Side.THEIRS
        if audience.edition is Edition.SHARED:
            return declared.ceiling is not Ceiling.INTERNAL and field in (
                "wording",
                edited_field(found, SHARED),
            )
        return True

    def words(self, seat: Seat, code: str) -> str:
        """In the language of whoever sits there."""
        with use_language(seat.language if is_language(seat.language) else "en"):
            return words.refusal(code, {})


def _of_board(scene: Scene) -> Edition:
    return Edition.SHARED if scene.state.run.board_shared else Edition.INTERNAL
