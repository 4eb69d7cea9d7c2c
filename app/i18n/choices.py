"""Currencies and time zones by name, for lists that somebody chooses from, in the language being spoken.

Names and the zones that people know come from CLDR; which of them a plan may have is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, numbers
from babel.core import get_global

from app.i18n import Language, language, use_language
from app.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world with its time zones, by the name of a city."""

    name: str
    zones: tuple[Choice, ...]


def currencies(codes: Iterable[str]) -> tuple[Choice, ...]:
    """ISO 4217 codes with their names: "Euro (EUR)", in the order of the alphabet."""
    named = (Choice(code, f"{numbers.get_currency_name(code, locale=language())} ({code})") for code in codes)
    return tuple(sorted(named, key=lambda choice: choice.name.casefold()))


def regions() -> tuple[Region, ...]:
    """Every time zone (IANA) that has a city and that this machine knows, by region; each place once."""
    return _regions(language())


@cache
def _regions(spoken: Language) -> tuple[Region, ...]:
    cities = Locale.parse(spoken).time_zones
    by_region: dict[str, list[Choice]] = {}
    with use_language(spoken):
        for zone in get_global("zone_territories").keys() & available_timezones():
            region, _slash, place = zone.partition("/")
            if region in _REGIONS:
                city = cities.get(zone, {}).get("city") or place.rpartition("/")[2].replace("_", " ")
                by_region.setdefault(_REGIONS[region](), []).append(Choice(zone, str(city)))
    return tuple(
        Region(name, tuple(sorted(zones, key=lambda choice: choice.name.casefold())))
        for name, zones in sorted(by_region.items())
    )


_REGIONS = {
    "Africa": lambda: _("Africa"),
    "America": lambda: _("America"),
    "Antarctica": lambda: _("Antarctica"),
    "Arctic": lambda: _("Europe"),
    "Asia": lambda: _("Asia"),
    "Atlantic": lambda: _("Atlantic Ocean"),
    "Australia": lambda: _("Australia"),
    "Europe": lambda: _("Europe"),
    "Indian": lambda: _("Indian Ocean"),
    "Pacific": lambda: _("Pacific Ocean"),
}
"""By the first word of a zone's name. Svalbard is Norway."""
