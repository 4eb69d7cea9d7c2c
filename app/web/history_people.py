"""What became of somebody on the list of people, in one sentence: put there, come in, or described anew.

Names are not in the log, so a change of name is no part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.domain.people import Coming, Person, Role, Side
from app.i18n import gettext as _
from app.web import words


def sentence(name: str, was: Person | None, now: Person) -> str:
    """In the language being spoken. `was`: as they stood on the list before; None for somebody new."""
    if was is None:
        if now.joined:
            return _("%(name)s came in, and is on the list of people", name=name)
        return _("On the list of people: %(name)s", name=name)
    if replace(was, coming=now.coming) == now and now.coming is not None:
        said = {Coming.YES: _("%(name)s comes", name=name), Coming.NO: _("%(name)s cannot come", name=name)}
        return said[now.coming]
    if replace(was, joined=now.joined, ahead=now.ahead) == now:
        if now.ahead:
            return _("%(name)s opened their link before the day", name=name)
        return _("%(name)s came in", name=name)
    return _("%(name)s: %(what)s", name=name, what="; ".join(_changed(was, now)))


def _changed(was: Person, now: Person) -> Iterator[str]:
    told: list[tuple[str, str, str]] = [
        (_("Side"), SIDES[was.side](), SIDES[now.side]()),
        (_("Function"), was.function, now.function),
        (_("Level"), was.level, now.level),
        (_("Signs as"), _signs(was), _signs(now)),
    ]
    if was.needed != now.needed:
        told.append((_("The day needs them"), needed(was.needed), needed(now.needed)))
    if was.side is now.side:
        told.append((_("In the room"), ROLES[was.role](), ROLES[now.role]()))
    for label, before, after in told:
        if before != after:
            yield (
                _("%(field)s: %(value)s", field=label, value=after)
                if after
                else _("Emptied: %(field)s", field=label)
            )


def needed(key: str) -> str:
    """What the list says of it; a format's need by its key."""
    return {"": _("as their function says"), "yes": _("yes"), "no": _("no")}.get(key, key)


def _signs(person: Person) -> str:
    return words.signs_as(person.signs_as.value) if person.signs_as else _("does not sign")


SIDES: dict[Side, Callable[[], str]] = {
    Side.OURS: lambda: _("ours"),
    Side.THEIRS: lambda: _("the customer’s"),
}
ROLES: dict[Role, Callable[[], str]] = {
    Role.MEMBER: lambda: _("takes part"),
    Role.CUSTOMER: lambda: _("takes part"),
    Role.FACILITATOR: lambda: _("leads"),
    Role.AUDITOR: lambda: _("only reads"),
    Role.BOARD: lambda: _("Board"),
    Role.SYSTEM: lambda: "",
}
