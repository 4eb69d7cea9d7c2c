"""The words people read: which language is being spoken, and its sentences, numbers and dates.

English stands in the source (`_("Waiting for the room")`); Dutch stands in `nl.po` beside this file and is
read when Dutch is first spoken, so that there is no compiled catalogue to forget. The language is a
context variable: a request, a socket's render or a document is wrapped in `use_language`, and everything
below it speaks that language. Without one, English is spoken. A thread starts without the language of who
started it: say it again there.

Sits beside the domain at the bottom of the house and knows nobody. The domain never calls it: it returns
codes, which `web` and `documents` turn into sentences with what stands here.

A part that ends in a full stop (“… B.V.”) ends its sentence as well: the second stop is left out, in both languages.

A sentence with parts names them: `_("%(name)s joined", name=person)`. In templates the percent sign itself is
written `%%`, as Jinja's new-style gettext always fills in; in Python only where a sentence has parts. Never
mark a sentence inside an f-string: what gathers sentences cannot see it there (`bin/messages` says so).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from typing import TYPE_CHECKING, Literal, TypeGuard

from app.i18n.catalogue import translations

if TYPE_CHECKING:
    import jinja2

Language = Literal["en", "nl"]
LANGUAGES: tuple[Language, ...] = ("en", "nl")
"""Languages spoken, the source's own first."""

_current: ContextVar[Language] = ContextVar("language", default="en")


@cache
def _sentences(language: Language) -> NullTranslations:
    return translations(language)


def is_language(code: str) -> TypeGuard[Language]:
    """Whether `code` (such as `nl`, without a region) is spoken here."""
    return code in LANGUAGES


def language() -> Language:
    """The language being spoken."""
    return _current.get()


@contextmanager
def use_language(spoken: Language) -> Iterator[None]:
    """Speak `spoken` inside this block, then what was spoken before."""
    token = _current.set(spoken)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str, /, **parts: object) -> str:
    """`message` in the language being spoken, its `%(name)s` filled from `parts`."""
    return _filled(_sentences(language()).gettext(message), parts)


def ngettext(singular: str, plural: str, n: int, /, **parts: object) -> str:
    """The form for `n` things; `%(num)d` is `n` unless `parts` names it otherwise."""
    return _filled(_sentences(language()).ngettext(singular, plural, n), {"num": n, **parts})


def pgettext(context: str, message: str, /, **parts: object) -> str:
    """`message` where English has one word for what Dutch says in several, told apart by `context`."""
    return _filled(_sentences(language()).pgettext(context, message), parts)


def npgettext(context: str, singular: str, plural: str, n: int, /, **parts: object) -> str:
    """`ngettext` told apart by `context`."""
    return _filled(_sentences(language()).npgettext(context, singular, plural, n), {"num": n, **parts})


def install(environment: jinja2.Environment) -> None:
    """Let templates speak: `{{ _('…') }}` and `{% trans %}…{% endtrans %}`, with new-style parts."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        _unfilled, _unfilled_plural, newstyle=True, pgettext=_unfilled_in, npgettext=_unfilled_plural_in
    )
    environment.globals.update(
        gettext=_filling(_unfilled), ngettext=_filling(_unfilled_plural),
        pgettext=_filling(_unfilled_in), npgettext=_filling(_unfilled_plural_in),
    )  # fmt: skip


def _filled(sentence: str, parts: dict[str, object]) -> str:
    return _ended(sentence, parts) % parts if parts else sentence


def _ended(sentence: str, parts: dict[str, object]) -> str:
    for name, value in parts.items():
        last = f"%({name})s."
        if last in sentence and str(value).endswith("."):
            sentence = sentence.replace(last, last[:-1])
    return sentence


# Templates fill the parts in escaped; what looks their sentences up must leave them alone.


def _filling(look_up: Callable[..., str]) -> Callable[..., str]:
    """As Jinja's own new-style gettext, which knows no sentence that ends in its part."""
    import jinja2
    from markupsafe import Markup

    @jinja2.pass_context
    def fill(context: jinja2.runtime.Context, /, *given: str | int, **parts: object) -> str:
        sentence = look_up(*given)
        if isinstance(given[-1], int):
            parts.setdefault("num", given[-1])
        sentence = _ended(sentence, parts)
        return (Markup(sentence) if context.eval_ctx.autoescape else sentence) % parts  # noqa: S704  # nosec B704  # our own words

    return fill


def _unfilled(message: str) -> str:
    return _sentences(language()).gettext(message)


def _unfilled_plural(singular: str, plural: str, n: int) -> str:
    return _sentences(language()).ngettext(singular, plural, n)


def _unfilled_in(context: str, message: str) -> str:
    return _sentences(language()).pgettext(context, message)


def _unfilled_plural_in(context: str, singular: str, plural: str, n: int) -> str:
    return _sentences(language()).npgettext(context, singular, plural, n)
