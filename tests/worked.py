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
    return _copied(data, *_filled(canaries, format_, 1))[0]


def worked_accounts(data: Path, count: int) -> list[Demo]:
    """The same, `count` times in one store, each with people of its own."""
    return _copied(data, *_filled(False, "strat-for-nat", count))


def _copied(data: Path, files: dict[str, bytes], demos: list[Demo]) -> list[Demo]:
    data.mkdir(parents=True, exist_ok=True)
    for name, held in files.items():
        (data / name).write_bytes(held)
    return copy.deepcopy(demos)


@functools.cache
def _filled(canaries: bool, format_: str, count: int) -> tuple[dict[str, bytes], list[Demo]]:
    """The files of the closed store by name, and what is in it."""
    now = time.time_ns() // 1_000_000
    with tempfile.TemporaryDirectory(prefix="worked-") as folder:
        store = Store.open(Path(folder) / "stratroom.db")
        try:
            # beside the formats that we ship, those that put to the test what no shipped one has in one place
            formats = {**load(ROOT / "workshops"), **load(ROOT / "tests" / "workshops")}
            format_of = formats[format_]
            demos = []
            # A browser test has a loop of its own in this thread.
            with ThreadPoolExecutor(1) as beside:
                for _ in range(count):
                    filling = fill(store, format_of, members=0, canaries=canaries, now=now)
                    demos.append(beside.submit(asyncio.run, filling).result())
        finally:
            store.close()
        return {file.name: file.read_bytes() for file in Path(folder).iterdir()}, demos
