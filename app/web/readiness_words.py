"""The readiness questions in words, each with what it asks for; a test holds every question to a sentence.

The facts are Richardson's (S4) and MCE's (S1), the sentences are our own.
"""

from __future__ import annotations

from collections.abc import Callable

from app.i18n import gettext as _

QUESTIONS: dict[str, Callable[[], str]] = {
    "ready-accountable": lambda: _("One person answers for this account, and everybody knows who."),
    "ready-profile": lambda: _(
        "We have this customer on paper: industry, position, organisation, who decides."
    ),
    "ready-plan": lambda: _(
        "There is a written plan, with our strengths and weaknesses and where we can add value."
    ),
    "ready-executives": lambda: _("Our senior people know theirs, and speak with them."),
    "ready-together": lambda: _("We sit down with the customer to plan ahead together."),
    "ready-levels": lambda: _("We have relationships on every level there, and know where one is missing."),
    "ready-reviews": lambda: _("Once a month our senior people go through this account."),
    "ready-forecasts": lambda: _(
        "Each month we hold sales against the forecast, for the month and the year so far."
    ),
    "ready-deviations": lambda: _("When sales turn out well above or below that, we find out why."),
    "ready-strategy": lambda: _("This account’s plan follows from where our company wants to grow."),
    "ready-teams": lambda: _("A team from several functions works on this account, not sales alone."),
    "ready-backing": lambda: _("Senior management backs this account with time and decisions."),
    "ready-costs": lambda: _("We know what this customer really earns us, cost to serve included."),
    "ready-roles": lambda: _("Everybody on the team knows their part and what is expected."),
    "ready-reporting": lambda: _("There is one way in which we plan and report on accounts, and we use it."),
}


def question(key: str) -> str:
    """In the language being spoken. Raises KeyError."""
    return QUESTIONS[key]()
