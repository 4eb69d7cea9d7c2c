"""Units that people write behind a number, in English and Dutch.

The list is closed on purpose: what follows a number and is not on it belongs to the metric ("3 roadmap
sessions"), since taking any noun for a unit would be a guess.
"""

from __future__ import annotations

import re

from app.domain.reading.found import Found, Slice

_SPELLINGS: dict[str, str] = {
    "%": "% percent procent pct",
    "‰": "‰ promille",
    "pp": "pp|percentage point|percentage points|procentpunt|procentpunten",
    "s": "s sec sec. second seconds seconde seconden",
    "min": "min min. minute minutes minuut minuten",
    "h": "h hr hrs hour hours u uur uren",
    "d": "d day days dag dagen etmaal etmalen",
    "calendar day": "calendar day|calendar days|kalenderdag|kalenderdagen",
    "working day": "working day|working days|workday|workdays|business day|business days|werkdag|werkdagen",
    "week": "wk week weeks weken",
    "month": "month months maand maanden",
    "year": "year years yr yrs jaar jaren",
    "m": "m metre metres meter meters",
    "km": "km kilometre kilometres kilometer kilometers",
    "m²": "m² m2",
    "kg": "kg kilo kilos",
    "t": "t ton tons tonne tonnes",
    "l": "l litre litres liter liters",
    "kWh": "kWh",
    "MWh": "MWh",
    "°C": "°C",
    "fte": "fte fte's",
    "×": "x × times keer maal",
    "point": "pt pts point points punt punten",
}


def _spellings() -> dict[str, str]:
    known: dict[str, str] = {}
    for unit, spellings in _SPELLINGS.items():
        for spelling in spellings.split("|" if "|" in spellings else None):
            known[spelling.casefold()] = unit
    return known


_KNOWN = _spellings()
_UNIT = re.compile(
    r"[^\S\n]?(?P<unit>"
    + "|".join(re.escape(known).replace(r"\ ", r"[^\S\n]") for known in sorted(_KNOWN, key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"[^\S\n](?P<unit>(?:out of|of|van de|van|uit)[^\S\n](?:the |de )?[0-9]{1,9})(?![\w.,]*[0-9])", re.I
)


def same_unit(one: str, other: str) -> bool:
    """Whether two spellings mean the same unit, as `h` and `uur` do."""
    return standard(one) == standard(other)


def standard(unit: str) -> str:
    """One spelling for all of a unit's; an unknown unit is itself, in lower case and single spaces."""
    folded = " ".join(unit.casefold().split())
    return _KNOWN.get(folded, folded)


def unit_at(text: str, start: int) -> Found[str] | None:
    """The unit that begins at `start`, after at most one space: a known one, or `of 12` as in "8 of 12"."""
    match = _UNIT.match(text, start) or _SHARE.match(text, start)
    if match is None:
        return None
    written = " ".join(match["unit"].split())
    value = "%" if standard(written) == "%" else written
    return Found(value, Slice(*match.span("unit")))
