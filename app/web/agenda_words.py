"""What is said about an agenda that somebody edits: what activities are called, what a new step says until it is
worded, and why an edit is not taken.

`app/formats` says the same faults to the author of a file, by its keys; here a facilitator hears them, who never saw one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from app.domain.agenda import LANGUAGES
from app.domain.agenda_fields import WORDS
from app.domain.run_sheet import AMONG, Fault, Found
from app.formats import KNOWN
from app.formats.sentences import sentence
from app.i18n import gettext as _
from app.i18n import use_language
from app.i18n.formats import kept_together

TREE_KINDS = ("goal", "csf", "nc", "action", "constraint")
LONGEST = 480
_TIME = re.compile(r"(\d{1,2})[:.h]?(\d{2})")


def activity(name: str) -> str:
    """What an activity is called. In the language being spoken."""
    return {
        "briefing": _("Talk"),
        "silent-writing": _("Silent writing"),
        "cluster": _("Put lines together"),
        "build-tree": _("Build the plan"),
        "vote": _("Vote"),
        "constraint-map": _("Map the constraints"),
        "alignment": _("Are we aligned?"),
        "share": _("Share with the customer"),
        "review": _("Review line by line"),
        "sign-off": _("Read back and sign"),
        "look-back": _("Look back"),
        "facts": _("Facts"),
        "challenge": _("The director’s questions"),
    }.get(name) or name.replace("-", " ").capitalize()


def option(name: str) -> str:
    """What an option of an activity is called. In the language being spoken."""
    return {
        "joining": _("The board shows how to come in"),
        "kinds": _("The room works on"),
        "readiness": _("The board shows how ready we are"),
        "compare": _("What changed since"),
        "tables": _("Tables, one for each (csf, country or product)"),
        "suggest": _("Lines of others that each writer reads meanwhile"),
        "method": _("How people vote"),
        "budget": _("Dots each"),
        "limit": _("At most on one line, or how many are ranked"),
        "from": _("What was written in the step"),
        "take": _("So many are taken on"),
        "becomes": _("They become"),
    }.get(name) or name.replace("_", " ").replace("-", " ").capitalize()


def among(value: str) -> str:
    """One of the words that an option can be. In the language being spoken."""
    return {
        "dots": _("dots"),
        "rank": _("in order"),
        "grid": _("on two axes"),
        "criteria": _("by criteria"),
        "consent": _("consent"),
        "confidence": _("confidence, nought to five"),
        "enough": _("is it enough?"),
    }.get(value) or value


def _starts(name: str, pause: bool) -> tuple[str, str]:
    """What the board says to do, and what phones say beside it, as long as nobody worded them."""
    if pause:
        return _("Time for a break."), _("See you in a moment.")
    match name:
        case "silent-writing":
            return _("Write what comes to mind, one thought a line."), _("Nobody sees it before the reveal.")
        case "cluster":
            return _("What belongs together?"), _("Tap lines that say much the same, then put them together.")
        case "build-tree":
            return _("Let us build the plan together."), _("Tap a line to change it, or add your own.")
        case "constraint-map":
            return _("What holds us back, and where?"), _("One constraint for each country, product or unit.")
        case "alignment":
            return _("Which success factors did we choose?"), _("From memory. Then say how sure you are.")
        case "vote":
            return _("What matters most? Vote on your phone."), _(
                "You can change your vote until it is closed."
            )
        case "share":
            return _("What do we show the customer?"), _("The facilitator shares line by line.")
        case "review":
            return _("Is this right? Mark line by line."), _("Agree, change, or say what is missing.")
        case "sign-off":
            return _("This is our plan. Read it and sign."), _("Read first, then sign.")
        case _:
            return _("Please look up."), _("Nothing to do on the phone now.")


def kept(fields: Mapping[str, object]) -> dict[str, object]:
    """`fields` with their words as a file's words are read: numbers and their signs stay on one line."""

    def held(value: object) -> object:
        if isinstance(value, str):
            return kept_together(value)
        return {k: held(v) for k, v in value.items()} if isinstance(value, Mapping) else value

    found = {name: held(value) if name in WORDS else value for name, value in fields.items()}
    if isinstance(asked := found.get("prompts"), Mapping):
        found["prompts"] = held(asked)
    return {**found, "start": time(found["start"])} if isinstance(found.get("start"), str) else found


def time(typed: object) -> str:
    """A time of day as somebody typed it, `9.30` or `0930`, as a format writes it; anything else as it is."""
    read = _TIME.fullmatch(str(typed).strip())
    return f"{int(read[1]):02}:{read[2]}" if read else str(typed).strip()


def begun_with(name: str, fields: Mapping[str, object]) -> dict[str, object]:
    """A new step with all that it needs, where whoever adds it gave no more than a title."""
    pause = fields.get("is_break") is True
    now, lead, title = _each(lambda: _starts(name, pause)[0]), _each(lambda: _starts(name, pause)[1]), None
    if not (isinstance(fields.get("title"), dict) or str(fields.get("title", "")).strip()):
        title = _each(lambda: _("Break") if pause else activity(name))
    made: dict[str, object] = {"now": now, "lead": lead, **({"title": title} if title else {})}
    rules = KNOWN.get(name)
    needed = [each for each in rules.required if rules.options[each] == "kinds"] if rules else []
    options: dict[str, object] = {each: list(TREE_KINDS) for each in needed}
    options.update({each: AMONG[each][0] for each in (rules.required if rules else ()) if each in AMONG})
    if name == "vote":
        options |= {"kinds": ["csf"], "budget": 5, "limit": 2}
    if options:
        made["options"] = options
    if name == "constraint-map":
        made |= {"reveal": "on-reveal", "gate": "edit"}
    if name in ("silent-writing", "vote", "alignment"):
        made |= {"reveal": "on-reveal", "gate": "propose"}
    if name in ("briefing", "sign-off") and not pause:
        made["gate"] = "read"
    return {**made, **{each: value for each, value in fields.items() if each != "title" or not title}}


def _each(says: Callable[[], str]) -> dict[str, str]:
    """What is said in each language that a format speaks."""
    words = {}
    for language in LANGUAGES:
        with use_language("nl" if language == "nl" else "en"):
            words[language] = says()
    return words


def refusal(about: Mapping[str, str | int]) -> str:
    """Why an edit of the agenda is not taken, and what to do instead."""
    try:
        fault = Fault(str(about.get("fault", "")))
    except ValueError:
        return _("The agenda would not work that way.")
    said = _SENTENCES.get(fault)
    return said(about) if said else sentence(Found(fault, (), dict(about)))


_SENTENCES: dict[Fault, Callable[[Mapping[str, str | int]], str]] = {
    Fault.WORDS_MISSING: lambda a: _("A step needs these words, in each language."),
    Fault.BAD_MINUTES: lambda a: _("A step takes from 1 to %(most)d minutes.", most=a.get("most", LONGEST)),
    Fault.UNDER_MINIMUM: lambda a: _("At its shortest a step takes from 1 minute up to its own length."),
    Fault.UNKNOWN_ACTIVITY: lambda a: _("There is no such activity."),
    Fault.OPTION_MISSING: lambda a: _("This activity needs that: choose at least one."),
    Fault.WRONG_OPTION: lambda a: _("This activity needs that: choose at least one."),
    Fault.NOT_ANONYMOUS: lambda a: _("This activity cannot be anonymous."),
    Fault.TELLS_NAMES: lambda a: _("That would tell whose line is whose: an anonymous step cannot have it."),
    Fault.ADMITTED_BEFORE_SHARE: lambda a: _(
        "The customer would come in before anything is shared: put the step that shares in front of that."
    ),
    Fault.ADMITTED_TWICE: lambda a: _("The customer comes in once: another step says so already."),
    Fault.NO_SIGN_OFF: lambda a: _("People sign this plan, and no step would let them. Keep that step."),
    Fault.NOBODY_SIGNS: lambda a: _("Nobody signs by this format: a step to sign in has nothing to do."),
    Fault.CANNOT_BE_CLEARED: lambda a: _(
        "Rule %(rule)d blocks the signature, and no step would let the room work on what it needs. Keep that step.",
        rule=a.get("rule", 0),
    ),
}
