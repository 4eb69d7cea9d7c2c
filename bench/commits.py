"""`python -m bench.commits FILE COUNT`: commits of one edit's size, as durable as the product's; milliseconds of each."""

from __future__ import annotations

import sqlite3
import sys
import time


def main(file: str, count: int) -> None:
    store = sqlite3.connect(file, isolation_level=None)
    store.execute("pragma journal_mode=wal")
    store.execute("pragma synchronous=full")
    store.execute("create table if not exists log (seq integer primary key, body blob not null)")
    for number in range(count):
        began = time.perf_counter()
        store.execute("begin immediate")
        store.execute("insert into log (body) values (?)", (f"{number:08d}".encode() * 50,))
        store.execute("commit")
        sys.stdout.write(f"{(time.perf_counter() - began) * 1000:.4f}\n")
        time.sleep(0.002)  # a burst would find the disk awake


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
