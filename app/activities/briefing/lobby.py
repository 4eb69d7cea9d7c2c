"""How to come in, on the board: the wifi, the code to scan, the code to type, and who has come in already.

Shown while people come: before the day and in steps that say so (`joining`). A board with the shared edition brings the
customer's way in and names nobody but the customer's people.

Who came in has come by the door, today or before, and stays named when their phone goes dark. Who is here at this
moment is another count: the console's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.activities.lines import is_shared, organisation
from app.domain.people import Person, Side

MOST_NAMES = 60
"""People of whom the board shows names; beyond that counts per function and who came last."""
LAST = 8
NEW = 2
"""How many of those who came last are pointed out."""
TEMPLATES = "activities/briefing/templates"


@dataclass(frozen=True, slots=True)
class Doors:
    plan: str
    address: str
    code: str
    wifi: str
    password: str
    guests: bool
    stamp: str
    """Changes with what the pictures say, so that a board fetches them again."""


@dataclass(frozen=True, slots=True)
class Name:
    id: str
    name: str
    new: bool


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    came: int
    of: int
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    came: int
    of: int
    """0 where it is nobody's to know."""
    groups: tuple[Group, ...]
    last: tuple[Name, ...]
    """Who came last, where there are too many to name all."""
    theirs: str
    """The customer, where these are their people."""


def lobby(moment: Moment) -> Lists:
    """The stage while people come in."""
    return {
        "stage": (Piece("lobby", f"{TEMPLATES}/board_lobby.html", None),),
        "doors": (Piece("ways-in", f"{TEMPLATES}/board_doors.html", _doors(moment)),),
        "who-came-in": (Piece("came-in", f"{TEMPLATES}/board_came_in.html", _arrived(moment)),),
    }


def _doors(moment: Moment) -> Doors:
    door = moment.door
    told = "\n".join((door.address, door.code, door.wifi, door.password))
    return Doors(
        plan=moment.plan,
        address=door.address,
        code=door.code,
        wifi=door.wifi,
        password=door.password,
        guests=is_shared(moment),
        stamp=hashlib.sha256(told.encode()).hexdigest()[:8],
    )


def _arrived(moment: Moment) -> Arrived:
    side = Side.THEIRS if is_shared(moment) else Side.OURS
    people = [p for p in moment.people.values() if p.side is side and p.takes_part]
    among = {person.id for person in people}
    came = [id_ for id_ in moment.arrivals if id_ in among and moment.name(id_)]
    new = frozenset(came[-NEW:]) if len(came) > NEW else frozenset()
    many = len(people) > MOST_NAMES
    return Arrived(
        came=sum(person.came for person in people),
        of=len(people) if side is Side.OURS else 0,
        groups=tuple(_groups(moment, people, new, named=not many)),
        last=tuple(_name(moment, id_, frozenset()) for id_ in reversed(came[-LAST:])) if many else (),
        theirs=organisation(moment) if side is Side.THEIRS else "",
    )


def _groups(moment: Moment, people: list[Person], new: frozenset[str], *, named: bool) -> Iterable[Group]:
    """By function, in the order of the roster."""
    for title in dict.fromkeys(person.function for person in people):
        group = [person for person in people if person.function == title]
        came = [person for person in group if person.came]
        if came or not named:
            names = tuple(_name(moment, person.id, new) for person in came) if named else ()
            yield Group(title, len(came), len(group), names)


def _name(moment: Moment, id_: str, new: frozenset[str]) -> Name:
    return Name(id_, moment.name(id_), id_ in new)
