"""The throw-away copy on which a day is rehearsed, and who plays in it.

Everybody of the roster has a stand-in with an invented name, the same function, level and signature; where there are
fewer than fourteen, others join them. So owners of actions, signatories and groups are there as on the day itself, and
nobody's colleague is made to say what they never said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle

from app.domain.people import Person, Role, Side, SignsAs
from app.domain.state import PlanState
from app.i18n import gettext as _
from app.web import plans
from app.web.identity import joining, tokens
from app.web.identity.identity import Identity
from app.web.identity.visitors import Account
from app.web.rehearsal.lines import NAMES

PLAYERS = 14
CUSTOMERS = 3


async def copy(identity: Identity, account: Account, source: str) -> str:
    """A rehearsal of `source`; its id. In the language being spoken. Raises Refused, NotSaved, LookupError."""
    room = await identity.rooms.get(source)
    real = room.live.state.account
    names = iter(NAMES)
    title = _("Rehearsal: %(name)s", name=real.text("name") if real else "")[: plans.LONGEST]

    def called(person: Person, _name: str) -> str:
        return next(names, "") if person.role in (Role.MEMBER, Role.CUSTOMER) else ""

    made = await plans.copy(
        identity,
        account,
        source,
        title=title,
        date=datetime.now(UTC).date().isoformat(),
        called=called,
        rehearses=True,
    )
    copied = await identity.rooms.get(made)
    for name, person in zip(names, _more(copied.live.state), strict=False):
        await joining.add(identity, copied, name, person)
    return made


def _more(state: PlanState) -> Iterator[Person]:
    """Who is missing to fourteen: first those who sign, then the customer's people, then colleagues."""
    there = [p for p in state.people.values() if p.role in (Role.MEMBER, Role.CUSTOMER)]
    sign = {person.signs_as for person in there}
    wanted = [SignsAs(role) for role in (state.run.format.signs if state.run.format else ())]
    missing = [role for role in wanted if role not in sign]
    for role in missing:
        theirs = role is SignsAs.CUSTOMER
        yield _person(Side.THEIRS if theirs else Side.OURS, _("Management"), role)
    theirs_now = sum(p.side is Side.THEIRS for p in there) + (SignsAs.CUSTOMER in missing)
    guests = max(0, CUSTOMERS - theirs_now)
    for _guest in range(guests):
        yield _person(Side.THEIRS, _("Purchasing"))
    functions = cycle((_("Sales"), _("Service"), _("Operations")))
    for _colleague in range(PLAYERS - len(there) - len(missing) - guests):
        yield _person(Side.OURS, next(functions))


def _person(side: Side, function: str, signs_as: SignsAs | None = None) -> Person:
    role = Role.CUSTOMER if side is Side.THEIRS else Role.MEMBER
    return Person(tokens.id_(), side, role, function, signs_as=signs_as)
