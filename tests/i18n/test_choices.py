"""Lists that somebody chooses a currency or a time zone from."""

from __future__ import annotations

from app.domain.reading.currencies import CODES
from app.i18n import choices, use_language


def test_every_currency_has_a_name_in_both_languages() -> None:
    for spoken, name in (("en", "Swiss Franc (CHF)"), ("nl", "Zwitserse frank (CHF)")):
        with use_language(spoken):  # type: ignore[arg-type]
            found = {each.value: each.name for each in choices.currencies(CODES)}
        assert found["CHF"] == name
        assert found.keys() == CODES


def test_zones_are_found_under_a_city_of_the_language() -> None:
    for spoken, region, city in (("en", "Europe", "Brussels"), ("nl", "Europa", "Brussel")):
        with use_language(spoken):  # type: ignore[arg-type]
            found = {each.name: each.zones for each in choices.regions()}
        assert [zone.name for zone in found[region] if zone.value == "Europe/Brussels"] == [city]
    everywhere = [zone.value for zones in found.values() for zone in zones]
    assert len(everywhere) == len(set(everywhere)) > 400
    assert not [zone for zone in everywhere if zone.startswith("Etc/")]
