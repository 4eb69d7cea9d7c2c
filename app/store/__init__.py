"""The store: the log of every plan and the few tables beside it, on SQLite or PostgreSQL.

    store = Store.open(data / "stratroom.db")            # or Store.open("postgresql://…")
    last = await store.run(lambda: store.journal.append(plan, after, entries))
    person = await store.write(lambda rows: people.add(rows, …))
    plans_ = await store.read(lambda rows: grants.plans_of(rows, user))
    store.close()

Opening takes the file's lock (SQLite), brings the tables up to date and starts the one writer thread on which
everything here runs. Code on the event loop awaits `run`, `write` and `read`; commands without a loop use `call`,
`write_now` and `read_now`. A function given to `write` is one transaction: all of it is stored, or none.

- `journal`: the log, on the path of every edit (`app.session.journal.Journal`).
- Repositories, a module per noun, functions on an open session of rows: `plans`, `people`, `sessions`, `users`,
  `grants`, `invitations`, `held_notes`, `sealed`, `settings`.
- `verify`, `back_up`, `restore`, `dump`, `load`, `export`, `erase_person`: what administrators do.
- `changes`: what other processes appended.

Whoever asks gets NotSaved (nothing was written: a code says why) or OutcomeUnknown (read before deciding), never
a driver's error for an outage. The store knows no event, no right and no screen; it is called by the session
(through its journal), web, the CLI, and nobody in live or documents.
"""

from __future__ import annotations

from app.store.erasure import REDACTED
from app.store.lock import StoreInUse
from app.store.migrate import StoreTooNew
from app.store.store import Store

__all__ = ["REDACTED", "Store", "StoreInUse", "StoreTooNew"]
