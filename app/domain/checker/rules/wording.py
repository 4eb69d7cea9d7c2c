"""Rules 7, 8 and 11: a result and not the doing, a fact and not a wish, and something else than the line above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from app.domain.checker.findings import Finding, Given, Severity
from app.domain.kinds import TREE
from app.domain.projection import Node
from app.domain.reading.names import folded
from app.domain.reading.wording import hedges, opening_verb

_FILLING = """
a an and are as at be by for from has have in is it its of on or our that the their them they this to we with
aan als bij dat de den der deze die dit door een en er haar heeft het hun in is me met naar of om onze ons op te
tot uit van voor we wij wordt worden ze zijn
"""
_SAYS_NOTHING = frozenset(_FILLING.split())
_WORD = re.compile(r"[^\W_]+")


def a_result(factor: Node, _given: Given) -> Iterable[Finding]:
    """Rule 7: a critical success factor says what is the case, not what somebody does."""
    verb = opening_verb(factor.statement)
    if verb is not None:
        about: dict[str, str | int] = {"word": verb.of(factor.statement)}
        yield Finding(7, "starts-with-doing", Severity.WARNING, factor.id, about)


def a_fact(line: Node, _given: Given) -> Iterable[Finding]:
    """Rule 8: should, could, try."""
    found = hedges(line.statement)
    if found:
        about: dict[str, str | int] = {"word": found[0].of(line.statement)}
        yield Finding(8, "wishes", Severity.WARNING, line.id, about)


def repeats(above: Node, given: Given) -> Iterable[Finding]:
    """Rule 11: a line that says almost the same as the one above it."""
    for line in above.below:
        if line.kind in TREE and alike(_words(above), _words(line), given.limits.alike_percent):
            yield Finding(11, "repeats-its-parent", Severity.WARNING, line.id)


def alike(one: tuple[str, ...], other: tuple[str, ...], percent: int) -> bool:
    """Whether two lines share so much of their words, spelling aside. One word alone is too little to tell."""
    if min(len(one), len(other)) < 2:
        return False
    shared, of = len(set(one) & set(other)), max(len(set(one)), len(set(other)))
    if shared * 100 >= percent * of:
        return True
    # words of the same stem, or with a slip of the pen: dear to compare, so only where much is shared already
    return shared * 200 >= percent * of and (
        SequenceMatcher(None, " ".join(sorted(one)), " ".join(sorted(other)), autojunk=False).ratio() * 100
        >= max(percent, 90)
    )


def _words(line: Node) -> tuple[str, ...]:
    """What it says, without the words that say nothing; figures count, because a measure adds them."""

    def found() -> tuple[str, ...]:
        words = _WORD.findall(folded(line.statement))
        return tuple(each for each in words if each not in _SAYS_NOTHING)

    return line.once("words", None, found)
