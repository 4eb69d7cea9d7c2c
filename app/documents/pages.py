"""A plan's document as HTML, in its own language.

Templates stand in templates/print and see the view, the arrangements of it and words; every value is escaped, and a
name that does not exist stops the page. The goal tree has three forms; which one fits is measured by whoever
prints (`pdf`), not guessed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.documents import arrange, drawing, words
from app.documents.view import Aim, Factor, PlanDocument
from app.i18n import formats, install, use_language

TreeForm = Literal["whole", "overview", "branches"]
"""`whole`: all of it on one sheet. `overview`: factors and conditions on one sheet, branches in full after it.
`branches`: only those."""

_HALF_A_PAGE = 700
"""Characters of factors beyond which half the page's width makes them too tall."""

_ROOMY = 450
"""Characters on the executive page beyond which it is set smaller, so that it stays one page."""

_TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def plan_page(document: PlanDocument, tree: TreeForm) -> str:
    """The whole document."""
    return _render("print/plan.html", document, tree)


def tree_sheet(document: PlanDocument, tree: TreeForm) -> str:
    """Only the sheet that a form of the goal tree has to fit on, to be measured."""
    return _render("print/tree_sheet.html", document, tree)


def _render(template: str, document: PlanDocument, tree: TreeForm) -> str:
    with use_language(document.language):
        today = words.day(document.as_of, document.zone)
        currency = document.goal.sales.currency if document.goal.sales else ""
        return (
            _environment()
            .get_template(template)
            .render(
                document=document,
                tree=tree,
                today=today,
                spans=arrange.spans(document, today),
                loads=arrange.loads(document),
                first=arrange.first(document),
                chart=arrange.chart(document.goal.months, currency) if currency else None,
                origin=arrange.origin(document.goal.parts, currency or "EUR"),
                currency=currency,
                long_factors=_characters(document.factors) > _HALF_A_PAGE,
                dense=_characters((*document.factors, *document.constraints, *document.aims)) > _ROOMY,
            )
        )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install(environment)
    environment.globals.update(words=words, formats=formats, qr=_qr)
    environment.filters.update(
        strong=_strong, leading=_leading, paragraphs=_paragraphs, signature=drawing.path
    )
    return environment


def _characters(lines: Sequence[Factor | Aim]) -> int:
    return sum(len(line.statement) for line in lines)


def _strong(text: str) -> Markup:
    return Markup("<b>{}</b>").format(text)


def _leading(statement: str, target: str) -> Markup:
    """A condition's statement with its target before it in bold, said once where the statement begins with it."""
    if not target:
        return escape(statement)
    rest = _without(statement, target)
    if rest == statement:
        # "8 of 12 offices live" is at least eight: the sign was understood, not typed
        rest = _without(statement, target.lstrip("<>≤≥\N{NO-BREAK SPACE}"))
    return Markup("<b>{}</b> {}").format(target, rest)


def _without(statement: str, target: str) -> str:
    """`statement` without `target` at its start; blanks of any kind between the signs do not count."""
    wanted = "".join(target.split())
    seen = ""
    for index, sign in enumerate(statement):
        if seen == wanted:
            goes_on = sign.isalnum()
            return statement if goes_on else statement[index:].lstrip()
        if not sign.isspace():
            seen += sign
        if not wanted.startswith(seen):
            return statement
    return "" if seen == wanted else statement


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _qr(address: str, title: str) -> Markup:
    """A QR code as SVG by attributes: page style does not reach inside an SVG on paper."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=0, dark="#14161b", omitsize=True, title=title)
    return Markup(drawn)  # noqa: S704  # nosec B704  # drawn by segno, which escapes the title
