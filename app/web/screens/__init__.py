"""Screens as functions of the scene: which pieces stand in which lists, for each surface.

Implements `app.live.ports.Screens`. Everything a page shows, first or live, comes from here; templates get nothing
but the views that these pieces carry, and those are made from a projection that secrecy has passed.
"""

from __future__ import annotations

from typing import assert_never

from app.activities.contract import Moment, Sheaf
from app.domain.people import Role
from app.live.page import Page
from app.live.ports import Audience, Surface
from app.web.drawing import Drawing
from app.web.scene import Scene
from app.web.screens import board, console, phone, programs

BLANK = Page.of((), {})
"""The page of whoever has nothing of their own: one for all of them."""


class Screens:
    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def page(self, audience: Audience, state: Scene, previous: Page | None) -> Page:
        if audience.surface is Surface.JSON:
            return programs.page(state.programs_see(audience), previous)
        return self._drawing.page(
            _shared(audience.surface, _moment(audience, state), state), audience.language, previous
        )

    def personal(self, audience: Audience, person: str, state: Scene, previous: Page | None) -> Page:
        if audience.surface is not Surface.PHONE:
            return BLANK
        sheaf = phone.personal(_moment(audience, state), state.me(person, audience.edition))
        return self._drawing.page(sheaf, audience.language, previous)

    def watched(self, audience: Audience, state: Scene, ids: frozenset[str], previous: Page | None) -> Page:
        if audience.surface not in (Surface.CONSOLE, Surface.PHONE):
            return self._drawing.page(
                Sheaf({}), audience.language
            )  # no editors on boards, no HTML for programs
        moment = _moment(audience, state)
        source = console if audience.surface is Surface.CONSOLE else phone
        found = (source.watched(moment, id_) for id_ in sorted(ids))
        sheaf = Sheaf({f"watch-{p.id}": (p,) for p in found if p})
        return self._drawing.page(sheaf, audience.language, previous)


def _moment(audience: Audience, scene: Scene) -> Moment:
    return scene.moment(audience.edition, audience.role, audience.language)


def _shared(surface: Surface, moment: Moment, scene: Scene) -> Sheaf:
    match surface:
        case Surface.PHONE:
            return phone.shared(moment)
        case Surface.BOARD:
            return board.shared(moment)
        case Surface.CONSOLE:
            return console.shared(moment, scene) if moment.role is Role.FACILITATOR else Sheaf({})
        case Surface.JSON:
            return Sheaf({})
        case _:
            assert_never(surface)
