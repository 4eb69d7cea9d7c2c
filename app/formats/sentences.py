"""What is wrong with a format, said so that its author knows what to write instead."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.run_sheet import Fault, Found
from app.i18n import gettext as _

About = dict[str, str | int]


def sentence(found: Found) -> str:
    """The fault and its fix in the language being spoken."""
    return _SENTENCES[found.fault](found.about)


def _too_early_or_late(about: About) -> str:
    by = int(about["by"])
    if by > 0:
        return _(
            "The steps before end at %(planned)s, not %(start)s: make them %(by)d minutes longer.",
            **{**about, "by": by},
        )
    return _(
        "The steps before end at %(planned)s, not %(start)s: make them %(by)d minutes shorter.",
        **{**about, "by": -by},
    )


_SENTENCES: dict[Fault, Callable[[About], str]] = {
    Fault.BAD_KEY: lambda a: _("“%(key)s” is no key: use small letters, digits and single hyphens.", **a),
    Fault.BAD_VERSION: lambda a: _("Give a version from 1 up, and raise it with every change."),
    Fault.NO_STEPS: lambda a: _("A format needs steps: add a [[step]]."),
    Fault.PROMPT_TWICE: lambda a: _(
        "A second question of this step is called %(key)s: give it a key of its own.", **a
    ),
    Fault.KEY_TWICE: lambda a: _("A second step is called %(key)s: give it a key of its own.", **a),
    Fault.NEED_TWICE: lambda a: _("A second need is called %(key)s: give it a key of its own.", **a),
    Fault.NAMELESS_BEFOREHAND: lambda a: _(
        "%(step)s is anonymous, and who comes by a personal link is not: take beforehand out.", **a
    ),
    Fault.WORDS_MISSING: lambda a: _("Add %(field)s in the language “%(language)s”.", **a),
    Fault.UNKNOWN_ACTIVITY: lambda a: _(
        "There is no activity %(activity)s. Take one of: %(known)s; or take briefing, and name it as later.",
        **a,
    ),
    Fault.UNKNOWN_OPTION: lambda a: _("%(activity)s has no option %(option)s. It knows: %(known)s.", **a),
    Fault.WRONG_OPTION: lambda a: _WRONG_OPTIONS[str(a["wanted"])](a),
    Fault.UNKNOWN_WORD: lambda a: _("The option %(option)s cannot be that. Take one of: %(known)s.", **a),
    Fault.OPTION_MISSING: lambda a: _("%(activity)s needs the option %(option)s: add it.", **a),
    Fault.UNKNOWN_KIND: lambda a: _("There is no kind %(kind)s. Take some of: %(known)s.", **a),
    Fault.BAD_MINUTES: lambda a: _("%(minutes)d minutes: give 1 to %(most)d.", **a),
    Fault.UNDER_MINIMUM: lambda a: _(
        "min_minutes is %(minimum)d and minutes is %(minutes)d: give a minimum from 1 up to the minutes.", **a
    ),
    Fault.BAD_TIME: lambda a: _("“%(time)s” is no time of day: write it as 09:00.", **a),
    Fault.TIME_DOES_NOT_FIT: _too_early_or_late,
    Fault.BAD_GATE: lambda a: _("There is no gate %(gate)s. Take one of: %(known)s.", **a),
    Fault.BAD_REVEAL: lambda a: _("reveal cannot be %(reveal)s. Take one of: %(known)s.", **a),
    Fault.NOT_ANONYMOUS: lambda a: _(
        "%(activity)s cannot be anonymous: take anonymous out, or make it silent-writing.", **a
    ),
    Fault.TELLS_NAMES: lambda a: _(
        "%(option)s would tell whose line is whose: take it out, or take anonymous out.", **a
    ),
    Fault.ADMITTED_BEFORE_SHARE: lambda a: _(
        "%(step)s lets customers in before anything is shared: put a step with the activity share before it.",
        **a,
    ),
    Fault.ADMITTED_TWICE: lambda a: _(
        "Customers are in already: take admits_customers out of %(step)s.", **a
    ),
    Fault.NO_SIGN_OFF: lambda a: _(
        "People sign, but no step lets them: add a step with the activity sign-off, or take signs out."
    ),
    Fault.NOBODY_SIGNS: lambda a: _("Nobody signs in this step: say who, in signs at the top of the file."),
    Fault.UNKNOWN_SIGNATORY: lambda a: _("Nobody signs as %(role)s. Take some of: %(known)s.", **a),
    Fault.CONSENT_MISSING: lambda a: _(
        "Write what %(side)s consent to when they sign, under [consent].", **a
    ),
    Fault.UNKNOWN_SIDE: lambda a: _("There is no side %(side)s. Take one of: %(known)s.", **a),
    Fault.UNKNOWN_RULE: lambda a: _("The checker has no rule %(rule)d. It has: %(known)s.", **a),
    Fault.UNKNOWN_THRESHOLD: lambda a: _("The checker has no limit %(threshold)s. It has: %(known)s.", **a),
    Fault.CANNOT_BE_CLEARED: lambda a: _(
        "Rule %(rule)d blocks the signature, and no step lets the room work on: %(kinds)s. Add them to a "
        "build-tree step whose gate is propose or edit, or leave the rule out of rules.",
        **a,
    ),
}
_WRONG_OPTIONS: dict[str, Callable[[About], str]] = {
    "flag": lambda a: _("Write the option %(option)s as true or false.", **a),
    "number": lambda a: _("Write the option %(option)s as a whole number.", **a),
    "word": lambda a: _("Write the option %(option)s as text in quotes.", **a),
    "kinds": lambda a: _("Write the option %(option)s as a list of kinds, not empty.", **a),
}
