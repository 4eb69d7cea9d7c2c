"""The documents of a plan: printed, and sealed when they are signed.

What is printed is a `PlanDocument` and the canonical content it came from, which travels in the file as plan.json.
The hash on paper is the hash of those bytes, checked here, so a document cannot show one content and carry another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.documents.canonical import content_hash
from app.documents.orders import CountOrder, File, Order, Pages, PrintOrder, SealOrder
from app.documents.pages import TreeForm, plan_page, tree_sheet
from app.documents.press import Press, RenderFailed
from app.documents.view import Action, Condition, Factor, PlanDocument
from app.i18n import gettext as _
from app.i18n import use_language

if TYPE_CHECKING:
    from app.documents.key import SealKey

_MOST_ON_A_SHEET = 7_000
"""Characters; a landscape sheet of the smallest type holds fewer."""


class ContentMismatch(ValueError):
    """The content to be attached is not what the document says was signed."""


def print_plan(press: Press, document: PlanDocument, content: bytes) -> bytes:
    """The document as an unsealed PDF with `content` (canonical JSON) attached as plan.json.

    The same arguments give the same bytes. Raises ContentMismatch, RenderFailed.
    """
    if content_hash(content) != document.content_hash:
        raise ContentMismatch("plan.json is not what was signed")
    with use_language(document.language):
        words = _("The content of this document, for machines")
    order = PrintOrder(
        html=plan_page(document, _fitting_tree(press, document)),
        content=content,
        content_words=words,
        document_id=document.document_id,
        language=document.language,
        at=document.as_of,
    )
    return _file(press, order)


def print_sealed(press: Press, document: PlanDocument, content: bytes, key: SealKey) -> bytes:
    """The document as a PDF certified by the installation's key; no change to it is allowed.

    Its bytes are final and differ each time (the seal is dated): keep them, and their SHA-256 for `verify`.
    Raises ContentMismatch, RenderFailed, ValueError for a draft.
    """
    if document.draft:
        raise ValueError("a draft is not sealed")
    pdf = print_plan(press, document, content)
    with use_language(document.language):
        reason = _("Signed plan, version %(version)s", version=document.version)
    return _file(press, SealOrder(pdf=pdf, key=key.pem, reason=reason))


def _fitting_tree(press: Press, document: PlanDocument) -> TreeForm:
    """The richest form of the goal tree whose sheet is one page, measured, not guessed."""
    conditions = document.factors + document.conditions
    forms: tuple[tuple[TreeForm, Sequence[Action | Condition | Factor]], ...] = (
        ("whole", conditions + document.actions),
        ("overview", conditions),
    )
    for form, lines in forms:
        # Measuring takes a second and more: what cannot fit by far is not tried.
        could_fit = sum(len(line.statement) for line in lines) <= _MOST_ON_A_SHEET
        if could_fit and _is_one_page(press, tree_sheet(document, form)):
            return form
    return "branches"


def _is_one_page(press: Press, html: str) -> bool:
    answer = press.carry_out(CountOrder(html))
    return isinstance(answer, Pages) and answer.count == 1


def _file(press: Press, order: Order) -> bytes:
    answer = press.carry_out(order)
    if not isinstance(answer, File):
        raise RenderFailed("failed", "the press answered something else")
    return answer.pdf
