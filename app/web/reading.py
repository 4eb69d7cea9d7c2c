"""One line, read into the fields of a condition or an action: when it is added, when a line that somebody wrote in
silence is placed, and when its words change.

What people typed as one line stays as they typed it; what was read in it stands beside it as fields that can be
corrected. A correction is never overwritten: only what an earlier reading of the line put there is read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain import commands as do
from app.domain.fields import Day, FieldType, Money, Months, Number, PersonRef, Text, Value
from app.domain.kinds import KINDS
from app.domain.reading.action import owner_in, read_action
from app.domain.reading.condition import read_condition
from app.domain.reading.dates import Period, read_date
from app.domain.reading.found import Unread
from app.domain.reading.names import who
from app.domain.reading.numbers import read_money, read_number
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState

MEASURE = ("comparator", "target", "unit", "metric", "baseline", "source", "date", "counts")


def zone(state: PlanState) -> str:
    """The plan's time zone: an IANA name that exists here."""
    named = state.account.text("time_zone") if state.account else ""
    try:
        ZoneInfo(named or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return named or "UTC"


def today(state: PlanState, now: int) -> date:
    """The calendar day in the plan's time zone. `now`: milliseconds UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(zone(state))).date()


def period(state: PlanState, now: int) -> Period:
    """The time that the plan is about."""
    end = state.goal.fields.get("date") if state.goal else None
    return Period(today(state, now), date.fromisoformat(end) if isinstance(end, str) else None)


def measure(line: str, about: Period, language: str) -> dict[str, Value]:
    """What a condition's line says, by field; absent where it says nothing."""
    read = read_condition(line, about, language)
    found: dict[str, Value] = {
        "comparator": read.comparator.value.value if read.comparator else None,
        "target": read.target.value if read.target else None,
        "unit": read.unit.value if read.unit else None,
        "metric": read.metric.value if read.metric else None,
        "baseline": read.baseline.value if read.baseline else None,
        "source": read.source.value if read.source else None,
        "date": read.by.day.isoformat() if read.by else None,
        "counts": True if read.counts else None,
    }
    return {name: value for name, value in found.items() if value is not None and _fits(name, value)}


def _fits(name: str, value: Value) -> bool:
    """A metric as long as the line says nothing that the line does not; it is left for somebody to word."""
    declared = KINDS["nc"].by_name[name].type
    return not isinstance(declared, Text) or len(str(value)) <= declared.longest


def task(line: str, about: Period, language: str, names: Mapping[str, str]) -> dict[str, Value]:
    """What an action's line says: its statement without the suffix, who answers for it, when it is due.

    A name that fits nobody or several people stays in the words for somebody to settle.
    """
    read = read_action(line, about, language, tuple(names.values()))
    found: dict[str, Value] = {"statement": read.statement.value or line}
    if read.due:
        found["due"] = read.due.day.isoformat()
    if read.owner:
        fitting = who(read.owner.value, tuple(names.values()))
        people = [id_ for id_, name in names.items() if name in fitting]
        if len(people) == 1:
            found["accountable"] = found["responsible"] = people[0]
        else:
            found["statement"] = _with_name(read.statement.value, read.owner.value)
    return found


def _with_name(words: str, name: str) -> str:
    return words if owner_in(words) else f"{words} @{name}".strip()


LINES = ("nc", "action", "promise")
"""Kinds whose statement is read as a line; fields that come beside it come ready to be kept."""


def read_add(
    state: PlanState, now: int, add: do.Add, language: str, names: Mapping[str, str], me: str | None = None
) -> do.Add:
    """`add` with what its line says, whose fields stay as given; of another kind, with each field as it was typed.

    Raises Refused(WRONG_TYPE) where a field cannot be read.
    """
    line = add.fields.get("statement")
    if add.kind not in LINES:
        return replace(add, fields=_typed_fields(state, now, add, language, me))
    if not isinstance(line, str):
        return add
    found = _found(add.kind, line, period(state, now), language, names)
    given = {name: value for name, value in add.fields.items() if name != "statement"}
    return do.Add(
        add.record, add.kind, add.parent, add.after, add.last, {"statement": line, **found, **given}
    )


def _typed_fields(
    state: PlanState, now: int, add: do.Add, language: str, me: str | None
) -> dict[str, object]:
    kind = KINDS.get(add.kind)
    fields: dict[str, object] = {}
    for name, value in add.fields.items():
        declared = kind.by_name.get(name) if kind else None
        if declared is None or not isinstance(value, str) or isinstance(declared.type, Text):
            fields[name] = value
        elif value.strip():
            fields[name] = _value(declared.type, value.strip(), state, now, language, me)
    return fields


def read_place(
    state: PlanState, now: int, place: do.Place, language: str, names: Mapping[str, str]
) -> do.Place:
    """`place` with what the written line says, exactly as if it were added there."""
    note = state.records.get(place.note)
    if note is None or note.kind != "note":
        return place
    found = _found(place.kind, note.text("text"), period(state, now), language, names)
    return replace(place, fields=found)


def _found(kind: str, line: str, about: Period, language: str, names: Mapping[str, str]) -> dict[str, Value]:
    match kind:
        case "nc":
            return {**measure(line, about, language), "read_from": line}
        case "action":
            return task(line, about, language, names)
        case "promise":
            read = task(line, about, language, names)
            return {name: value for name, value in read.items() if name != "responsible"}
        case _:
            return {}


def read_again(state: PlanState, now: int, id_: str, language: str, names: Mapping[str, str]) -> do.Command:
    """What the words of a condition or an action say by now. Raises Refused(UNKNOWN_RECORD), for another kind too."""
    record = state.record(id_)
    if record.kind == "action":
        return _action_again(record, period(state, now), language, names)
    if record.kind != "nc":
        raise Refused(Why.UNKNOWN_RECORD)
    about = period(state, now)
    line = record.text("statement")
    before = measure(record.text("read_from"), about, language) if record.text("read_from") else {}
    found = measure(line, about, language)
    changed: dict[str, object] = {"read_from": line}
    for name in MEASURE:
        now_holds = record.fields.get(name)
        if now_holds is None or now_holds == before.get(name):
            changed[name] = found.get(name, False if name == "counts" else None)
    return do.SetMany(id_, {n: v for n, v in changed.items() if record.fields.get(n) != v})


def _action_again(record: Record, about: Period, language: str, names: Mapping[str, str]) -> do.Command:
    """Whoever types `@Jan 12 Feb` behind an action's words means it, whoever answered for it before. A date alone is
    read only where there is none: it may have stood in the sentence all the time."""
    line = record.text("statement")
    found = task(line, about, language, names)
    words = found.pop("statement")
    if not owner_in(line) and (found.keys() != {"due"} or record.fields.get("due") is not None):
        return do.SetMany(record.id, {})
    fields = do.SetMany(record.id, {name: value for name, value in found.items() if value is not None})
    if not found or not words or words == line:
        return fields
    return do.All((fields, do.Set(record.id, "statement", words)))


def read_set(state: PlanState, now: int, wanted: do.Set, language: str, me: str | None = None) -> do.Set:
    """`wanted` with the value that was typed read into what its field holds; nothing typed is no value, and where
    somebody is named, `me` is whoever asks.

    Raises Refused(WRONG_TYPE) where it cannot be read. Unknown records and fields are left for the domain to refuse.
    """
    record = state.records.get(wanted.record)
    field = record.declared.by_name.get(wanted.field) if record else None
    if field is None or not isinstance(wanted.value, str):
        return wanted
    typed = wanted.value.strip(" ") if isinstance(field.type, Months) else wanted.value.strip()
    if not typed.strip() and not isinstance(field.type, Text):
        return do.Set(wanted.record, wanted.field, None)
    return do.Set(wanted.record, wanted.field, _value(field.type, typed, state, now, language, me))


ME = "me"


def _value(
    type_: FieldType, typed: str, state: PlanState, now: int, language: str, me: str | None = None
) -> Value:
    match type_:
        case PersonRef() if typed == ME:
            return _read(me)
        case Number():
            number = read_number(typed.removesuffix("%").rstrip(), language)
            return _read(None if isinstance(number, Unread) else number.value)
        case Money():
            currency = (state.account.text("currency") if state.account else "") or "EUR"
            money = read_money(typed, language, currency)
            return _read(None if isinstance(money, Unread) else money.minor)
        case Months():
            # one amount a line; a month of which nothing is said yet counts as nothing
            amounts = (
                _value(Money(), each.strip() or "0", state, now, language) for each in typed.split("\n")
            )
            return tuple(each for each in amounts if isinstance(each, int))
        case Day():
            day = read_date(typed, period(state, now), language)
            return _read(None if isinstance(day, Unread) else day.day.isoformat())
        case _:
            return typed


def _read(value: Value) -> Value:
    if value is None:
        raise Refused(Why.WRONG_TYPE)
    return value
