"""Sentences for what happened, in the language being spoken; a test holds every kind of event to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.agenda import said
from app.domain.fields import Day, Money, PersonRef, RecordRef, Value
from app.domain.kinds import KINDS
from app.domain.run import Run
from app.i18n import formats, language, ngettext
from app.i18n import gettext as _
from app.web import history_people
from app.web.findings import listed
from app.web.history import Happening
from app.web.words import comparator_in_words, outcome, said_of, scope_kind, settled, status, verdict


@dataclass(frozen=True, slots=True)
class Around:
    """What a sentence needs beside its event."""

    names: Mapping[str, str]
    run: Run
    currency: str
    records: Mapping[str, str]
    """What a record says."""


def sentence(one: Happening, around: Around) -> str:
    """What happened, without who and without the record. Raises KeyError for what has no sentence."""
    return SENTENCES[one.what](one, around)


def _name(around: Around, person: str) -> str:
    return around.names.get(person) or _("somebody")


def _step(around: Around, key: str) -> str:
    spec = around.run.find(key)
    return said(spec.title, language()) if spec else key


def _set(one: Happening, around: Around) -> str:
    label = FIELDS.get(one.field, lambda: one.field)()
    if one.value is None or one.value == "":
        return _("Emptied: %(field)s", field=label)
    return _("%(field)s: %(value)s", field=label, value=_value(one, around))


def _value(one: Happening, around: Around) -> str:
    field = KINDS[one.kind].by_name.get(one.field) if one.kind in KINDS else None
    value = one.value
    match field.type if field else None:
        case Day() if isinstance(value, str):
            return formats.long_date(date.fromisoformat(value))
        case Money() if isinstance(value, int):
            return formats.money(value, around.currency)
        case PersonRef() if isinstance(value, str):
            return _name(around, value)
        case RecordRef() if isinstance(value, str):
            return around.records.get(value) or _("another line")
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return (
            _("twelve months")
            if len(value) == 12
            else ngettext("%(num)d month", "%(num)d months", len(value))
        )
    return _coded(one.field, str(value))


def _coded(field: str, value: str) -> str:
    coded: dict[str, Callable[[Value], str]] = {
        "status": status,
        "comparator": comparator_in_words,
        "scope_kind": scope_kind,
        "value": said_of,
        "outcome": outcome,
        "verdict": verdict,
        "state": settled,
    }
    if field == "side":
        return _("ours") if value == "ours" else _("the customer’s")
    return (coded[field](value) if field in coded else value) or value


def _person(one: Happening, around: Around) -> str:
    assert one.person_now is not None, "told of everybody who was put on the list"
    return history_people.sentence(_name(around, one.about), one.person_was, one.person_now)


def _sealed(one: Happening, around: Around) -> str:
    sealed = (
        _("Sealed the customer’s edition of version %(version)s", version=one.value)
        if one.about == "shared"
        else _("Sealed our edition of version %(version)s", version=one.value)
    )
    if not one.without:
        return sealed
    names = listed([_name(around, person) for person in one.without])
    return _("%(what)s without the signature of %(names)s", what=sealed, names=names)


def _withdrawn(one: Happening, around: Around) -> str:
    if not one.about:
        return _("Version %(version)s is withdrawn", version=one.value)
    return _("Version %(version)s is withdrawn: “%(reason)s”", version=one.value, reason=one.about)


def _room(one: Happening, around: Around) -> str:
    value = one.value
    match one.about, value:
        case "extra", (str(step), int(minutes)):
            if minutes < 0:
                return _(
                    "Shortened “%(step)s” by %(time)s",
                    step=_step(around, step),
                    time=formats.duration(-minutes),
                )
            return _("%(time)s more for “%(step)s”", step=_step(around, step), time=formats.duration(minutes))
        case "gate", _any:
            gates = {
                "read": _("Phones may read"),
                "propose": _("Phones may propose"),
                "edit": _("Phones may edit"),
            }
            return gates.get(str(value), _("Phones may do what the step says"))
        case "revealed", _any:
            return _("Revealed the lines of “%(step)s”", step=_step(around, str(value)))
        case "curtain", _any:
            return _("Drew the curtain") if value else _("Opened the curtain")
        case "spotlight", _any:
            return _("Put on the board") if value else _("Took off the board")
        case "board", _any:
            return (
                _("Turned the boards to the shared edition")
                if value == "shared"
                else _("Turned the boards to the internal plan")
            )
        case "admitted", _any:
            return _("Let the customer in") if value else _("Showed the customer out")
        case "moved", str(to):
            return _("Moved the plan to %(to)s", to=to)
        case "moved", _any:
            return _("The plan goes on here")
        case "message", (str(words), *_rest):
            return _("Said to all: “%(words)s”", words=words)
        case "message", _any:
            return _("Took back what was said to all")
        case "door", _any:
            return _("The door asks first") if value == "ask" else _("The door is open")
        case _:
            return _also(one, around)


def _also(one: Happening, around: Around) -> str:
    """What else can be said of a room."""
    match one.about, one.value:
        case "compare", str(step) if step:
            return _("Showed on the board what changed since “%(step)s”", step=_step(around, step))
        case "compare", _any:
            return _("Took the difference off the board")
        case "rehearsal", _any:
            return _("Began a rehearsal: nothing in it counts")
        case _:
            return one.about


FIELDS: dict[str, Callable[[], str]] = {
    "name": lambda: _("Name"),
    "profile": lambda: _("Profile"),
    "culture": lambda: _("Culture"),
    "aims": lambda: _("Aims"),
    "organisation": lambda: _("Our organisation"),
    "currency": lambda: _("Currency"),
    "time_zone": lambda: _("Time zone"),
    "statement": lambda: _("Words"),
    "text": lambda: _("Words"),
    "wording": lambda: _("Words for the customer"),
    "sales": lambda: _("Sales"),
    "margin": lambda: _("Margin"),
    "date": lambda: _("Date"),
    "phasing": lambda: _("Sales by month"),
    "margin_phasing": lambda: _("Margin by month"),
    "last_sales": lambda: _("Sales last year"),
    "last_margin": lambda: _("Margin last year"),
    "metric": lambda: _("Measured"),
    "comparator": lambda: _("Is"),
    "target": lambda: _("Target"),
    "unit": lambda: _("Unit"),
    "baseline": lambda: _("Now"),
    "source": lambda: _("Source"),
    "counts": lambda: _("Counts things"),
    "accountable": lambda: _("Answers for it"),
    "responsible": lambda: _("Does it"),
    "due": lambda: _("Due"),
    "status": lambda: _("Status"),
    "side": lambda: _("Whose"),
    "constraint": lambda: _("Constraint"),
    "scope_kind": lambda: _("Where"),
    "scope": lambda: _("Which one"),
    "value": lambda: _("Answer"),
    "placed": lambda: _("Placed as"),
    "parked": lambda: _("Parked"),
    "about": lambda: _("About"),
    "said_by": lambda: _("Said by"),
    "step": lambda: _("Step"),
    "title": lambda: _("Heading"),
    "prompt": lambda: _("Question"),
    "cluster": lambda: _("Put together under"),
    "merged": lambda: _("Goes on in"),
    "table": lambda: _("Table"),
    "forwarded": lambda: _("Brought to all"),
    "scribe": lambda: _("Writes for the table"),
    "done": lambda: _("Done"),
    "reason": lambda: _("Why"),
    "function": lambda: _("Function"),
    "reservation": lambda: _("Doubted"),
    "category": lambda: _("Kind of doubt"),
    "answer": lambda: _("Answer"),
    "answered": lambda: _("Answered"),
    "put": lambda: _("Put to the room"),
    "preset": lambda: _("Against"),
    "objective": lambda: _("Objective"),
    "need_a": lambda: _("First need"),
    "need_b": lambda: _("Second need"),
    "want_a": lambda: _("First want"),
    "want_b": lambda: _("Second want"),
    "state": lambda: _("State"),
    "outcome": lambda: _("What came of it"),
    "escalated_to": lambda: _("Escalated to"),
    "arrow": lambda: _("Arrow"),
    "false": lambda: _("Not true"),
    "assumption": lambda: _("Breaks the assumption"),
    "chosen": lambda: _("Chosen"),
    "became": lambda: _("Goes on as"),
    "verdict": lambda: _("Verdict"),
    "tested": lambda: _("Tested"),
    "aim": lambda: _("Serves the aim"),
    "lever": lambda: _("Selling lever"),
    "weight": lambda: _("Weight"),
    "last_phasing": lambda: _("Last year by month"),
    "pinned": lambda: _("Months that stay"),
    "relationship": lambda: _("The relationship by day 90"),
    "product": lambda: _("Product"),
    "geography": lambda: _("Geography"),
    "domain": lambda: _("Business domain"),
    "measure": lambda: _("Measure"),
    "begins": lambda: _("From"),
    "last_year": lambda: _("Last year"),
    "forecast": lambda: _("Forecast"),
    "actual": lambda: _("Actual"),
}
QUIET = frozenset({"read_from", "scores"})
"""Fields that are not told: what words a measure was read from, which only the house needs; what somebody voted."""
SILENT = frozenset({"ready", "seat", "phoneless"})
"""What people set for themselves in the room, which is over with the step."""

Said = Callable[[Happening, Around], str]

SENTENCES: dict[str, Said] = {
    "added": lambda one, around: _("Added"),
    "set": _set,
    "worded": lambda one, around: (
        _("Changed the words for the customer") if one.field == "wording" else _("Changed the words")
    ),
    "moved": lambda one, around: _("Moved"),
    "removed": lambda one, around: _("Put into the bin"),
    "restored": lambda one, around: _("Put back from the bin"),
    "shared": lambda one, around: _("Shared with the customer"),
    "withheld": lambda one, around: _("Kept inside"),
    "undone": lambda one, around: _("Took back a change"),
    "person": _person,
    "person-gone": lambda one, around: _("Off the list of people: %(name)s", name=_name(around, one.about)),
    "agenda": lambda one, around: (
        _("Changed the agenda of the day") if one.about else _("Chose the agenda of the day")
    ),
    "step": lambda one, around: _("Began “%(step)s”", step=_step(around, one.about)),
    "room": _room,
    "frozen": lambda one, around: _("Froze version %(version)s for signing", version=one.value),
    "unfrozen": lambda one, around: _("Unfroze version %(version)s", version=one.value),
    "carried": lambda one, around: _(
        "Made a finding a condition: %(name)s clears it", name=_name(around, one.about)
    ),
    "carried-no-more": lambda one, around: _("A finding is no condition any more"),
    "overruled": lambda one, around: _("Overruled a finding: “%(why)s”", why=one.about),
    "overruled-no-more": lambda one, around: _("A finding holds again"),
    "signed": lambda one, around: _(
        "%(name)s signed version %(version)s", name=_name(around, one.about), version=one.value
    ),
    "declined": lambda one, around: _(
        "%(name)s declined version %(version)s", name=_name(around, one.about), version=one.value
    ),
    "sealed": _sealed,
    "superseded": lambda one, around: _("Version %(version)s is superseded", version=one.value),
    "withdrawn": _withdrawn,
    "redacted": lambda one, around: _("Erased what somebody had written"),
}
