"""The worked account on paper: Brandt & Veld's plan for Noordzee Leven, signed on a day in January 2027.

`internal()` and `shared()` are the two editions as the layer that knows the plan would fill them. Words marked
INTERNAL_CANARIES stand in the internal edition only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.documents.canonical import canonical, content_hash
from app.documents.view import (
    Action,
    Aim,
    Carried,
    Condition,
    Event,
    Factor,
    Goal,
    Money,
    Month,
    Part,
    Person,
    PlanDocument,
    Signatory,
)

THURSDAY = 1_799_942_400_000
"""14 January 2027, 17:00 in Amsterdam, in milliseconds since the epoch."""

INTERNAL_CONTENT = canonical({"plan": "noordzee", "edition": "internal", "walk-away": "discount up to 9 %"})
SHARED_CONTENT = canonical({"plan": "noordzee", "edition": "shared"})
INTERNAL_CANARIES = (
    "walk-away",
    "discount up to 9 %",
    "Price letter",
    "Cost to serve",
    "EUR 2.9 M",
    "EUR 4.2 M",
    "Ledger",
    "10.0.4.57",
)

SOFIE = Person("Sofie Maes", role="Key account manager", function="Brandt & Veld")
INGRID = Person("Ingrid Veld", role="Executive sponsor, CFO", function="Brandt & Veld")
DAAN = Person("Daan Smit", role="Sales director", function="Brandt & Veld")
MARIJKE = Person("Marijke van den Berg", side="theirs", role="Head of procurement", function="Noordzee Leven")
PIETER = Person("Pieter Hoekstra", side="theirs", role="Chief operating officer", function="Noordzee Leven")
NOORDZEE = Person("Noordzee Leven", side="theirs")

SOFIES_HAND = (
    "36,74 51,77 65,73 72,62 66,53 52,47 46,38 55,27 72,22 86,26;92,66 86,69 84,74 88,78 95,76 "
    "98,70 94,66;106,82 111,58 119,38 128,30 131,37 123,52 110,64;130,74 133,67 134,62 136,60;1"
    "35,48 136,48;148,74 157,67 161,59 158,54 151,58 149,69 156,76 166,75 174,70 180,62;214,78 "
    "217,61 221,46 226,34 228,48 231,59 234,68 240,56 247,45 254,34 253,49 253,64 256,78;278,64"
    " 271,66 268,72 272,76 278,73 281,68 282,64 281,71 283,75 288,74;296,72 303,67 307,61 304,5"
    "6 298,59 296,68 302,74 311,74 318,69 324,62 325,67 330,71 330,76 324,80 318,79 316,78"
)
DAANS_HAND = (
    "30,80 47,63 58,41 66,30 65,41 58,61 56,76 63,72 73,58 82,50 83,56 79,68 82,76 91,72 98,63 "
    "106,56 109,60 109,70 114,74 127,63 141,43 154,32 154,42 144,63 142,76 151,72 161,62 170,56"
    " 174,61 175,69 180,74 194,68 215,56 240,50"
)
INGRIDS_HAND = (
    "24,78 43,62 60,40 74,28 74,39 63,63 62,78 75,68 91,45 106,30 107,40 98,64 98,78 109,73 120"
    ",61 130,54 133,60 131,70 136,76 147,70 156,60 166,54 170,59 169,69 174,74 187,65 200,45 21"
    "4,28;186,40 212,35 246,34 282,36"
)

_FACTORS = (
    Factor(
        "A",
        "Listed as preferred supplier",
        (
            Condition(
                "A1",
                "> 95 % on-time installations",
                "On-time installations",
                "gt",
                "95",
                "%",
                "87",
                source="Service desk",
                due=date(2027, 6, 30),
                carried=False,
                actions=(
                    Action(
                        "A1.1",
                        "Weekly feedback loop on installation problems",
                        Person("Joost de Wit", function="Service"),
                        due=date(2027, 2, 12),
                        progress="under-way",
                    ),
                    Action(
                        "A1.2",
                        "Site survey two weeks before each installation",
                        Person("Eva Gruber", function="Austria"),
                        due=date(2027, 2, 26),
                        progress="open",
                    ),
                    Action(
                        "A1.3",
                        "Spare parts for 12 sites held in Utrecht and Linz",
                        Person("Maja Kowalska", function="Service"),
                        due=date(2027, 3, 31),
                        progress="open",
                    ),
                ),
            ),
            Condition(
                "A2",
                "≤ 4 h to respond when an output line stops",
                "Response when an output line stops",
                "le",
                "4",
                "h",
                "7",
                source="Service desk",
                due=date(2027, 5, 31),
                carried=False,
                actions=(
                    Action(
                        "A2.1",
                        "One night rota for both countries",
                        Person("Aylin Demir", function="Service"),
                        due=date(2027, 3, 1),
                        progress="open",
                    ),
                    Action(
                        "A2.2",
                        "Named duty contact at each site",
                        NOORDZEE,
                        due=date(2027, 2, 26),
                        progress="open",
                        side="theirs",
                    ),
                ),
            ),
            Condition(
                "A3",
                "≥ 85 of 100 in Noordzee’s supplier audit",
                "Noordzee’s supplier audit, of 100",
                "ge",
                "85",
                "",
                "78",
                source="Noordzee procurement",
                due=date(2027, 9, 30),
                carried=False,
                actions=(
                    Action(
                        "A3.1",
                        "Close the four findings of 2026",
                        Person("Lukas Steiner", function="Austria"),
                        due=date(2027, 3, 15),
                        progress="under-way",
                    ),
                    Action(
                        "A3.2",
                        "Rehearse the audit with last year’s questions",
                        Person("Sofie Maes", function="Netherlands"),
                        due=date(2027, 4, 30),
                        progress="open",
                    ),
                ),
            ),
            Condition(
                "A4",
                "≤ 2 disputed invoices a quarter",
                "Disputed invoices a quarter",
                "le",
                "2",
                "",
                "9",
                source="Ledger",
                due=date(2027, 6, 30),
                carried=False,
                actions=(
                    Action(
                        "A4.1",
                        "Order number on every invoice line",
                        Person("Kai Schäfer", function="Finance"),
                        due=date(2027, 2, 28),
                        progress="done",
                    ),
                    Action(
                        "A4.2",
                        "Order numbers sent before delivery",
                        NOORDZEE,
                        due=date(2027, 3, 31),
                        progress="open",
                        side="theirs",
                    ),
                ),
            ),
        ),
    ),
    Factor(
        "B",
        "Every contract earns its cost to serve",
        (
            Condition(
                "B1",
                "≥ 31 % margin in each country",
                "Margin in each country",
                "ge",
                "31",
                "%",
                "24",
                source="Ledger",
                due=date(2027, 12, 31),
                carried=False,
                actions=(
                    Action(
                        "B1.1",
                        "Cost to serve per site, Austria first",
                        Person("Ingrid Veld", function="Finance"),
                        due=date(2027, 2, 19),
                        progress="under-way",
                    ),
                    Action(
                        "B1.2",
                        "Route plan for Linz and Graz redrawn",
                        Person("Anna Bauer", function="Austria"),
                        due=date(2027, 3, 31),
                        progress="open",
                    ),
                ),
            ),
            Condition(
                "B2",
                "≤ 6 % discount beyond list price",
                "Discount beyond list price",
                "le",
                "6",
                "%",
                "11",
                source="Ledger",
                due=date(2027, 6, 30),
                carried=False,
                actions=(
                    Action(
                        "B2.1",
                        "Discounts over 6 % go to the sponsor",
                        Person("Sofie Maes", function="Netherlands"),
                        due=date(2027, 2, 1),
                        progress="done",
                    ),
                ),
            ),
            Condition(
                "B3",
                "100 % of service contracts indexed",
                "Service contracts indexed",
                "eq",
                "100",
                "%",
                "40",
                source="",
                due=date(2027, 9, 30),
                carried=True,
                actions=(
                    Action(
                        "B3.1",
                        "Index clause in the 14 old contracts",
                        Person("Bram Visser", function="Netherlands"),
                        due=date(2027, 4, 30),
                        progress="open",
                    ),
                    Action(
                        "B3.2",
                        "Price letter for 2028 agreed with Noordzee",
                        Person("Sofie Maes", function="Netherlands"),
                        due=date(2027, 9, 30),
                        progress="open",
                    ),
                ),
            ),
        ),
    ),
    Factor(
        "C",
        "Asked before a tender is written",
        (
            Condition(
                "C1",
                "≥ 3 roadmap sessions a year with Noordzee IT",
                "Roadmap sessions a year with Noordzee IT",
                "ge",
                "3",
                "",
                "0",
                source="Account file",
                due=date(2027, 12, 31),
                carried=False,
                actions=(
                    Action(
                        "C1.1",
                        "First roadmap session in Utrecht",
                        Person("Tomáš Dvořák", function="Product"),
                        due=date(2027, 3, 18),
                        progress="open",
                    ),
                    Action(
                        "C1.2",
                        "IT architect invited to all three",
                        NOORDZEE,
                        due=date(2027, 3, 18),
                        progress="open",
                        side="theirs",
                    ),
                ),
            ),
            Condition(
                "C2",
                "≥ 8.0 partnership rating by Noordzee",
                "Partnership rating by Noordzee",
                "ge",
                "8.0",
                "",
                "6.4",
                source="Noordzee board",
                due=date(2027, 10, 31),
                carried=False,
                actions=(
                    Action(
                        "C2.1",
                        "Sponsor meets the COO every quarter",
                        Person("Ingrid Veld", function="Finance"),
                        due=date(2027, 3, 31),
                        progress="under-way",
                    ),
                ),
            ),
            Condition(
                "C3",
                "≥ 2 relationships on every level",
                "Relationships on every level",
                "ge",
                "2",
                "",
                "1",
                source="Account file",
                due=date(2027, 6, 30),
                carried=False,
                actions=(
                    Action(
                        "C3.1",
                        "Second contact in claims and in facilities",
                        Person("Femke de Boer", function="Netherlands"),
                        due=date(2027, 4, 30),
                        progress="open",
                    ),
                    Action(
                        "C3.2",
                        "Executive pairing written down",
                        Person("Sofie Maes", function="Netherlands"),
                        due=date(2027, 2, 12),
                        progress="done",
                    ),
                ),
            ),
        ),
    ),
    Factor(
        "D",
        "Digital mailroom is the standard in both countries",
        (
            Condition(
                "D1",
                "≥ 60 % of incoming post sorted automatically",
                "Incoming post sorted automatically",
                "ge",
                "60",
                "%",
                "22",
                source="Platform log",
                due=date(2027, 9, 30),
                carried=False,
                actions=(
                    Action(
                        "D1.1",
                        "Train the model on 2026 claims letters",
                        Person("Priya Nair", function="Product"),
                        due=date(2027, 3, 31),
                        progress="under-way",
                    ),
                    Action(
                        "D1.2",
                        "2,000 sample letters, made anonymous",
                        NOORDZEE,
                        due=date(2027, 2, 28),
                        progress="open",
                        side="theirs",
                    ),
                ),
            ),
            Condition(
                "D2",
                "8 of 12 offices live on the mailroom",
                "Offices live on the mailroom",
                "eq",
                "8",
                "of 12",
                "3",
                source="Platform log",
                due=date(2027, 11, 30),
                carried=False,
                actions=(
                    Action(
                        "D2.1",
                        "Roll-out order agreed, largest first",
                        Person("Olga Brandt", function="Product"),
                        due=date(2027, 2, 28),
                        progress="open",
                    ),
                    Action(
                        "D2.2",
                        "Graz and Salzburg moved",
                        Person("Lukas Steiner", function="Austria"),
                        due=date(2027, 5, 31),
                        progress="open",
                    ),
                ),
            ),
            Condition(
                "D3",
                "≥ 99.8 % availability of the mailroom",
                "Availability of the mailroom",
                "ge",
                "99.8",
                "%",
                "99.1",
                source="Platform log",
                due=date(2027, 6, 30),
                carried=False,
                actions=(
                    Action(
                        "D3.1",
                        "Second data centre line",
                        Person("Hanna Lindqvist", function="Service"),
                        due=date(2027, 5, 31),
                        progress="open",
                    ),
                ),
            ),
        ),
    ),
)

_PLANNED = (230, 260, 340, 330, 340, 410, 280, 240, 380, 420, 480, 490)
_BEFORE = (190, 200, 235, 225, 230, 270, 200, 175, 265, 280, 310, 320)
_SHARED_BRANCHES = ("A", "C")

_INTERNAL = PlanDocument(
    edition="internal",
    language="en",
    zone="Europe/Amsterdam",
    account="Noordzee Leven",
    title="Key account plan 2027",
    ours="Brandt & Veld",
    version="1",
    document_id="nzl-internal-4f81c02a",
    content_hash=content_hash(INTERNAL_CONTENT),
    as_of=THURSDAY - 472_000,
    goal=Goal(
        sales=Money(420_000_000, "EUR"),
        sales_before=Money(290_000_000, "EUR"),
        margin="31",
        margin_before="27",
        due=date(2027, 12, 31),
        months=tuple(
            Month(date(2027, month, 1), planned * 100_000, before * 100_000)
            for month, planned, before in zip(range(1, 13), _PLANNED, _BEFORE, strict=True)
        ),
        parts=(
            Part("Output systems", 160_000_000, 135_000_000, "27"),
            Part("Mailroom software", 145_000_000, 60_000_000, "38"),
            Part("Service", 115_000_000, 95_000_000, "28"),
        ),
    ),
    manager=SOFIE,
    sponsor=Person("Ingrid Veld", role="CFO"),
    answering=(SOFIE, INGRID, PIETER),
    factors=_FACTORS,
    constraints=(Aim("night service in Austria", ("A2",)),),
    aims=(
        Aim("claims paid in five days", ("D1", "D2")),
        Aim("one supplier less in each country", ("A3", "C1")),
    ),
    carried=(
        Carried(
            "B3", "“100 % of service contracts indexed” has no source yet.", "Bram Visser", date(2027, 1, 29)
        ),
    ),
    our_words=(
        "We have read version 1 of this plan and stand by it. We will review it every 30 days, and ask every quarter "
        "whether it is still the right plan."
    ),
    their_words="We support this working plan. It is not a contract.",
    signatories=(
        Signatory(
            SOFIE,
            "signed",
            THURSDAY - 106_000,
            "Sofie Maes",
            SOFIES_HAND,
            consent="I stand by this plan.",
            identified=("personal-link", "facilitator"),
            address="10.0.4.57",
            agent="Safari on iOS",
        ),
        Signatory(
            DAAN,
            "signed",
            THURSDAY + 100_000,
            "Daan Smit",
            DAANS_HAND,
            consent="I stand by this plan.",
            identified=("roster", "facilitator"),
            address="10.0.4.83",
            agent="Chrome on Android",
        ),
        Signatory(
            INGRID,
            "signed",
            THURSDAY + 242_000,
            "Ingrid Veld",
            INGRIDS_HAND,
            consent="I stand by this plan.",
            identified=("personal-link", "facilitator"),
            address="10.0.4.31",
            agent="Safari on iOS",
        ),
        Signatory(MARIJKE, "signed", THURSDAY + 146_000, "Marijke van den Berg", identified=("join-code",)),
        Signatory(PIETER),
    ),
    events=(
        Event(THURSDAY - 472_000, "frozen", "Ruth Adler"),
        Event(THURSDAY - 329_000, "opened-page", "Sofie Maes"),
        Event(THURSDAY - 228_000, "opened-all", "Sofie Maes"),
        Event(THURSDAY - 106_000, "signed", "Sofie Maes"),
        Event(THURSDAY + 100_000, "signed", "Daan Smit"),
        Event(THURSDAY + 146_000, "signed-theirs", "Marijke van den Berg"),
        Event(THURSDAY + 242_000, "signed", "Ingrid Veld"),
        Event(THURSDAY + 242_000, "completed"),
        Event(THURSDAY + 243_000, "sealed"),
    ),
    verify_url="https://plans.brandt-veld.example/check/nzl-internal-4f81c02a",
)


def internal() -> PlanDocument:
    """Our own edition: everything."""
    return _INTERNAL


def shared() -> PlanDocument:
    """The customer's edition: two branches, counted by themselves, without what only we may read."""
    return replace(
        _INTERNAL,
        edition="shared",
        document_id="nzl-shared-b7720e19",
        content_hash=content_hash(SHARED_CONTENT),
        goal=Goal(
            statement="Post and claims handled without delay in both countries", due=date(2027, 12, 31)
        ),
        factors=tuple(_as_shared(factor, str(n)) for n, factor in enumerate(_shared_factors(), start=1)),
        constraints=(),
        aims=(Aim("one supplier less in each country", ("1.3", "2.1")),),
        carried=(),
        signatories=tuple(replace(each, address="", agent="", drawing="") for each in _INTERNAL.signatories),
        events=(Event(THURSDAY - 472_000, "frozen", "Ruth Adler"), Event(THURSDAY + 243_000, "sealed")),
        verify_url="https://plans.brandt-veld.example/check/nzl-shared-b7720e19",
    )


def draft() -> PlanDocument:
    """Our edition before anybody signed."""
    unsigned = tuple(Signatory(each.person) for each in _INTERNAL.signatories)
    return replace(_INTERNAL, draft=True, signatories=unsigned, events=(), verify_url=None, carried=())


def _shared_factors() -> tuple[Factor, ...]:
    return tuple(factor for factor in _FACTORS if factor.number in _SHARED_BRANCHES)


def _as_shared(factor: Factor, number: str) -> Factor:
    conditions = tuple(
        replace(
            condition,
            number=f"{number}.{n}",
            baseline=None,
            source="",
            actions=tuple(
                replace(action, number=f"{number}.{n}.{m}")
                for m, action in enumerate(condition.actions, start=1)
            ),
        )
        for n, condition in enumerate(factor.conditions, start=1)
    )
    return replace(factor, number=number, conditions=conditions)
