"""What simulated people write: plain sentences of the kind that a room writes, in both languages.

Invented for a company that supplies and installs something at many sites, so that they make sense beside most plans
without being about any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.i18n import gettext as _

Lines = Callable[[], tuple[str, ...]]

NOTES: Lines = lambda: (  # noqa: E731
    _("They want fewer suppliers, and to keep the good ones"),
    _("They want one price list for all countries"),
    _("Deliveries that come when they were promised"),
    _("Less stock on their side"),
    _("One person to call when something is wrong"),
    _("They want to show their board what we save them"),
    _("Their people want training before the next model comes"),
    _("They want to halve complaints at their own customers"),
    _("Faster answers on changes of an order"),
    _("Know today what arrives next week"),
    _("Keep: the weekly call with the sites"),
    _("Stop: three offers for the same question"),
    _("Start: visit their service desk twice a year"),
    _("We promised a date and missed it by two weeks"),
)
BY_KIND: Mapping[str, Lines] = {
    "csf": lambda: (
        _("We are a preferred supplier in every country"),
        _("Their sites run without a stop that we cause"),
        _("Decisions about service are taken with us at the table"),
        _("The margin of each delivery is known before we offer"),
    ),
    "nc": lambda: (
        _("> 95 % of installations on time by December"),
        _("Complaints answered within 2 days by June"),
        _("At least 8 relationships on director level by December"),
        _("< 3 % of deliveries come back by September"),
        _("100 % of sites visited once by October"),
    ),
    "action": lambda: (
        _("Weekly call with their service desk"),
        _("Go through the ten longest delays with operations"),
        _("Make one page with the costs of a rush order"),
        _("Invite their purchasing lead to the factory"),
        _("Agree on one form for changes of an order"),
    ),
    "constraint": lambda: (
        _("Too few engineers for installations in spring"),
        _("Prices differ by country and they have noticed"),
        _("Spare parts come too late from one warehouse"),
        _("Nobody may decide on service above the country"),
    ),
}
REASONS: Lines = lambda: (  # noqa: E731
    _("I would like to see the figures first"),
    _("That depends on the second warehouse"),
    _("Good, as long as somebody owns it"),
    _("We tried this two years ago and stopped too early"),
)


def of(kind: str) -> tuple[str, ...]:
    """In the language being spoken. What has no sentences of its own is answered with a remark."""
    return BY_KIND.get(kind, REASONS)()


NAMES = (
    "Ava Lindqvist", "Bas Vermeer", "Chiara Romano", "Daan Mulder", "Elif Kaya", "Felix Brandt", "Greta Nowak",
    "Hugo Martin", "Ilse Peters", "Jonas Weber", "Katya Horvat", "Liam Byrne", "Marta Silva", "Noor de Boer",
    "Oskar Lund", "Pia Keller", "Quinten Smit", "Rosa Duarte", "Sven Dahl", "Tess Willems", "Ulla Berg",
    "Victor Moreau", "Wout Jansen", "Yara Costa", "Zoë Hendriks",
)  # fmt: skip
"""Nobody's: the people of the plan are not made to say what they never said."""
