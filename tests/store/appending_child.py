"""A process that appends groups as fast as it can and says after each that it is in the log, until it is killed."""

from __future__ import annotations

import sys

from app.session.journal import Entry
from app.store import Store


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


store = Store.open(sys.argv[1])
last = store.call(lambda: store.journal.last("plan-1"))
say("open")
while True:
    group = [
        Entry("Set", 1, b'"%d"' % number, 1, "anna", f"c{number}") for number in range(last + 1, last + 4)
    ]
    last = store.call(lambda after=last, entries=group: store.journal.append("plan-1", after, entries))
    say(str(last))
