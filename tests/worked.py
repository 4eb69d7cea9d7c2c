"""The worked account in a folder of one's own: filled once by each process that tests, and copied for each test.

It is filled as `stratroom demo` does it; the command itself has tests that start it.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.cli.demo.fill import Demo, fill
from app.formats import load
from app.store.store import Store
from app.web.drawing import ROOT


def worked_account(data: Path, *, canaries: bool = False, format_: str = "strat-for-nat") -> Demo:
    """The demo in an empty folder, made if it is not there. `format_`: id of the day's format."""
    files, demo = _filled(canaries, format_)
    data.mkdir(parents=True, exist_ok=True)
    for name, held in files.items():
        (data / name).write_bytes(held)
    return copy.deepcopy(demo)


@functools.cache
def _filled(canaries: bool, format_: str) -> tuple[dict[str, bytes], Demo]:
    """The files of the closed store by name, and what is in it."""
    now = time.time_ns() // 1_000_000
    with tempfile.TemporaryDirectory(prefix="worked-") as folder:
        store = Store.open(Path(folder) / "stratroom.db")
        try:
            filling = fill(store, load(ROOT / "workshops")[format_], members=0, canaries=canaries, now=now)
            # A browser test has a loop of its own in this thread.
            with ThreadPoolExecutor(1) as beside:
                demo = beside.submit(asyncio.run, filling).result()
        finally:
            store.close()
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}, demo
