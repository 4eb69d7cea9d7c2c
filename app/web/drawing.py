"""Templates to bytes. Equal views have equal bytes, so a piece that was drawn once is not drawn again.

The memo is shared by all audiences and plans: what two audiences see alike is drawn once for both. Views are values
that hold everything a template uses; the language is the only thing beside them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from app.activities.contract import Lists, Piece
from app.i18n import install, is_language, use_language
from app.live.page import Fragment, Page
from app.web import findings
from app.web.prose import prose
from app.web.words import FILTERS

ROOT = Path(__file__).resolve().parents[2]
KEPT = 50_000
"""Drawn pieces kept: a few hundred bytes each."""


def environment() -> jinja2.Environment:
    """Where templates are found: `templates/`, and each activity's own under `activities/<name>/`."""
    activities = jinja2.FileSystemLoader(ROOT / "app" / "activities")
    loaders: dict[str, jinja2.BaseLoader] = {"activities": activities}
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [jinja2.FileSystemLoader(ROOT / "templates"), jinja2.PrefixLoader(loaders)]
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install(made)
    made.filters.update({**FILTERS, **findings.FILTERS, "prose": prose})
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Drawn(Page):
    """A page, and the pieces that it was drawn from."""

    language: str
    pieces: Mapping[str, Piece]


class Drawing:
    def __init__(self, templates: jinja2.Environment) -> None:
        self.templates = templates
        self._memo: OrderedDict[tuple[str, Piece], Fragment] = OrderedDict()

    def fragment(self, piece: Piece, language: str) -> Fragment:
        """The piece's bytes in a language."""
        key = (language, piece)
        drawn = self._memo.get(key)
        if drawn is None:
            drawn = self._memo[key] = Fragment.of(piece.id, self._draw(piece, language))
            if len(self._memo) > KEPT:
                self._memo.popitem(last=False)
        else:
            self._memo.move_to_end(key)
        return drawn

    def page(self, lists: Lists, language: str, previous: Page | None = None) -> Page:
        """A page of pieces; those that are the very same as in `previous`, in the same language, are taken over.

        Raises ValueError where a piece stands in two lists.
        """
        pieces = {piece.id: piece for listed in lists.values() for piece in listed}
        fragments = self._fragments(pieces, language, previous)
        page = Page.of(fragments, {id_: tuple(piece.id for piece in listed) for id_, listed in lists.items()})
        return Drawn(page.entries, page.order, page.version, language, pieces)

    def _fragments(
        self, pieces: Mapping[str, Piece], language: str, previous: Page | None
    ) -> Iterator[Fragment]:
        known: Mapping[str, Piece] = {}
        held: Mapping[str, Fragment] = {}
        if isinstance(previous, Drawn) and previous.language == language:
            known, held = previous.pieces, previous.entries
        for id_, piece in pieces.items():
            yield held[id_] if known.get(id_) is piece else self.fragment(piece, language)

    def _draw(self, piece: Piece, language: str) -> bytes:
        spoken = language if is_language(language) else "en"
        with use_language(spoken):
            text = self.templates.get_template(piece.template).render(view=piece.view, id=piece.id)
        return text.strip().encode()


def whole(page: Page, top: Iterable[str], others: Iterable[Page] = ()) -> Mapping[str, str]:
    """The HTML inside each list of `top`, with the lists inside filled in: what the first page holds.

    `others`: pages whose lists stand inside fragments of this one, such as a person's own.
    """
    pages = (page, *others)
    return {list_: _filled(pages, list_) for list_ in top}


def _filled(pages: tuple[Page, ...], list_: str) -> str:
    found = next((page for page in pages if list_ in page.order), None)
    if found is None:
        return ""
    return "".join(_with_lists(pages, found.entries[id_].body.decode()) for id_ in found.order[list_])


def _with_lists(pages: tuple[Page, ...], html: str) -> str:
    """Fill `<ol data-list="x" …></ol>` of a fragment with what stands in list x."""
    parts = html.split('data-list="')
    for at in range(1, len(parts)):
        list_, _, rest = parts[at].partition('"')
        opening, close, after = rest.partition(">")
        parts[at] = f'{list_}"{opening}{close}{_filled(pages, list_)}{after}'
    return 'data-list="'.join(parts)
