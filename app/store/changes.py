"""Hearing of what other processes appended to the same PostgreSQL, and what else they have to say.

After each durable append a notification (plan id, sequence number) goes out in a transaction of its own; many
appends in a row are told as one. A notification is a hint and may be lost: a listener also looks once a second
where its plans stand. Beside the log there are words: somebody was signed out, a name was changed, look again. They
are hints too: `Deaf` says that some may have been missed, and the listener asks for what it has to know. With SQLite
there is no other process, and nothing is ever heard.
"""

from __future__ import annotations

import asyncio
import time
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
WORDS = "stratroom_word"
POLL_SECONDS = 1.0

# A hint need not outlive a crash: without waiting for the disk, the next group does not wait for it either.
NOTIFY = text("SELECT pg_notify(:channel, :said), set_config('synchronous_commit', 'off', true)")
STANDINGS = text("SELECT id, seq FROM plan WHERE id IN :plans").bindparams(bindparam("plans", expanding=True))


@dataclass(frozen=True, slots=True)
class Changed:
    """The log of `plan` goes on to at least `last`."""

    plan: str
    last: int


@dataclass(frozen=True, slots=True)
class Word:
    """What a server tells the others beside the log. Never anything that people wrote."""

    server: str
    what: str
    about: str
    """Ids, separated by spaces."""


@dataclass(frozen=True, slots=True)
class Deaf:
    """Nothing was heard for a while, at the start too: words may have been missed."""


Heard = Changed | Word | Deaf


class Announcer:
    """Tells other processes. `appended` is called on the writer thread, behind each append."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._untold: dict[str, int] = {}
        self._words: dict[Word, None] = {}

    def say(self, word: Word) -> None:
        """Tell the other servers, behind what waits now. From any thread."""
        self._writer.soon(lambda: self._said(word))

    def _said(self, word: Word) -> None:
        first = not self._untold and not self._words
        self._words[word] = None
        if first:
            self._writer.soon(self._tell)

    def appended(self, plan: str, last: int) -> None:
        """Tell of it behind the appends that wait now, so that a burst is told once."""
        first = not self._untold and not self._words
        self._untold[plan] = last
        if first:
            self._writer.soon(self._tell)

    def _tell(self) -> None:
        untold, self._untold = self._untold, {}
        words, self._words = self._words, {}
        said = [{"channel": CHANNEL, "said": f"{last} {plan}"} for plan, last in untold.items()]
        said += [{"channel": WORDS, "said": f"{word.server} {word.what} {word.about}"} for word in words]
        try:
            with transaction(self._engine) as connection:
                connection.execute(NOTIFY, said)
        except JournalError:
            # The append stands; listeners see it within a second by looking.
            return


async def changes(
    engine: Engine, writer: Writer, watched: Callable[[], Collection[str]]
) -> AsyncIterator[Heard]:
    """What was appended to the plans that `watched()` names, by whomever (a plan's `last` only grows), and every word.

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
                yield Deaf()
                look_at = 0.0
                while True:
                    heard = await _heard(connection, look_at - time.monotonic())
                    if time.monotonic() >= look_at:
                        # A notification may have been lost, so look; words alone make up for nothing.
                        heard += await _looked(engine, writer, watched())
                        look_at = time.monotonic() + POLL_SECONDS
                    for each in _news(heard, known, watched()):
                        yield each
        except (psycopg.OperationalError, JournalError):
            await asyncio.sleep(POLL_SECONDS)


def _news(
    heard: list[Changed | Word], known: dict[str, int], watched: Collection[str]
) -> list[Changed | Word]:
    news: list[Changed | Word] = []
    for each in heard:
        if isinstance(each, Word):
            news.append(each)
        elif each.plan in watched and each.last > known.get(each.plan, -1):
            known[each.plan] = each.last
            news.append(each)
    return news


async def _listening(url: URL) -> psycopg.AsyncConnection[Any]:
    import psycopg

    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(plain, autocommit=True, connect_timeout=5)
    for channel in (CHANNEL, WORDS):
        await connection.execute(f"LISTEN {channel}")
    return connection


async def _heard(connection: psycopg.AsyncConnection[Any], within: float) -> list[Changed | Word]:
    heard: list[Changed | Word] = []
    # After the first, take what else has come; then let the caller act.
    async for notice in connection.notifies(timeout=max(0.0, within), stop_after=1):
        if notice.channel == WORDS:
            server, what, about = notice.payload.split(" ", 2)
            heard.append(Word(server, what, about))
        else:
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
