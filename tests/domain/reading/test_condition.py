"""One line, read into chips, and nothing that the line does not say."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.reading.comparators import Comparator
from app.domain.reading.condition import Condition, read_condition
from app.domain.reading.dates import Period
from app.domain.reading.found import Found, Slice
from app.domain.reading.order import split_metric

THE_YEAR = Period(today=date(2027, 1, 14), end=date(2027, 12, 31))
Said = tuple[str | None, str | None, str | None, str | None, str | None, str | None, str | None]

LINES: dict[str, Said] = {
    # line: comparator, target, unit, metric, by, source, baseline
    "> 95 % on-time installations by June, service desk": (
        "gt", "95", "%", "on-time installations", "2027-06-30", "service desk", None,
    ),
    "> 95 % on-time installations by June, service desk, now 87 %": (
        "gt", "95", "%", "on-time installations", "2027-06-30", "service desk", "87",
    ),
    "≤ 4 h to respond when an output line stops": (
        "le", "4", "h", "to respond when an output line stops", None, None, None,
    ),
    "≤ 4 h to respond when an output line stops, today 7 h, by 31 May, source: supplier audit": (
        "le", "4", "h", "to respond when an output line stops", "2027-05-31", "supplier audit", "7",
    ),
    "at least 3 roadmap sessions a year": ("ge", "3", None, "roadmap sessions a year", None, None, None),
    "Fewer than 3 disputed invoices a quarter": (
        "lt", "3", None, "disputed invoices a quarter", None, None, None,
    ),
    "8 of 12 offices live on the mailroom": (
        None, "8", "of 12", "offices live on the mailroom", None, None, None,
    ),
    "100 % of service contracts indexed": (
        None, "100", "%", "of service contracts indexed", None, None, None,
    ),
    "≥ 85 of 100 in Noordzee’s supplier audit (now 78)": (
        "ge", "85", "of 100", "in Noordzee’s supplier audit", None, None, "78",
    ),
    "minder dan 2 % geretourneerde orders voor 30 juni (nu 5 %)": (
        "lt", "2", "%", "geretourneerde orders", "2027-06-30", None, "5",
    ),
    "ten minste 60 % van de post automatisch gesorteerd (nu 22 %), bron: platformlog, eind Q3": (
        "ge", "60", "%", "van de post automatisch gesorteerd", "2027-09-30", "platformlog", "22",
    ),
    "minimaal drie gesprekken per jaar": ("ge", "3", None, "gesprekken per jaar", None, None, None),
    "No more than 2 % of orders changed after confirmation": (
        "le", "2", "%", "of orders changed after confirmation", None, None, None,
    ),
    "95 % or more of orders on time": ("ge", "95", "%", "of orders on time", None, None, None),
    "NPS of at least 40": ("ge", "40", None, "NPS", None, None, None),
    "Spare parts on site within 24 hours": ("le", "24", "hours", "Spare parts on site", None, None, None),
    "Sales above EUR 2 M in Austria by end of Q3": (
        "gt", "2000000", "EUR", "Sales in Austria", "2027-09-30", None, None,
    ),
    "Margin ≥ 31 % in each country by 31 Dec, ledger, now 24 %": (
        "ge", "31", "%", "Margin in each country", "2027-12-31", "ledger", "24",
    ),
    "op tijd geleverd: ≥ 98,5%, nu 94 %, voor 1 oktober, bron: WMS": (
        "ge", "98.5", "%", "op tijd geleverd", "2027-10-01", "WMS", "94",
    ),
    "Reactietijd storingen max. 4 uur; nu 7 uur; eind Q2; servicedesk": (
        "le", "4", "uur", "Reactietijd storingen", "2027-06-30", "servicedesk", "7",
    ),
    "Tevredenheid minimaal een 8 (nu 7,2)": ("ge", "8", None, "Tevredenheid", None, None, "7.2"),
    "NPS ≥ 40 (was 28), source Customer survey": (
        "ge", "40", None, "NPS", None, "Customer survey", "28",
    ),
    "at least 2 source systems connected": (
        "ge", "2", None, "source systems connected", None, None, None,
    ),
    "€ 250k savings by eind Q2": (None, "250000", "EUR", "savings", "2027-06-30", None, None),
    "< 5 working days to deliver (was 9 werkdagen)": (
        "lt", "5", "working days", "to deliver", None, None, "9",
    ),
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_into_its_chips(line: str) -> None:
    read = read_condition(line, THE_YEAR, "en")

    assert said(read) == LINES[line]


def test_every_chip_points_at_its_own_words() -> None:
    line = "> 95 % on-time installations by June, service desk, now 87 %"
    read = read_condition(line, THE_YEAR, "en")

    chips = (read.comparator, read.target, read.unit, read.metric, read.by, read.source, read.baseline)
    assert [chip.at.of(line) for chip in chips if chip] == [
        ">", "95", "%", "on-time installations", "June", "service desk", "87",
    ]  # fmt: skip


def test_a_line_that_counts_things_says_so() -> None:
    assert read_condition("at least 3 roadmap sessions a year", THE_YEAR, "en").counts
    assert not read_condition("≥ 8.0 partnership rating", THE_YEAR, "en").counts
    assert not read_condition("8 of 12 offices live", THE_YEAR, "en").counts


def test_a_target_with_two_readings_brings_both() -> None:
    dutch = read_condition("≥ 1.250 leads per maand", THE_YEAR, "nl").target

    assert dutch is not None
    assert (dutch.value, dutch.otherwise) == ("1250", "1.250")


def test_three_digits_of_money_are_thousands_in_english_too() -> None:
    target = read_condition("more than € 1.250 a delivery", THE_YEAR, "en").target

    assert target is not None
    assert (target.value, target.otherwise) == ("1250", "1.250")


def test_today_in_another_unit_than_the_target_is_not_taken() -> None:
    assert read_condition("≤ 4 h to respond, today 2 days", THE_YEAR, "en").baseline is None
    assert read_condition("≤ 4 h to respond, today 7 uur", THE_YEAR, "en").baseline is not None


def test_of_two_deadlines_neither_is_taken() -> None:
    assert read_condition("≥ 3 sessions by March and by June", THE_YEAR, "en").by is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "One night rota for both countries",
        "24/7 support",
        "no more than usual",
        "12 sites in 3 regions of A1",
        "Top 3 supplier in their ranking",
    ],
)
def test_a_line_without_a_measure_is_left_alone(line: str) -> None:
    read = read_condition(line, THE_YEAR, "en")

    assert read.comparator is None
    assert (read.target is None) == (not line.startswith("12"))


def test_in_dutch_over_is_not_more_than() -> None:
    english = read_condition("installed over 30 sites", THE_YEAR, "en")
    dutch = read_condition("30 locaties over 3 maanden", THE_YEAR, "nl")

    assert english.comparator is not None
    assert dutch.comparator is None


@given(st.text(max_size=300), st.sampled_from(["en", "nl"]))
def test_any_text_is_read_and_every_slice_lies_inside_it(text: str, language: str) -> None:
    for at in slices(read_condition(text, THE_YEAR, language)):
        assert 0 <= at.start < at.end <= len(text)


WORDS = (
    "> ≥ at least 95 1.250 1,5 % h uur of 12 EUR € M by voor June 30 juni Q2 2027 now nu ( ) , ; source: bron: "
    "on-time installations service desk or more 3/4/2027 drie - . of"
)
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=30).map(" ".join), st.sampled_from(["en", "nl"]))
def test_any_mixture_of_its_own_words_is_read(text: str, language: str) -> None:
    for at in slices(read_condition(text, THE_YEAR, language)):
        assert 0 <= at.start < at.end <= len(text)


@given(
    comparator=st.sampled_from([(">", "gt"), ("≥", "ge"), ("≤", "le"), ("<", "lt"), ("=", "eq")]),
    target=st.decimals(0, 9999, places=1, allow_nan=False, allow_infinity=False),
    unit=st.sampled_from(["%", "h", "working days", "of 100"]),
    metric=st.sampled_from(["on-time installations", "orders changed", "answers to claims"]),
    day=st.dates(date(2027, 1, 14), date(2027, 12, 31)),
    source=st.sampled_from(["service desk", "ledger", "Noordzee procurement"]),
)
def test_a_line_written_from_its_parts_reads_back_into_them(
    comparator: tuple[str, str], target: object, unit: str, metric: str, day: date, source: str
) -> None:
    line = f"{comparator[0]} {target} {unit} {metric} by {day:%d %b %Y}, source: {source}, now 12 {unit}"

    assert said(read_condition(line, THE_YEAR, "en")) == (
        comparator[1], str(target), unit, metric, day.isoformat(), source, "12",
    )  # fmt: skip


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "1.1,",
        "> ",
        "( now ",
        "at least ",
        "by June ",
        "a",
        " ",
        ", x",
        "of ",
        "EUR ",
        "source: ",
        "é",
        "1 234",
    ],
)
def test_a_page_pasted_by_mistake_costs_no_time(piece: str) -> None:
    page = (piece * 10_000)[:10_000]
    started = time.perf_counter()

    read_condition(page, THE_YEAR, "en")

    assert time.perf_counter() - started < 0.5


def said(read: Condition) -> Said:
    def words(chip: Found[str] | Found[Comparator] | None) -> str | None:
        return str(chip.value) if chip else None

    return (
        words(read.comparator),
        words(read.target),
        words(read.unit),
        words(read.metric),
        read.by.day.isoformat() if read.by else None,
        words(read.source),
        words(read.baseline),
    )


def slices(read: Condition) -> list[Slice]:
    chips = (read.comparator, read.target, read.unit, read.metric, read.by, read.source, read.baseline)
    return [chip.at for chip in chips if chip]


@pytest.mark.parametrize(
    ("line", "metric", "around"),
    [
        ("Preferred in 5 of 6 countries", "Preferred in countries", ("Preferred in", "countries")),
        ("Voorkeur in 5 van de 6 landen", "Voorkeur in landen", ("Voorkeur in", "landen")),
        ("Margin ≥ 31 % in each country by 31 Dec", "Margin in each country", ("Margin", "in each country")),
        ("> 95 % on-time installations by June", "on-time installations", ("", "on-time installations")),
        ("NPS of at least 40", "NPS", ("", "NPS")),
        ("> 95 % installations by June on time", "installations on time", ("", "installations on time")),
        ("Preferred in 5 of 6 countries", "Countries that prefer us", ("", "Countries that prefer us")),
    ],
)
def test_a_target_in_the_midst_of_its_metric_stays_there(
    line: str, metric: str, around: tuple[str, str]
) -> None:
    assert split_metric(line, metric) == around
