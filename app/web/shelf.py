"""What the home page says of a plan without opening it: how far it is.

Kept beside the plan's title in its `stage` column and brought up to date when the log changes it, so that a home
with fifty plans opens none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from app.domain.agenda import Words
from app.domain.state import PlanState
from app.session.live_plan import Committed
from app.store import plans
from app.store.store import Store
from app.web.rooms import Room


@dataclass(frozen=True, slots=True)
class Shelf:
    """A plan's state in a list."""

    title: str = ""
    """The account's name."""
    format: Words | None = None
    """What the day's format is called."""
    date: str = ""
    """The day, ISO; empty while none was set."""
    step: Words | None = None
    """The step in progress."""
    number: int | None = None
    """Its number of `steps`; None in a break and outside of the day."""
    steps: int = 0
    frozen: bool = False
    moved: str = ""
    """Address of the server where it goes on; empty where it is here."""
    signed: int = 0
    """The newest version of which an edition is sealed and counts; 0 for none."""


def shelf_of(state: PlanState) -> Shelf:
    """How far a plan is."""
    run, account = state.run, state.account
    step = run.step
    signoff = state.signoff
    counting = (sealed.version for sealed in signoff.sealed if str(sealed.version) not in signoff.ended)
    return Shelf(
        title=account.text("name") if account else "",
        format=run.format.title if run.format else None,
        date=run.date,
        step=step.title if step else None,
        number=run.format.number_of(step.key) if step and run.format else None,
        steps=len(run.format.numbered) if run.format else 0,
        frozen=state.signoff.freeze is not None,
        moved=run.moved,
        signed=max(counting, default=0),
    )


def read(stage: str) -> Shelf:
    """What the column holds; an empty shelf for a plan that was never noted."""
    try:
        return msgspec.json.decode(stage, type=Shelf)
    except msgspec.DecodeError:
        return Shelf()


class Shelves:
    """Keeps the column true. A listener of `Rooms`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def heard(self, room: Room, committed: Committed) -> None:
        """Note what changed for lists, if anything did."""
        after = shelf_of(committed.after)
        if after != shelf_of(committed.before):
            await self.note(room.live.id, after)

    async def note(self, plan: str, shelf: Shelf) -> None:
        """Raises NotSaved; KeyError where the plan was deleted in the meantime."""
        stage = msgspec.json.encode(shelf).decode()
        title = shelf.title or None
        await self._store.write(lambda rows: plans.note(rows, plan, title=title, stage=stage))
