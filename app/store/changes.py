"""Hearing of what other processes appended to the same PostgreSQL.

After each durable append a notification (plan id, sequence number) goes out in a transaction of its own; many
appends in a row are told as one. A notification is a hint and may be lost: a listener also looks once a second
where its plans stand. With SQLite there is no other process, and nothing is ever heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, bindparam, text
from sqlalchemy.engine import URL

from app.session.journal import JournalError
from app.store.transaction import transaction
from app.store.writer import Writer

if TYPE_CHECKING:
    import psycopg

CHANNEL = "stratroom_log"
POLL_SECONDS = 1.0

NOTIFY = text("SELECT pg_notify(:channel, :said)")
STANDINGS = text("SELECT id, seq FROM plan WHERE id IN :plans").bindparams(bindparam("plans", expanding=True))


@dataclass(frozen=True, slots=True)
class Changed:
    """The log of `plan` goes on to at least `last`."""

    plan: str
    last: int


class Announcer:
    """Tells other processes. `appended` is called on the writer thread, behind each append."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._untold: dict[str, int] = {}

    def appended(self, plan: str, last: int) -> None:
        """Tell of it behind the appends that wait now, so that a burst is told once."""
        first = not self._untold
        self._untold[plan] = last
        if first:
            self._writer.soon(self._tell)

    def _tell(self) -> None:
        untold, self._untold = self._untold, {}
        said = [{"channel": CHANNEL, "said": f"{last} {plan}"} for plan, last in untold.items()]
        try:
            with transaction(self._engine) as connection:
                connection.execute(NOTIFY, said)
        except JournalError:
            # The append stands; listeners see it within a second by looking.
            return


async def changes(
    engine: Engine, writer: Writer, watched: Callable[[], Collection[str]]
) -> AsyncIterator[Changed]:
    """What was appended to the plans that `watched()` names, by whomever; a plan's `last` only grows.

    Goes on through outages of the database. Ends when the caller stops iterating.
    """
    if engine.dialect.name != "postgresql":
        await asyncio.Event().wait()
    # Here and not at the head, as below: a store in a file does without PostgreSQL's driver.
    import psycopg

    known: dict[str, int] = {}
    while True:
        try:
            async with await _listening(engine.url) as connection:
                while True:
                    # Silence may mean that a notification was lost, so look; in a busy room every change is
                    # followed by another that makes up for it.
                    heard = await _heard(connection) or await _looked(engine, writer, watched())
                    for change in _news(heard, known, watched()):
                        yield change
        except (psycopg.OperationalError, JournalError):
            await asyncio.sleep(POLL_SECONDS)


def _news(heard: list[Changed], known: dict[str, int], watched: Collection[str]) -> list[Changed]:
    news: list[Changed] = []
    for change in heard:
        if change.plan in watched and change.last > known.get(change.plan, -1):
            known[change.plan] = change.last
            news.append(change)
    return news


async def _listening(url: URL) -> psycopg.AsyncConnection[Any]:
    import psycopg

    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(plain, autocommit=True, connect_timeout=5)
    await connection.execute(f"LISTEN {CHANNEL}")
    return connection


async def _heard(connection: psycopg.AsyncConnection[Any]) -> list[Changed]:
    heard: list[Changed] = []
    # After the first, take what else has come; then let the caller act.
    async for notice in connection.notifies(timeout=POLL_SECONDS, stop_after=1):
        last, _, plan = notice.payload.partition(" ")
        heard.append(Changed(plan, int(last)))
    return heard


async def _looked(engine: Engine, writer: Writer, plans: Collection[str]) -> list[Changed]:
    if not plans:
        return []

    def look() -> list[Changed]:
        with transaction(engine, reading=True) as connection:
            found = connection.execute(STANDINGS, {"plans": list(plans)})
            return [Changed(plan, seq) for plan, seq in found]

    return await writer.run(look)
