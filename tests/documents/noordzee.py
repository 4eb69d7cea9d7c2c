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
    "M36 74 L51 77 L65 73 L72 62 L66 53 L52 47 L46 38 L55 27 L72 22 L86 26 M92 66 L86 69 L84 74 L88 78 L9"
    "5 76 L98 70 L94 66 M106 82 L111 58 L119 38 L128 30 L131 37 L123 52 L110 64 M130 74 L133 67 L134 62 L"
    "136 60 M135 48 L136 48 M148 74 L157 67 L161 59 L158 54 L151 58 L149 69 L156 76 L166 75 L174 70 L180 "
    "62 M214 78 L217 61 L221 46 L226 34 L228 48 L231 59 L234 68 L240 56 L247 45 L254 34 L253 49 L253 64 L"
    "256 78 M278 64 L271 66 L268 72 L272 76 L278 73 L281 68 L282 64 L281 71 L283 75 L288 74 M296 72 L303 "
    "67 L307 61 L304 56 L298 59 L296 68 L302 74 L311 74 L318 69 L324 62 L325 67 L330 71 L330 76 L324 80 L"
    "318 79 L316 78"
)
DAANS_HAND = (
    "M30 80 L47 63 L58 41 L66 30 L65 41 L58 61 L56 76 L63 72 L73 58 L82 50 L83 56 L79 68 L82 76 L91 72 L9"
    "8 63 L106 56 L109 60 L109 70 L114 74 L127 63 L141 43 L154 32 L154 42 L144 63 L142 76 L151 72 L161 62"
    " L170 56 L174 61 L175 69 L180 74 L194 68 L215 56 L240 50"
)
INGRIDS_HAND = (
    "M24 78 L43 62 L60 40 L74 28 L74 39 L63 63 L62 78 L75 68 L91 45 L106 30 L107 40 L98 64 L98 78 L109 73"
    " L120 61 L130 54 L133 60 L131 70 L136 76 L147 70 L156 60 L166 54 L170 59 L169 69 L174 74 L187 65 L20"
    "0 45 L214 28 M186 40 L212 35 L246 34 L282 36"
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
