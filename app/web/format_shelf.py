"""The formats that a plan can be made with: those that come with Stratroom, and those that facilitators made.

Our own are kept as the text of their file in the store, so that every server of an installation has them and a backup
holds them. One that an update has made unusable stays where it is, with what is wrong with it, and is not offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.agenda import Format, said
from app.domain.run_sheet import Found, faults
from app.formats import KNOWN, Problem, read, write
from app.formats.sentences import sentence
from app.i18n import language
from app.i18n.formats import kept_together
from app.store import own_formats
from app.store.store import Store
from app.web.identity.devices import now_ms


@dataclass(frozen=True, slots=True)
class Kept:
    """A format of our own, as it is kept."""

    id: str
    text: str
    format: Format | None
    """None where it is no TOML at all."""
    usable: bool


async def own(store: Store) -> tuple[Kept, ...]:
    """All of them, in the order of their ids."""
    kept = await store.read(own_formats.every)
    found = ((id_, text, *_read(text)) for id_, text in kept.items())
    return tuple(Kept(id_, text, format_, right) for id_, text, format_, right in found)


async def offered(store: Store, shipped: Mapping[str, Format]) -> Mapping[str, Format]:
    """What a plan can be made with, by id: ours behind those that come with Stratroom."""
    ours = {each.id: each.format for each in await own(store) if each.usable and each.format is not None}
    return {**shipped, **{id_: each for id_, each in ours.items() if id_ not in shipped}}


async def keep(store: Store, format_: Format) -> None:
    await store.write(lambda rows: own_formats.put(rows, format_.id, write(format_), at=now_ms()))


async def keep_text(store: Store, id_: str, text: str) -> None:
    """As its author wrote it, with its remarks."""
    await store.write(lambda rows: own_formats.put(rows, id_, text, at=now_ms()))


async def forget(store: Store, id_: str) -> None:
    await store.write(lambda rows: own_formats.remove(rows, id_))


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[Format | None, bool]:
    format_, problems = read(text, "")
    return format_, format_ is not None and not problems


def checked(text: str) -> tuple[Format | None, list[Problem]]:
    """What a text holds, and all that is wrong with it, by line. In the language being spoken."""
    return read(text, "")


def of_the_day(day: Format, *, id_: str, version: int, title: str, summary: str) -> Format:
    """A day's agenda as a format of its own: without what was left out, and by another name."""
    tongues = dict.fromkeys(("en", "nl", language()))
    return replace(
        day,
        id=id_,
        version=version,
        title={each: kept_together(title) for each in tongues},
        summary={each: kept_together(summary) for each in tongues},
        steps=tuple(step for step in day.steps if not step.skipped),
    )


def problems(format_: Format) -> tuple[str, ...]:
    """All that is wrong with a format, said with the step that it is about. In the language being spoken."""
    return tuple(f"{_where(format_, found)}{sentence(found)}" for found in faults(format_, KNOWN))


def _where(format_: Format, found: Found) -> str:
    match found.place:
        case ("steps", int(at), *_rest):
            return f"{said(format_.steps[at].title, language()) or format_.steps[at].key}: "
        case _:
            return ""


def key_of(title: str) -> str:
    """A format's id, made of what it is called: `Onze dag` → `onze-dag`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
