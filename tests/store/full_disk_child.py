"""A process whose files may not grow beyond some size: it appends until the disk fails, and says what it heard."""

from __future__ import annotations

import json
import resource
import signal
import sys

from app.session.journal import Entry, JournalError
from app.store import Store, plans

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(sys.argv[1])
store.write_now(lambda rows: plans.create(rows, "plan-1", kind="account", title="Noordzee", at=1))
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
last, answer = 0, ""
try:
    while True:
        entry = Entry("Set", 1, b'"%s"' % (b"x" * 900), 1, "anna", f"c{last}")
        last = store.call(lambda after=last, one=entry: store.journal.append("plan-1", after, [one]))
except JournalError as error:
    answer = type(error).__name__
sys.stdout.write(json.dumps({"acknowledged": last, "answer": answer}))
sys.stdout.flush()
# No closing: a process that ends here leaves the file as a power cut would.
signal.raise_signal(signal.SIGKILL)
