"""What doubts, their categories and the arrows of a conflict are called. In the language being spoken."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.fields import Value
from app.i18n import gettext as _


def reservation(code: Value) -> str:
    """What somebody holds against a line, as a phone says it."""
    words = {
        "not-needed": _("We can do without"),
        "unclear": _("Unclear"),
        "not-true": _("Not true"),
        "not-enough": _("Not enough"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def category(code: Value) -> str:
    """Dettmer's categories of legitimate reservation."""
    words = {
        "clarity": _("Clarity: what does it mean?"),
        "entity-existence": _("Existence: is it so?"),
        "causality-existence": _("Causality: does one lead to the other?"),
        "cause-insufficiency": _("Insufficient: is this enough?"),
        "additional-cause": _("Another cause: what else leads there?"),
        "cause-effect-reversal": _("Reversed: is it the other way round?"),
        "predicted-effect": _("Predicted effect: what else would we see?"),
        "tautology": _("Circular: does it explain itself?"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def arrow(code: Value) -> str:
    """What an assumption stands behind, as a question."""
    words = {
        "need-a": _("Why does the objective take the first need?"),
        "need-b": _("Why does the objective take the second need?"),
        "want-a": _("Why does the first need take this want?"),
        "want-b": _("Why does the second need take this want?"),
        "opposed": _("Why can we not have both?"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def preset(code: Value) -> str:
    """Whose interest stands against key account management’s."""
    words = {
        "geography": _("A country against the account"),
        "product": _("A product line against the account"),
        "service": _("Service against the account"),
    }
    return words.get(code, "") if isinstance(code, str) else ""


def conflict_state(code: Value) -> str:
    """How a conflict stands."""
    words = {"open": _("open"), "resolved": _("Resolved"), "escalated": _("With the sponsor")}
    return words.get(code, "") if isinstance(code, str) else ""


def rule(number: int) -> str:
    """What is wrong where a rule is broken, short enough for a board."""
    return RULES[number]()


RULES: dict[int, Callable[[], str]] = {
    1: lambda: _("No measurable goal"),
    2: lambda: _("Half a goal"),
    3: lambda: _("Months that do not fit"),
    4: lambda: _("Too few or too many success factors"),
    5: lambda: _("Nothing makes it happen"),
    6: lambda: _("Not measured in full"),
    7: lambda: _("Doing, not a result"),
    8: lambda: _("A wish, not a fact"),
    9: lambda: _("Doubted, or never put to the room"),
    10: lambda: _("Not enough, says the room"),
    11: lambda: _("Repeats the line above"),
    12: lambda: _("A reservation is open"),
    13: lambda: _("More than the vital few"),
    14: lambda: _("The bottleneck is avoided"),
    15: lambda: _("All done, and not there"),
    16: lambda: _("A conflict not drawn in full"),
    17: lambda: _("A conflict is open"),
    18: lambda: _("Nobody answers for it"),
    19: lambda: _("Its owner has not said yes"),
    20: lambda: _("No date that fits"),
    21: lambda: _("No sponsor on the board"),
    24: lambda: _("Only our plan"),
    29: lambda: _("Nothing sells"),
}

FILTERS: dict[str, Callable[..., str]] = {
    "reservation": reservation,
    "category": category,
    "arrow": arrow,
    "preset": preset,
    "conflict_state": conflict_state,
    "rule": rule,
}
