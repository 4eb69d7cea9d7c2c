"""Sentences for what the domain says in codes. In the language being spoken; a test holds every code to a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.domain.fields import Value
from app.domain.refusals import Why
from app.i18n import formats, ngettext, pgettext
from app.i18n import gettext as _
from app.web import agenda_words


def refusal(code: str, about: Mapping[str, str | int]) -> str:
    """What happened and what to do, for a command that was not done."""
    match code:
        case Why.TOO_LONG | "too-long":
            over = int(about.get("over", 0))
            if over:
                return ngettext(
                    "Not taken: %(num)d character too many. Shorten it.",
                    "Not taken: %(num)d characters too many. Shorten it.",
                    over,
                )
            return _("Not taken: too long. Shorten it.")
        case Why.MOVED:
            return _("This plan goes on at %(to)s. Here it can only be read.", to=str(about.get("to", "")))
        case Why.AGENDA:
            return agenda_words.refusal(about)
        case Why.OVER_BUDGET:
            return ngettext(
                "You have %(num)d dot to give. Take one back first.",
                "You have %(num)d dots to give. Take one back first.",
                int(about.get("budget", 0)),
            )
        case Why.OVER_LIMIT:
            return ngettext(
                "Not more than %(num)d. Take one back first.",
                "Not more than %(num)d. Take one back first.",
                int(about.get("limit", 0)),
            )
        case Why.BLOCKED:
            count = int(about.get("count", 0))
            return ngettext(
                "%(num)d finding blocks the signature. Clear it first.",
                "%(num)d findings block the signature. Clear them first.",
                count,
            )
        case _:
            sentence = _REFUSALS.get(code)
            return sentence() if sentence else _("This could not be done.")


_REFUSALS: dict[str, Callable[[], str]] = {
    Why.NOT_ALLOWED: lambda: _("You cannot do this here."),
    Why.READ_ONLY: lambda: _("This step is for reading. The facilitator opens it again."),
    Why.PROPOSE_ONLY: lambda: _("In this step you propose lines; the facilitator places them."),
    Why.FROZEN: lambda: _("The plan is frozen for signing. The facilitator can unfreeze it."),
    Why.NOT_FROZEN: lambda: _("The plan is not frozen."),
    Why.UNKNOWN_RECORD: lambda: _("This is not in the plan any more. It may be in the bin."),
    Why.UNKNOWN_KIND: lambda: _("There is no such thing in a plan."),
    Why.UNKNOWN_FIELD: lambda: _("There is no such field."),
    Why.UNKNOWN_PERSON: lambda: _("This person is not on the roster."),
    Why.UNKNOWN_STEP: lambda: _("There is no such step."),
    Why.UNKNOWN_COMMAND: lambda: _("This page is of another version. Reload it."),
    Why.WRONG_TYPE: lambda: _("This does not fit the field."),
    Why.TOO_MANY: lambda: _("There are too many: a plan holds 5,000 records, those in the bin too."),
    Why.EMPTY: lambda: _("Nothing was filled in."),
    Why.BAD_ID: lambda: _("This page sent something unreadable. Reload it."),
    Why.ID_TAKEN: lambda: _("This is in the plan already."),
    Why.LOST_PARENT: lambda: _("What this belongs under was removed. Restore it from the bin first."),
    Why.WRONG_PARENT: lambda: _("This cannot stand there."),
    Why.CYCLE: lambda: _("Nothing can stand under itself."),
    Why.ONLY_ONE: lambda: _("A plan has one of these."),
    Why.NOT_IN_BIN: lambda: _("This is not in the bin."),
    Why.CHANGED_SINCE: lambda: _("The text was changed in the meantime. What you typed is kept here."),
    Why.NOTHING_TO_UNDO: lambda: _("Nothing of yours to undo."),
    Why.NOT_STARTED: lambda: _("The day has not begun."),
    Why.STEP_IN_PROGRESS: lambda: _("The day has begun; its agenda stays."),
    Why.STEP_BEGUN: lambda: _("This step has begun: that stays as it was."),
    Why.STEP_PASSED: lambda: _("That is over. Put it behind the step in progress."),
    Why.BOARD_NOT_SHARED: lambda: _("Turn every board to the shared edition before customers come in."),
    Why.NOT_A_SIGNATORY: lambda: _("You are not asked to sign."),
    Why.ALREADY_SIGNED: lambda: _("You have signed this version."),
    Why.NO_CONSENT: lambda: _("Tick the box first."),
    Why.NO_REASON: lambda: _("Give a reason."),
    Why.STALE_VERSION: lambda: _("The plan has changed since you read it. Read it again."),
    Why.CLOSED: lambda: _("The vote is closed."),
    Why.VOTED: lambda: _("You have voted already, on another device. Change your vote there."),
    Why.NOT_YOURS: lambda: _("Only who answers for it can say this."),
    Why.SEALED: lambda: _("This version is sealed already. Ask the facilitator for a new one."),
    Why.NOT_COMPLETE: lambda: _("This version is not complete."),
    "malformed": lambda: _("This page sent something unreadable. Reload it."),
    "gap": lambda: _("The text was changed in the meantime. What you typed is kept here."),
    "foreign-root": lambda: _("This page sent something unreadable. Reload it."),
    "characters": lambda: _("Some characters cannot be kept here."),
    "server-error": lambda: _("Something went wrong here. What you typed is kept; tell the facilitator."),
    "disk-full": lambda: _("Not saved yet: the disk of the server is full. It is kept on this device."),
    "busy": lambda: _("Not saved yet. It is kept on this device and sent again."),
    "unavailable": lambda: _("Not saved yet. It is kept on this device and sent again."),
    "damaged": lambda: _("Not saved: the plan's log is damaged. Tell whoever runs the server."),
    "signed-out": lambda: _("You were signed out. Join again."),
    "too-large": lambda: _("Not taken: too long. Shorten it."),
    "too-deep": lambda: _("This page sent something unreadable. Reload it."),
    "bad-request": lambda: _("This page sent something unreadable. Reload it."),
    "no-such-plan": lambda: _("There is no such plan."),
    "too-fast": lambda: _("Too fast. It is kept and sent in a moment."),
}


def not_saved(reason: str) -> str:
    """What is said while something could not be saved; a damaged log's reason names its last good entry."""
    code, _space, last = reason.partition(" ")
    if code == "damaged" and last:
        return _(
            "Not saved: the plan's log is damaged behind entry %(last)s. Tell whoever runs the server.",
            last=last,
        )
    if reason in ("disk-full", "damaged"):
        return refusal(reason, {})
    return _("Not saved yet. It is kept on this device and sent again.")


def not_possible(reason: str) -> str:
    """The same for a page that was asked for, or a form: nothing of it is kept on the device."""
    match reason.partition(" ")[0]:
        case "disk-full":
            return _("The disk of the server is full, and nothing was done. Tell whoever runs the server.")
        case "damaged":
            return not_saved(reason)
        case _:
            return _("The server cannot get at what it keeps. Nothing was done; try again in a moment.")


def comparator(code: Value) -> str:
    """The sign before a target; nothing for `equal to`, which reads as the bare number."""
    return {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}.get(code if isinstance(code, str) else "", "")


def comparator_in_words(code: Value) -> str:
    words = {
        "gt": _("more than"),
        "ge": _("at least"),
        "eq": _("exactly"),
        "le": _("at most"),
        "lt": _("less than"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def kind(name: str) -> str:
    """What a kind is called."""
    return {
        "account": _("Account"),
        "goal": _("Goal"),
        "csf": _("Critical success factor"),
        "nc": _("Necessary condition"),
        "action": _("Action"),
        "constraint": _("Constraint"),
        "note": _("Line"),
        "comment": _("Comment"),
        "mark": _("Mark"),
        "cluster": _("Cluster"),
        "table": _("Table"),
        "ballot": _("Vote"),
        "readiness": _("Readiness"),
        "doubt": _("Doubt"),
        "conflict": _("Conflict"),
        "assumption": _("Assumption"),
        "injection": _("Injection"),
        "promise": _("Promise"),
        "lesson": _("Lesson"),
        "claim": _("Claim"),
        "dispute": _("Dispute"),
        "question": _("Question"),
        "aim": _("Aim"),
        "part": _("Part of the goal"),
        "figure": _("Figures"),
        "acceptance": _("Answer of the owner"),
        "stage": _("Stage goal"),
    }[name]


def status(code: Value) -> str:
    words = {"open": _("open"), "under-way": _("under way"), "done": _("done")}
    return words.get(code, _("open")) if isinstance(code, str) else _("open")


def signs_as(role: str) -> str:
    """The role in which somebody signs."""
    return {
        "key-account-manager": _("Key account manager"),
        "sales-director": _("Sales director"),
        "sponsor": _("Executive sponsor"),
        "customer": _("Customer"),
    }[role]


def short_day(iso: Value) -> str:
    """ "12 Feb"; empty without a date."""
    return formats.short_date(date.fromisoformat(iso)) if isinstance(iso, str) and iso else ""


def day_of_year(iso: Value) -> str:
    """ "12 Feb 27", as short as a day of any year can be said; empty without a date."""
    if not isinstance(iso, str) or not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{formats.short_date(day)}\N{NO-BREAK SPACE}{day:%y}"


def month(iso: Value) -> str:
    """ "Feb 27"; empty without a date."""
    return formats.month(date.fromisoformat(iso)) if isinstance(iso, str) and iso else ""


def scope_kind(code: Value) -> str:
    """What a constraint is scoped to."""
    words = {"country": _("Country"), "product": _("Product"), "business-unit": _("Business unit")}
    return words.get(code, "") if isinstance(code, str) else ""


def answer(mark: Value) -> str:
    """What somebody said of a line in a review."""
    words = {"agree": _("Agree"), "change": _("Change"), "missing": _("Missing")}
    return words.get(mark, "") if isinstance(mark, str) else ""


def outcome(code: Value) -> str:
    """What came of a promise."""
    words = {"kept": _("Kept"), "late": _("Late"), "dropped": _("Dropped"), "goes-on": _("Goes on")}
    return words.get(code, "") if isinstance(code, str) else ""


def said_of(code: Value) -> str:
    """A mark on a line, or an owner's word on an action."""
    words = {"accepted": _("accepted"), "declined": _("declined")}
    return answer(code) or (words.get(code, "") if isinstance(code, str) else "")


def settled(code: Value) -> str:
    """What came of a claim or a conflict."""
    words = {
        "open": _("open"),
        "stands": _("stands"),
        "corrected": _("corrected"),
        "resolved": _("resolved"),
        "escalated": _("escalated"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def verdict(code: Value) -> str:
    """What a lesson asks for."""
    words = {
        "keep": pgettext("lesson", "Keep"),
        "stop": pgettext("lesson", "Stop"),
        "start": pgettext("lesson", "Start"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def verdict_asked(code: Value) -> str:
    """The question behind it."""
    words = {
        "keep": _("What do we keep doing?"),
        "stop": _("What do we stop doing?"),
        "start": _("What do we start doing?"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def long_day(iso: Value) -> str:
    """ "31 December 2027"; empty without a date."""
    return formats.long_date(date.fromisoformat(iso)) if isinstance(iso, str) and iso else ""


def short_name(name: str) -> str:
    """ "J. de Wit" for "Jan de Wit": as the board has room for it."""
    first, _space, rest = name.strip().partition(" ")
    return f"{first[:1]}. {rest}" if rest else first


FILTERS: dict[str, Callable[..., str]] = {
    "comparator": comparator,
    "comparator_in_words": comparator_in_words,
    "kind": kind,
    "activity": agenda_words.activity,
    "option": agenda_words.option,
    "among": agenda_words.among,
    "status": status,
    "signs_as": signs_as,
    "short_day": short_day,
    "day_of_year": day_of_year,
    "month": month,
    "scope_kind": scope_kind,
    "answer": answer,
    "outcome": outcome,
    "verdict": verdict,
    "verdict_asked": verdict_asked,
    "long_day": long_day,
    "short_name": short_name,
    "money": formats.money,
    "plain_money": formats.plain_money,
    "short_money": formats.short_money,
    "decimal": formats.decimal,
    "percent": formats.percent,
    "quantity": formats.quantity,
    "duration": formats.duration,
    "moment_in": formats.moment,
    "clock_in": formats.clock_at,
}
