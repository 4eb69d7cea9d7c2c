"""What the worked account stands on: last year's promises and figures, claims, aims, parts of the goal, a conflict."""

from __future__ import annotations

from typing import Any

Fields = dict[str, Any]

PROMISES: tuple[Fields, ...] = (
    {
        "statement": "On-time installations above 90 %",
        "accountable": "Jan de Wit",
        "due": "2026-06-30",
        "outcome": "late",
    },
    {
        "statement": "One invoice a month for both countries",
        "accountable": "Karl Schäfer",
        "due": "2026-09-30",
        "outcome": "kept",
    },
    {"statement": "A second contact in claims", "accountable": "Femke de Boer", "due": "2026-12-31"},
    {
        "statement": "Mailroom pilot in Salzburg",
        "accountable": "Lukas Steiner",
        "due": "2026-11-30",
        "outcome": "dropped",
    },
)
LESSONS: tuple[Fields, ...] = (
    {"statement": "The weekly call between both service desks", "verdict": "keep"},
    {"statement": "Discounts nobody asked for", "verdict": "stop"},
    {"statement": "Site surveys before we promise a date", "verdict": "start"},
)
CLAIMS: tuple[Fields, ...] = (
    {
        "statement": "Noordzee posts 31 million letters a year",
        "source": "Noordzee annual report 2025",
        "state": "stands",
    },
    {
        "statement": "Procurement decides alone below EUR 250,000",
        "source": "Sofie Maes, talk in October",
        "state": "open",
    },
    {"statement": "Austria pays 8 % less for the same service", "source": "Price list 2026", "state": "open"},
)
QUESTIONS: tuple[Fields, ...] = (
    {
        "statement": "What happens if they merge their two output centres?",
        "accountable": "Daan Smit",
        "due": "2027-02-12",
    },
)
AIMS = (
    "Claims paid within five days",
    "One supplier less in each country",
    "No paper in the mailroom by 2029",
)
SEASON = (55, 62, 81, 79, 81, 98, 67, 57, 90, 100, 114, 116)
"""Thousandths of the year, month by month."""
PARTS: tuple[Fields, ...] = (
    {
        "product": "Output",
        "geography": "Netherlands",
        "sales": 160_000_000,
        "margin": "33",
        "last_sales": 135_000_000,
        "accountable": "Bram Visser",
    },
    {
        "product": "Output",
        "geography": "Austria",
        "sales": 90_000_000,
        "margin": "24",
        "last_sales": 80_000_000,
        "accountable": "Markus Hofer",
    },
    {
        "product": "Digital mailroom",
        "geography": "Netherlands",
        "sales": 110_000_000,
        "margin": "35",
        "last_sales": 55_000_000,
        "accountable": "Claire Lefèvre",
    },
    {
        "product": "Digital mailroom",
        "geography": "Austria",
        "sales": 60_000_000,
        "margin": "30",
        "last_sales": 20_000_000,
        "accountable": "Oliver Brandt",
    },
)
ACHIEVED = {"Output": 97, "Digital mailroom": 104}
"""Of last year's forecast, what came, in per cent."""
CONFLICT: Fields = {
    "statement": "Night service in Austria",
    "preset": "geography",
    "objective": "Noordzee stays and grows with us in both countries",
    "need_a": "Austria ends the year in the black",
    "need_b": "Noordzee can rely on the same service everywhere",
    "want_a": "No night rota for twelve sites",
    "want_b": "A night rota in Austria from March",
    "state": "resolved",
    "outcome": "One rota for both countries, paid for by the account",
}
ASSUMPTIONS = (
    ("want-a", "A rota has to be staffed in each country"),
    ("want-b", "Somebody has to be on site within four hours, every night"),
    ("need-a", "Austria carries the cost of what Noordzee asks for"),
    ("need-b", "They compare the two countries"),
    ("opposed", "There is one rota or none"),
)
INJECTION: Fields = {
    "statement": "One night rota for both countries, run from Utrecht",
    "accountable": "Aylin Demir",
    "due": "2027-03-01",
    "chosen": True,
}
