"""Templates to bytes. Equal views have equal bytes, so a piece that was drawn once is not drawn again.

The memo is shared by all audiences and plans: what two audiences see alike is drawn once for both. Views are values
that hold everything a template uses; the language is the only thing beside them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2

from app.activities.contract import Piece, Sheaf
from app.i18n import install, is_language, use_language
from app.live.page import Fragment, Page
from app.web import findings, logic_words, readiness_words
from app.web.files import files
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
        # A server runs the templates that it was started with: looking for newer ones costs every piece two system calls.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install(made)
    made.globals["static"] = files().address
    made.filters["readiness"] = readiness_words.question
    made.filters.update({**FILTERS, **logic_words.FILTERS, **findings.FILTERS, "prose": prose})
    return made


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a page was drawn from."""

    language: str
    sheaf: Sheaf


EMPTY = Sheaf({})


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

    def page(self, sheaf: Sheaf, language: str, previous: Page | None = None) -> Page:
        """The page of a sheaf; where it is the very same as in `previous`, in the same language, that is taken over.

        Raises ValueError where a piece stands in two lists.
        """
        basis = _Basis(language, sheaf)
        if previous is None or not isinstance(previous.basis, _Basis) or previous.basis.language != language:
            listed = _Lists(EMPTY, sheaf).new
            fragments = [self.fragment(piece, language) for pieces in listed.values() for piece in pieces]
            return Page.of(fragments, {id_: _ids(pieces) for id_, pieces in listed.items()}, basis)
        return self._followed(previous, _Lists(previous.basis.sheaf, sheaf), basis)

    def _followed(self, previous: Page, lists: _Lists, basis: _Basis) -> Page:
        old, new = _by_id(lists.old), _by_id(lists.new)
        twice = [id_ for id_ in new if id_ in previous.entries and id_ not in old]
        if twice or len(new) != sum(map(len, lists.new.values())):
            raise ValueError(f"in two lists: {twice}")
        put = [self.fragment(piece, basis.language) for id_, piece in new.items() if old.get(id_) != piece]
        order: dict[str, tuple[str, ...] | None] = dict.fromkeys(lists.old)
        order.update((id_, _ids(pieces)) for id_, pieces in lists.new.items())
        return previous.followed(put, [id_ for id_ in old if id_ not in new], order, basis)

    def _draw(self, piece: Piece, language: str) -> bytes:
        spoken = language if is_language(language) else "en"
        with use_language(spoken):
            text = self.templates.get_template(piece.template).render(view=piece.view, id=piece.id)
        return text.strip().encode()


class _Lists:
    """The lists that are not the same in one sheaf and in another. What is the very same is not looked into."""

    def __init__(self, old: Sheaf, new: Sheaf) -> None:
        self.old: dict[str, tuple[Piece, ...]] = {}
        self.new: dict[str, tuple[Piece, ...]] = {}
        self._compare(old, new)

    def _compare(self, old: Sheaf, new: Sheaf) -> None:
        if old is new:
            return
        self.old.update((id_, was) for id_, was in old.lists.items() if new.lists.get(id_) is not was)
        self.new.update((id_, now) for id_, now in new.lists.items() if old.lists.get(id_) is not now)
        if old.below is new.below:
            return
        before, stays = set(map(id, old.below)), set(map(id, new.below))
        named = {each.name: each for each in old.below if id(each) not in stays}
        for each in new.below:
            if id(each) not in before:
                self._compare(named.pop(each.name, EMPTY), each)
        for each in named.values():
            self._compare(each, EMPTY)


def _ids(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple(piece.id for piece in pieces)


def _by_id(lists: Mapping[str, tuple[Piece, ...]]) -> dict[str, Piece]:
    return {piece.id: piece for pieces in lists.values() for piece in pieces}


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
