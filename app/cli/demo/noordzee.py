"""The worked account: Brandt & Veld plan 2027 for Noordzee Leven, in two countries. Invented from beginning to end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PLAN_TITLE = "Noordzee Leven"
ORGANISATION = "Brandt & Veld"
DAY = "2027-01-14"


@dataclass(frozen=True, slots=True)
class Seat:
    name: str
    function: str
    side: Literal["ours", "theirs"] = "ours"
    role: Literal["facilitator", "member", "customer"] = "member"
    signs_as: str | None = None
    level: str = ""


ROSTER = (
    Seat("Anouk Terpstra", "Facilitator", role="facilitator"),
    Seat("Markus Hofer", "Austria"),
    Seat("Eva Gruber", "Austria"),
    Seat("Lukas Steiner", "Austria"),
    Seat("Anna Bauer", "Austria"),
    Seat("Jürgen Wölfl", "Austria"),
    Seat("Sofie Maes", "Netherlands", signs_as="key-account-manager"),
    Seat("Bram Visser", "Netherlands"),
    Seat("Femke de Boer", "Netherlands"),
    Seat("Daan Smit", "Netherlands", signs_as="sales-director", level="executive"),
    Seat("Inge Jansen", "Netherlands"),
    Seat("Ruben Mulder", "Netherlands"),
    Seat("Noor Bakker", "Netherlands"),
    Seat("Thijs Peeters", "Netherlands"),
    Seat("Claire Lefèvre", "Product"),
    Seat("Tomáš Dvořák", "Product"),
    Seat("Priya Nair", "Product"),
    Seat("Oliver Brandt", "Product"),
    Seat("Zoë Martens", "Product"),
    Seat("Jan de Wit", "Service"),
    Seat("Marta Kowalska", "Service"),
    Seat("Henrik Lindqvist", "Service"),
    Seat("Aylin Demir", "Service"),
    Seat("Peter Novák", "Service"),
    Seat("Ingrid Veld", "Finance", signs_as="sponsor", level="executive"),
    Seat("Karl Schäfer", "Finance"),
    Seat("Beatriz Costa", "Finance"),
    Seat("Hugo Meyer", "Finance"),
    Seat("Marijke van den Berg", "Procurement", "theirs", "customer", "customer"),
    Seat("Pieter Hoekstra", "Operations", "theirs", "customer"),
)


@dataclass(frozen=True, slots=True)
class Task:
    statement: str
    who: str
    due: str
    status: str = "open"
    shared: bool = False
    touches: str = ""
    """Scope of the constraint that it touches."""
    lever: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    line: str
    """As somebody would type it; it is read as it would be in a room."""
    baseline: str
    source: str
    date: str
    tasks: tuple[Task, ...]
    wording: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    statement: str
    measures: tuple[Measure, ...]
    wording: str = ""
    shared: bool = False


ACCOUNT = {
    "name": PLAN_TITLE,
    "organisation": ORGANISATION,
    "currency": "EUR",
    "time_zone": "Europe/Amsterdam",
    "profile": "Life insurer in the Netherlands and Austria, twelve offices, 1,900 people. Prints and posts 31 million "
    "letters a year in two output centres.",
    "culture": "Cautious, exact, loyal to suppliers who keep their word. Decisions are prepared in procurement and made "
    "in operations.",
    "aims": "Claims paid in five days; one supplier less in each country; paper out of the mailroom by 2029.",
}
GOAL = {
    "statement": "Grow to EUR 4.2 M with a margin that pays for the service we promise",
    "wording": "One dependable partner for post and documents in both countries",
    "sales": 420_000_000,
    "margin": "31",
    "date": "2027-12-31",
    "last_sales": 290_000_000,
    "last_margin": "27",
    "relationship": "The sponsor and the COO have met once, and know each other by their first names",
    "phasing": [
        23_000_000, 26_000_000, 34_000_000, 33_000_000, 34_000_000, 41_000_000,
        28_000_000, 24_000_000, 38_000_000, 42_000_000, 48_000_000, 49_000_000,
    ],
}  # fmt: skip
CONSTRAINTS = (
    ("Austrian night service", "country", "Austria", "9"),
    ("One product manager for the digital mailroom", "product", "Digital mailroom", "6"),
)

FACTORS = (
    Factor(
        "Listed as preferred supplier",
        wording="A supplier you can rely on",
        shared=True,
        measures=(
            Measure(
                "> 95 % on-time installations", "87", "Service desk", "2027-06-30",
                (
                    Task(
                        "Weekly feedback loop on installation problems", "Jan de Wit", "2027-02-12", "under-way", True
                    ),
                    Task("Site survey two weeks before each installation", "Eva Gruber", "2027-02-26", shared=True),
                    Task("Spare parts for 12 sites held in Utrecht and Linz", "Marta Kowalska", "2027-03-31"),
                ),
                shared=True,
            ),
            Measure(
                "≤ 4 h to respond when an output line stops", "7", "Service desk", "2027-05-31",
                (
                    Task(
                        "One night rota for both countries", "Aylin Demir", "2027-03-01", shared=True,
                        touches="Austria",
                    ),
                    Task("Named duty contact at each site", "Pieter Hoekstra", "2027-02-26", shared=True),
                ),
                shared=True,
            ),
            Measure(
                "≥ 85 of 100 in Noordzee’s supplier audit", "78", "Noordzee procurement", "2027-09-30",
                (
                    Task("Close the four findings of 2026", "Lukas Steiner", "2027-03-15", "under-way", shared=True),
                    Task("Rehearse the audit with last year’s questions", "Sofie Maes", "2027-04-30"),
                ),
                wording="≥ 85 of 100 in your supplier audit",
                shared=True,
            ),
            Measure(
                "≤ 2 disputed invoices a quarter", "9", "Ledger", "2027-06-30",
                (
                    Task("Order number on every invoice line", "Karl Schäfer", "2027-02-28", "done", shared=True),
                    Task("Order numbers sent before delivery", "Marijke van den Berg", "2027-03-31", shared=True),
                ),
                shared=True,
            ),
        ),
    ),
    Factor(
        "Every contract earns its cost to serve",
        (
            Measure(
                "≥ 31 % margin in each country", "24", "Ledger", "2027-12-31",
                (
                    Task("Cost to serve per site, Austria first", "Ingrid Veld", "2027-02-19", "under-way"),
                    Task("Route plan for Linz and Graz redrawn", "Anna Bauer", "2027-03-31"),
                ),
            ),
            Measure(
                "≤ 6 % discount beyond list price", "11", "Ledger", "2027-06-30",
                (Task("Discounts over 6 % go to the sponsor", "Sofie Maes", "2027-02-01", "done"),),
            ),
            Measure(
                "100 % of service contracts indexed", "40", "", "2027-09-30",
                (
                    Task("Index clause in the 14 old contracts", "Bram Visser", "2027-04-30"),
                    Task("Price letter for 2028 agreed with Noordzee", "Sofie Maes", "2027-09-30"),
                ),
            ),
        ),
    ),
    Factor(
        "Asked before a tender is written",
        wording="Plans made together, early",
        shared=True,
        measures=(
            Measure(
                "≥ 3 roadmap sessions a year with Noordzee IT", "0", "Account file", "2027-12-31",
                (
                    Task("First roadmap session in Utrecht", "Tomáš Dvořák", "2027-03-18", shared=True),
                    Task("IT architect invited to all three", "Pieter Hoekstra", "2027-03-18", shared=True),
                ),
                wording="≥ 3 roadmap sessions a year",
                shared=True,
            ),
            Measure(
                "≥ 8.0 partnership rating by Noordzee", "6.4", "Noordzee board", "2027-10-31",
                (Task("Sponsor meets the COO every quarter", "Ingrid Veld", "2027-03-31", "under-way"),),
            ),
            Measure(
                "≥ 2 relationships on every level", "1", "Account file", "2027-06-30",
                (
                    Task(
                        "Second contact in claims and in facilities", "Femke de Boer", "2027-04-30", shared=True,
                        lever="contacts",
                    ),
                    Task("Executive pairing written down", "Sofie Maes", "2027-02-12", "done", shared=True),
                ),
                wording="≥ 2 contacts on every level",
                shared=True,
            ),
        ),
    ),
    Factor(
        "Digital mailroom is the standard in both countries",
        wording="Post that sorts itself, in both countries",
        shared=True,
        measures=(
            Measure(
                "≥ 60 % of incoming post sorted automatically", "22", "Platform log", "2027-09-30",
                (
                    Task(
                        "Train the model on 2026 claims letters", "Priya Nair", "2027-03-31", "under-way", shared=True
                    ),
                    Task("2,000 sample letters, made anonymous", "Marijke van den Berg", "2027-02-28", shared=True),
                ),
                shared=True,
            ),
            Measure(
                "8 of 12 offices live on the mailroom", "3", "Platform log", "2027-11-30",
                (
                    Task(
                        "Roll-out order agreed, largest first", "Oliver Brandt", "2027-02-28", shared=True,
                        touches="Digital mailroom", lever="spend",
                    ),
                    Task("Graz and Salzburg moved", "Lukas Steiner", "2027-05-31", shared=True),
                ),
                shared=True,
            ),
            Measure(
                "≥ 99.8 % availability of the mailroom", "99.1", "Platform log", "2027-06-30",
                (Task("Second data centre line", "Henrik Lindqvist", "2027-05-31", shared=True),),
                shared=True,
            ),
        ),
    ),
)  # fmt: skip
