"""`bin/prove SUITE --minutes N`: a fault suite with ever new seeds; counts are added up in a file.

A suite is a module beside this one with `run(folder: Path, seed: int) -> Tally`: one round in an empty folder that it
may fill, whose every choice comes from `seed`. A seed that finds something is printed and kept: it becomes a test.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import secrets
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Protocol

from tests.faults.tally import Tally

SUITES = {
    "several": "one of three servers on one PostgreSQL dies in a burst",
    "kill": "SIGKILL in the middle of a day: at any moment, and at system calls",
    "histories": "small days with all faults mixed, and a checker of what everybody saw",
    "powercut": "the power goes: disks as they may be found, with torn and missing sectors",
    "outages": "a full disk, a slow one, a clock hours away, a PostgreSQL that crashes",
    "damage": "flipped bits, a server on a damaged log, and a restore drill under load",
    "shuffled": "commands twice, late, in any order, by two ways, and again after a restart",
    "loss": "a third of all packets lost, others late and twice",
    "dark": "lines that say nothing any more, to programs and to a browser",
    "slow_reader": "phones that never read, beside others who do",
    "drain": "SIGTERM in the middle of a burst",
    "back_again": "a thousand phones after a restart",
    "upgrade": "a new program in the middle of a workshop of an old one's",
    "twins": "plans that differ only in what is internal, and what customers hear of either",
    "fuzz": "frames and requests from customers and outsiders who mean no good",
}
"""Module in tests/faults → what it does to the server. Add yours here, and a section to docs/reliability.md."""


class Suite(Protocol):
    def run(self, folder: Path, seed: int) -> Tally: ...


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/prove",
        description="Fault suites with new seeds.",
        epilog="\n".join(f"{name:12} {what}" for name, what in SUITES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("suite", nargs="?", choices=list(SUITES), help="all in turn, where none is named")
    parser.add_argument("--minutes", type=float, default=10, help="for all suites together")
    parser.add_argument("--seed", type=int, help="this round and no other, counted nowhere")
    parser.add_argument(
        "--into", type=Path, default=Path("data/proof.json"), help="where counts are added up"
    )
    asked = parser.parse_args()
    suites = [asked.suite] if asked.suite else list(SUITES)
    if asked.seed is not None:
        found = [name for name in suites if not _said(name, asked.seed, _round(name, asked.seed))]
        return 1 if found else 0
    clean = True
    for name in suites:
        until = time.monotonic() + asked.minutes * 60 / len(suites)
        while time.monotonic() < until:
            seed = secrets.randbelow(2**32)
            tally = _round(name, seed)
            clean = _said(name, seed, tally) and clean
            _enter(asked.into, name, tally, seed)
    return 0 if clean else 1


def _round(name: str, seed: int) -> Tally | None:
    """None where the round itself broke off: that is a finding as well."""
    suite: Suite = importlib.import_module(f"tests.faults.{name}")
    with tempfile.TemporaryDirectory(prefix=f"prove-{name}-", ignore_cleanup_errors=True) as folder:
        tally = None
        try:
            tally = suite.run(Path(folder), seed)
        except Exception:
            traceback.print_exc()
        if tally is None or not tally.clean:
            _keep(Path(folder), Path(tempfile.gettempdir()) / f"found-{name}-{seed}")
        return tally


def _keep(folder: Path, to: Path) -> None:
    """What is left of a round that found something: the store and what the server said."""
    with contextlib.suppress(shutil.Error, FileExistsError):
        shutil.copytree(
            folder, to, ignore=lambda _, names: [each for each in names if each.endswith(".sock")]
        )
    sys.stdout.write(f"  kept in {to}\n")


def _said(name: str, seed: int, tally: Tally | None) -> bool:
    clean = tally is not None and tally.clean
    sys.stdout.write(f"{name} --seed {seed}: {'clean' if clean else 'FOUND'} {tally or 'broke off'}\n")
    sys.stdout.flush()
    return clean


def _enter(into: Path, name: str, tally: Tally | None, seed: int) -> None:
    # Read anew each time: two suites may run at once.
    book = json.loads(into.read_text()) if into.exists() else {}
    page = book.setdefault(name, {})
    page["rounds"] = page.get("rounds", 0) + 1
    if tally is not None:
        for count, value in tally.counts.items():
            page[count] = tally.together(count, page.get(count, 0), value)
    failing = page.setdefault("failing_seeds", [])
    if tally is None or not tally.clean:
        failing.append(seed)
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps(book, indent=2) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
