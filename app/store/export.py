"""One plan's log as JSON lines, for people and programs that want to read it without Stratroom.

Pseudonyms, not names. With the salts and hashes, anybody can walk the chain as `app.store.chain` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from app.session.journal import NotSaved
from app.store import chain, log
from app.store.log import RawRow
from app.store.transaction import transaction
from app.store.walk import Damage, judge


@dataclass(frozen=True, slots=True)
class Exported:
    """A plan's log as lines: a header, then one for each entry."""

    lines: Sequence[str]
    damaged: bool
    """The log goes on behind these entries, and is not what was written there."""


def export(engine: Engine, plan: str) -> Exported:
    """The log as far as it is good.

    Raises KeyError if there is no such plan, NotSaved where nothing of it can be read.
    """
    good: list[str] = []
    try:
        for line in lines(engine, plan):
            good.append(line)
    except NotSaved as error:
        if error.reason != "damaged" or not good:
            raise
        return Exported(good, damaged=True)
    return Exported(good, damaged=False)


def lines(engine: Engine, plan: str) -> Iterator[str]:
    """A header (plan, when it was made, its last entry and chain value), then a line per entry.

    Raises KeyError if there is no such plan, NotSaved('damaged') at the first entry that does not hold.
    """
    with transaction(engine, reading=True) as connection:
        standing = log.standing(connection, plan)
        yield _json(
            {
                "plan": plan,
                "created_at": standing.created_at,
                "last": standing.seq,
                "chain": standing.head.hex(),
            }
        )
        before = chain.genesis(plan, standing.created_at)
        for seq, row in enumerate(log.every_row(connection, plan), 1):
            step = judge(row, plan, seq, before)
            if isinstance(step, Damage):
                raise NotSaved("damaged")
            before = step.chain
            yield _line(row)


def _line(row: RawRow) -> str:
    return _json(
        {
            "seq": row.seq,
            "at": row.at,
            "person": row.person,
            "command": row.command,
            "event": row.event,
            "schema": row.schema,
            # As text: parsed and written again it might not be the bytes that were hashed.
            "payload": row.payload.decode(),
            "redacted": bool(row.redacted),
            "salt": row.salt.hex(),
            "digest": row.digest.hex(),
            "chain": row.chain.hex(),
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
