"""What changed in the plan since somebody last had a hand in it, for one who is asked to sign.

The log is walked once per frozen version, beside everybody else: for each signatory, the plan as it was when their
last own act was done. Both moments are looked at through the edition they sign, so a customer is told of nothing but
what changed for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.activities.contract import Moment
from app.domain import events as ev
from app.domain.evolve import evolve
from app.domain.fields import Value
from app.domain.kinds import TREE
from app.domain.projection import Node, Projection, project
from app.domain.secrecy import Viewer
from app.domain.state import EMPTY, PlanState
from app.i18n import formats
from app.i18n import gettext as _
from app.session import codec
from app.session.journal import Stored
from app.session.replay import read_all
from app.store.store import Store
from app.web import words

COMPARED = (*TREE, "constraint")
SILENT = frozenset(
    {"status", "read_from", "counts", "side", "phasing", "margin_phasing", "metric", "comparator", "unit"}
)
"""Not told apart: what goes on changing, what only remembers, and what the line's words say anyway."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The plan as somebody last left it."""

    at: int
    state: PlanState


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words: `same`, `new` or `gone`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    id: str
    kind: str
    number: str
    parts: tuple[Part, ...]
    fields: tuple[tuple[str, str, str], ...]
    """Name, before, now, as people read them."""
    what: str
    """`new`, `gone` or `changed`."""
    by: str
    """Who changed it last; empty where this edition may not know."""
    theirs: bool
    at: int | None


class LastSeen:
    """Everybody's last own act before a version was frozen. Belongs to an open plan, and goes with it."""

    def __init__(self, store: Store, plan: str) -> None:
        self._store = store
        self._plan = plan
        self._found: dict[int, asyncio.Task[Mapping[str, Seen]]] = {}

    async def before(self, version: int) -> Mapping[str, Seen]:
        """By person. Raises NotSaved."""
        found = self._found.get(version)
        if found is None or (found.done() and (found.cancelled() or found.exception())):
            # What was frozen before is asked for no more.
            self._found = {version: (found := asyncio.create_task(self._look(version)))}
        return await asyncio.shield(found)

    async def _look(self, version: int) -> Mapping[str, Seen]:
        stored = await read_all(self._store, self._store.journal, self._plan)
        return await asyncio.to_thread(_walk, stored, version)


def _walk(stored: Sequence[Stored], version: int) -> Mapping[str, Seen]:
    found: dict[str, Seen] = {}
    state = EMPTY
    for each in stored:
        event = codec.decode(each.entry)
        if isinstance(event, ev.Frozen) and event.version == version:
            break
        state = evolve(state, event, codec.meta(each))
        if each.entry.person is not None:
            found[each.entry.person] = Seen(each.entry.at, state)
    return found


def between(seen: Seen, moment: Moment) -> tuple[Change, ...]:
    """What is different in this moment's edition, in the order of the plan. In the language being spoken."""
    return compared(project(seen.state, Viewer(moment.edition)), moment)


def compared(before: Projection, moment: Moment) -> tuple[Change, ...]:
    """What is different in `moment` from `before`, the same edition, in the order of the plan."""
    return tuple(_changes(before, moment))


def _changes(before: Projection, moment: Moment) -> Iterator[Change]:
    now = moment.projection
    for node in now.walk(None):
        if node.kind not in COMPARED:
            continue
        old = before.get(node.id)
        parts = _words(old.statement if old else "", node.statement)
        fields = tuple(_fields(old, node, moment)) if old else ()
        if old is None or fields or any(part.kind != "same" for part in parts):
            yield _change(moment, node, parts, fields, "changed" if old else "new")
    for old in before.walk(None):
        if old.kind in COMPARED and old.id not in now:
            yield Change(
                old.id, old.kind, old.number, (Part("gone", old.statement),), (), "gone", "", False, None
            )


def _change(
    moment: Moment, node: Node, parts: tuple[Part, ...], fields: tuple[tuple[str, str, str], ...], what: str
) -> Change:
    stamp = node.stamp
    by = moment.people.get(stamp.person or "") if stamp else None
    return Change(
        id=node.id,
        kind=node.kind,
        number=node.number,
        parts=parts,
        fields=fields,
        what=what,
        by=moment.name(by.id) if by else "",
        theirs=by is not None and by.side == "theirs",
        at=stamp.at if stamp else None,
    )


def _words(old: str, new: str) -> tuple[Part, ...]:
    if old == new:
        return (Part("same", new),)
    a, b = old.split(), new.split()
    parts: list[Part] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", " ".join(a[a1:a2])))
            continue
        parts += [Part(kind, " ".join(run)) for kind, run in (("gone", a[a1:a2]), ("new", b[b1:b2])) if run]
    return tuple(parts)


def _fields(old: Node, new: Node, moment: Moment) -> Iterator[tuple[str, str, str]]:
    names = [name for name in {**old.fields, **new.fields} if name not in SILENT]
    for name in names:
        if name in ("statement", "wording") or old.fields.get(name) == new.fields.get(name):
            continue
        yield _label(name), _told(old, name, moment), _told(new, name, moment)


def _label(name: str) -> str:
    labels = {
        "target": _("target"),
        "baseline": _("now"),
        "source": _("source"),
        "date": _("by"),
        "due": _("by"),
        "accountable": _("answers for it"),
        "responsible": _("does it"),
        "constraint": _("constraint"),
        "scope": _("scope"),
        "scope_kind": _("scope"),
        "sales": _("sales"),
        "margin": _("margin"),
        "last_sales": _("sales last year"),
        "last_margin": _("margin last year"),
    }
    return labels.get(name, name)


def _told(node: Node, name: str, moment: Moment) -> str:
    value: Value = node.fields.get(name)
    if value is None or value == "":
        return _("nothing")
    match name:
        case "accountable" | "responsible":
            return moment.name(value) or _("nobody")
        case "date" | "due":
            return words.short_day(value)
        case "sales" | "last_sales" if isinstance(value, int):
            account = moment.projection.account
            return formats.short_money(value, (account.text("currency") if account else "") or "EUR")
        case "target" | "baseline":
            amount = formats.quantity(str(value), node.text("unit"))
            sign = words.comparator(node.fields.get("comparator")) if name == "target" else ""
            return f"{sign} {amount}".strip()
        case "margin" | "last_margin":
            return formats.percent(str(value))
        case "scope_kind":
            return words.scope_kind(value)
        case "constraint":
            found = moment.projection.get(str(value))
            return found.statement if found else _("nothing")
        case _:
            return str(value)
