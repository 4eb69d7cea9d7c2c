"""Names behind a plan's pseudonyms: the erasable side of the roster.

Erasing somebody is more than this table: `app.store.erasure`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.store.tables import Person


def add(
    rows: Session, person: str, *, plan: str, name: str, email: str = "", function: str = "", at: int
) -> Person:
    """A name for pseudonym `person`. The same pseudonym again changes nothing, so that a repeat is harmless."""
    known = rows.get(Person, person)
    if known is not None:
        return known
    made = Person(id=person, plan=plan, name=name, email=email, function=function, created_at=at)
    rows.add(made)
    rows.flush()
    return made


def get(rows: Session, person: str) -> Person:
    """Raises KeyError."""
    found = rows.get(Person, person)
    if found is None:
        raise KeyError(person)
    return found


def change(
    rows: Session,
    person: str,
    *,
    name: str | None = None,
    email: str | None = None,
    function: str | None = None,
) -> Person:
    """None leaves a field as it is. Raises KeyError; an erased person stays erased and raises it too."""
    found = get(rows, person)
    if found.erased_at is not None:
        raise KeyError(person)
    found.name = found.name if name is None else name
    found.email = found.email if email is None else email
    found.function = found.function if function is None else function
    rows.flush()
    return found


def of_plan(rows: Session, plan: str) -> Sequence[Person]:
    """Everybody with a name on `plan`, in the order they were added; erased ones are among them, blank."""
    return rows.exec(
        select(Person).where(Person.plan == plan).order_by(col(Person.created_at), col(Person.id))
    ).all()


def names(rows: Session, plan: str) -> dict[str, str]:
    """Pseudonym → name; empty for the erased."""
    return {person.id: person.name for person in of_plan(rows, plan)}
