"""As much as a plan may hold, in Dutch: 1 goal, 5 factors, 20 conditions, 60 actions, every statement 120 characters.

`longest()` goes to the limits of the fields: seven factors of five hundred characters. Statements are all different,
so that a test can find each of them on paper.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.documents.canonical import canonical, content_hash
from app.documents.view import (
    Action,
    Aim,
    Condition,
    Factor,
    Goal,
    Money,
    Month,
    Person,
    PlanDocument,
    Progress,
    Signatory,
)

CONTENT = canonical({"plan": "havenstad"})
THURSDAY = 1_799_942_400_000

_WORDS = (  # noqa: SIM905  # a text reads better than a list
    "leveranciersbeoordeling klantenserviceafdeling onderhoudscontract verantwoordelijkheid vestigingsdirecteur "
    "wekelijks vooraf schriftelijk binnen gezamenlijk aantoonbaar facturatieproces storingsmelding kwartaal zonder "
    "uitzondering documentverwerking medewerkers samenwerkingsovereenkomst beschikbaarheid regionaal jaarlijks"
).split()
_PEOPLE = tuple(
    Person(name, function=function)
    for name, function in (
        ("Annemarie van der Bilt-Hoogendoorn", "Nederland"),
        ("Joost de Wit", "Service"),
        ("Katharina Schäfer", "Financiën"),
        ("Maximiliaan Oudkerk", "Productmanagement"),
        ("Tomáš Dvořák", "Oostenrijk"),
        ("Priya Nair", "Kwaliteitsborging"),
        ("Bram Visser", "Nederland"),
        ("Femke de Boer-Lindqvist", "Personeelszaken"),
    )
)
_STATES: tuple[Progress, ...] = ("open", "under-way", "done")


def statement(name: str, length: int = 120) -> str:
    """Exactly `length` characters of Dutch words, beginning with `name`, different for every name."""
    start = sum(map(ord, name))
    text = name
    for step in range(length):
        text += " " + _WORDS[(start * 7 + step * (3 + start % 5)) % len(_WORDS)]
        if len(text) >= length:
            break
    return text[:length].rstrip().ljust(length, "n")


def big(length: int = 120, factors: int = 5) -> PlanDocument:
    """A plan of `factors` factors, four conditions under each and three actions under each of those."""
    return PlanDocument(
        edition="internal",
        language="nl",
        zone="Europe/Amsterdam",
        account="Samenwerkende Zorgverzekeraars Havenstad en Omstreken",
        title="Klantplan 2027",
        ours="Brandt & Veld Nederland",
        version="3",
        document_id="havenstad-internal-3",
        content_hash=content_hash(CONTENT),
        as_of=THURSDAY,
        goal=Goal(
            statement=statement("Doel", length),
            sales=Money(1_234_567_800, "EUR"),
            margin="31.5",
            due=date(2027, 12, 31),
            months=tuple(
                Month(date(2027, month, 1), 60_000_000 + month * 6_500_000) for month in range(1, 13)
            ),
        ),
        manager=_PEOPLE[0],
        sponsor=Person("Ingrid Veld", role="financieel directeur"),
        answering=(_PEOPLE[0], Person("Pieter Hoekstra", side="theirs", role="Directeur bedrijfsvoering")),
        profile="Een groep van vier regionale zorgverzekeraars.\n\nZij verwerken samen negen miljoen brieven per jaar.",
        factors=tuple(_factor(letter, length) for letter in "ABCDEFG"[:factors]),
        constraints=(Aim(statement("Beperking", length), ("A2",), "Oostenrijk"),),
        our_words="Wij hebben versie 3 van dit plan gelezen en staan erachter.",
        their_words="Wij steunen dit werkplan. Het is geen contract.",
        signatories=(
            Signatory(replace(_PEOPLE[0], role="Key accountmanager"), "signed", THURSDAY, _PEOPLE[0].name),
            Signatory(
                Person("Daan Smit", role="Verkoopdirecteur"), "declined", THURSDAY, reason="Marge te laag"
            ),
            Signatory(Person("Pieter Hoekstra", side="theirs", role="Directeur bedrijfsvoering")),
        ),
    )


def longest() -> PlanDocument:
    """Seven factors, every statement at its limit."""
    return big(length=500, factors=7)


def statements(document: PlanDocument) -> list[str]:
    """Everything the plan states, in reading order."""
    found = [document.goal.statement]
    for factor in document.factors:
        found.append(factor.statement)
        for condition in factor.conditions:
            found += [condition.statement, *(action.statement for action in condition.actions)]
    return found


def _factor(letter: str, length: int) -> Factor:
    conditions = tuple(_condition(f"{letter}{n}", length) for n in range(1, 5))
    return Factor(letter, statement(f"Factor {letter}", length), conditions)


def _condition(number: str, length: int) -> Condition:
    seed = sum(map(ord, number))
    return Condition(
        number,
        statement(f"Voorwaarde {number}", length),
        metric=f"Tijdige installaties {number}",
        comparator="ge",
        target=str(80 + seed % 20),
        unit="%",
        baseline=str(40 + seed % 30),
        source="Servicedeskregistratie",
        due=date(2027, 1 + seed % 12, 15),
        actions=tuple(_action(f"{number}.{n}", length) for n in range(1, 4)),
    )


def _action(number: str, length: int) -> Action:
    seed = sum(map(ord, number))
    theirs = seed % 9 == 0
    return Action(
        number,
        statement(f"Actie {number}", length),
        accountable=Person("Havenstad", side="theirs") if theirs else _PEOPLE[seed % len(_PEOPLE)],
        due=None if seed % 11 == 0 else date(2027, 1, 20) + timedelta(days=seed * 5 % 130),
        progress=_STATES[seed % 3],
        side="theirs" if theirs else "ours",
    )
