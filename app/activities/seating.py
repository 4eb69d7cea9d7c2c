"""Tables on every surface, for each step that works at them: where to sit, what lies open there, which cards go to the
room, and how far all of them are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities.contract import Me, Moment, Piece
from app.activities.lines import is_shared
from app.domain import tables
from app.domain.projection import Node

LARGE = 15
"""People above which silent writing goes better at tables."""


@dataclass(frozen=True, slots=True)
class Seat:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    name: str
    members: tuple[Seat, ...]
    scribe: str
    """Who holds the pen, by name."""
    open: bool
    done: bool
    written: int
    """Members who have written in this step."""
    sent: int
    """Cards sent to the room, as far as they are revealed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Tables that whoever leads could make: one for each factor, country or product."""

    what: str
    tables: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Name, the record it works on, and who would sit there."""


@dataclass(frozen=True, slots=True)
class Choosing:
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Sitting:
    person: str
    table: Table
    others: tuple[Table, ...]
    writes: bool
    """There are lines here; otherwise the plan itself is worked on."""
    sent: int
    most: int
    called: bool
    """Everybody is called back to the room."""


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    text: str
    name: str
    sent: bool
    may: bool


@dataclass(frozen=True, slots=True)
class Desk:
    step: str
    tables: tuple[Table, ...]
    offers: tuple[Offer, ...]
    people: int
    large: bool
    called: bool
    unseated: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Board:
    tables: tuple[Table, ...]
    called: bool


def at_tables(moment: Moment) -> bool:
    """Whether the step in progress works at tables: it may, and there are some."""
    step = moment.step
    return bool(step and step.options.get("tables") and moment.tables) and not is_shared(moment)


def phone(moment: Moment, me: Me, *, writes: bool) -> tuple[Piece, ...]:
    """My table, or where I could sit."""
    if not at_tables(moment):
        return ()
    all_ = _tables(moment)
    mine = next((each for each in all_ if each.id == me.table), None)
    if mine is None:
        return (Piece("tables", "phone/tables.html", Choosing(all_)),)
    others = tuple(each for each in all_ if each is not mine)
    view = Sitting(me.person, mine, others, writes, _sent(me), tables.FORWARDS, _called(all_))
    return (Piece("table", "phone/table.html", view),)


def cards(moment: Moment, me: Me) -> tuple[Piece, ...]:
    """The lines of my table, once they lie open there."""
    table = moment.projection.get(me.table)
    if not at_tables(moment) or table is None or table.fields.get("open") is not True:
        return ()
    full = _sent(me) >= tables.FORWARDS
    return tuple(
        Piece(f"card-{each.id}", "phone/card.html", _card(moment, each, full)) for each in me.at_table
    )


def part(moment: Moment, me: Me) -> Node | None:
    """The branch that my table works on; None where it has none of its own."""
    table = moment.projection.get(me.table)
    return moment.projection.get(str(table.fields.get("about") or "")) if table else None


def console(moment: Moment) -> tuple[Piece, ...]:
    """The tables, or those that could be made."""
    step = moment.step
    if step is None or not step.options.get("tables"):
        return ()
    all_, people = _tables(moment), tables.seated(moment.people)
    seated = {each.id for table in all_ for each in table.members}
    view = Desk(
        step=step.key,
        tables=all_,
        offers=() if all_ else tuple(_offers(moment)),
        people=len(people),
        large=len(people) > LARGE,
        called=_called(all_),
        unseated=tuple(
            Seat(each.id, moment.name(each.id)) for each in people if all_ and each.id not in seated
        ),
    )
    return (Piece("tables", "console/tables.html", view),)


def board(moment: Moment) -> Piece:
    all_ = _tables(moment)
    return Piece("tables", "board/tables.html", Board(all_, _called(all_)))


def called_back(moment: Moment) -> bool:
    return _called(_tables(moment))


def _called(all_: tuple[Table, ...]) -> bool:
    return bool(all_) and all(each.done for each in all_)


def _sent(me: Me) -> int:
    return sum(bool(each.fields.get("forwarded")) for each in me.at_table)


def _tables(moment: Moment) -> tuple[Table, ...]:
    return tuple(_table(moment, each) for each in moment.tables)


def _table(moment: Moment, node: Node) -> Table:
    members = [person for person, table in moment.run.seats.items() if table == node.id]
    notes = moment.projection.every("note")
    return Table(
        id=node.id,
        name=node.text("name"),
        members=tuple(Seat(each, moment.name(each)) for each in members if moment.name(each)),
        scribe=moment.name(node.fields.get("scribe")),
        open=node.fields.get("open") is True,
        done=node.fields.get("done") is True,
        written=sum(each in moment.answered for each in members),
        sent=sum(each.text("table") == node.id and bool(each.fields.get("forwarded")) for each in notes),
    )


def _card(moment: Moment, note: Node, full: bool) -> Card:
    sent = bool(note.fields.get("forwarded"))
    name = moment.name(note.fields.get("said_by")) or moment.name(note.person)
    return Card(note.id, note.text("text"), name, sent, may=(sent or not full) and moment.gate != "read")


def _offers(moment: Moment) -> Iterator[Offer]:
    """What the step asks for comes first."""
    asked = moment.step.options.get("tables") if moment.step else ""
    found = {
        "csf": tuple((f"{each.number} {each.statement}"[:80], each.id) for each in moment.projection.factors),
        "country": _named(moment, "geography", "country"),
        "product": _named(moment, "product", "product"),
    }
    people = tables.seated(moment.people)
    for what in sorted(found, key=lambda each: each != asked):
        if len(found[what]) > 1:
            seats = tables.dealt(people, [name for name, _about in found[what]])
            rows = zip(found[what], seats, strict=True)
            yield Offer(what, tuple((name, about, seat) for (name, about), seat in rows))


def _named(moment: Moment, field: str, scope: str) -> tuple[tuple[str, str], ...]:
    """The countries or products that the plan speaks of, in its parts, figures and constraints."""
    split = (*moment.projection.every("part"), *moment.projection.every("figure"))
    bites = (each for each in moment.projection.every("constraint") if each.text("scope_kind") == scope)
    names = (*(each.text(field) for each in split), *(each.text("scope") for each in bites))
    return tuple((name, "") for name in dict.fromkeys(each.strip()[:80] for each in names) if name)
