"""Who has to be in the room, and who said that they will be.

A format says whom a day cannot be held without (S0: the sales director, operations, ideally the chief executive; S2:
finance, HR). The roster says who that is: by the role in which somebody signs, by a word in their function or level,
or because whoever leads said so. Somebody can be needed who fills no need of the format, and the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.agenda import Format, Need
from app.domain.people import Coming, Person, Role, Side
from app.domain.reading.names import folded

NEEDED, NOT_NEEDED = "yes", "no"
"""What `Person.needed` can say beside the key of a need."""


class Standing(StrEnum):
    """How it stands with one who is needed."""

    COMES = "comes"
    """Said so, or is in the room."""
    SILENT = "silent"
    """Is on the list and has not answered."""
    DECLINED = "declined"
    NOBODY = "nobody"
    """Nobody on the list is that."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place at the table that has to be filled."""

    need: Need | None
    """None for somebody who is needed beside what the format asks."""
    people: tuple[Person, ...]
    """Who fills it, in the order of the roster."""

    @property
    def standing(self) -> Standing:
        """The best of those who fill it: one of two finance leads is enough."""
        found = {standing(person) for person in self.people}
        order = (Standing.COMES, Standing.SILENT, Standing.DECLINED)
        return next((each for each in order if each in found), Standing.NOBODY)

    @property
    def ideally(self) -> bool:
        return self.need is not None and self.need.ideally


def standing(person: Person) -> Standing:
    """Who is in the room has come, whatever they answered."""
    if person.came or person.coming is Coming.YES:
        return Standing.COMES
    return Standing.DECLINED if person.coming is Coming.NO else Standing.SILENT


def places(format_: Format | None, people: Mapping[str, Person]) -> tuple[Place, ...]:
    """The format's needs in its order, each with who fills it; then who is needed beside them."""
    needs = format_.needs if format_ else ()
    found: dict[str, list[Person]] = {need.key: [] for need in needs}
    beside: list[Person] = []
    for person in people.values():
        if person.role in (Role.BOARD, Role.AUDITOR, Role.SYSTEM):
            continue
        filled = [need.key for need in needs if fills(person, need)]
        for key in filled:
            found[key].append(person)
        if not filled and person.needed not in ("", NOT_NEEDED):
            beside.append(person)
    of_format = (Place(need, tuple(found[need.key])) for need in needs)
    return (*of_format, *(Place(None, (person,)) for person in beside))


def missing(format_: Format | None, people: Mapping[str, Person]) -> tuple[Place, ...]:
    """Places of which nobody has said yet that they come."""
    return tuple(each for each in places(format_, people) if each.standing is not Standing.COMES)


def fills(person: Person, need: Need) -> bool:
    """Whether somebody is the one that a need asks for: as whoever leads said, else by what they are."""
    if person.needed:
        return person.needed == need.key
    if person.signs_as is not None and need.signs_as:
        return person.signs_as == need.signs_as
    # A customer's director of operations is not who answers for ours.
    return person.side is Side.OURS and _says(f"{person.function} {person.level}", need.match)


def silent(people: Iterable[Person]) -> tuple[Person, ...]:
    """Who takes part and has not answered the invitation."""
    return tuple(p for p in people if p.takes_part and standing(p) is Standing.SILENT)


def _says(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, in whole words and any spelling."""
    words = f" {folded(text)} "
    return any(f" {folded(phrase)} " in words for phrase in phrases if folded(phrase))
