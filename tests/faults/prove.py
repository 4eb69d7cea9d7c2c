"""`bin/prove SUITE --minutes N`: a fault suite with ever new seeds; counts are added up in a file.

A seed that finds something is printed and kept: it becomes a test.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from tests.faults import kill
from tests.faults.kill import Tally

ROUND = 10
"""Kills in one plan before a new one begins."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/prove", description="Fault suites with new seeds.")
    parser.add_argument("suite", choices=["kill"])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument(
        "--into", type=Path, default=Path("data/proof.json"), help="where counts are added up"
    )
    asked = parser.parse_args()
    book = _book(asked.into)
    until = time.monotonic() + asked.minutes * 60
    clean = True
    while time.monotonic() < until:
        seed = secrets.randbelow(2**32)
        with tempfile.TemporaryDirectory(prefix="prove-") as folder:
            tally = kill.run(Path(folder), seed, ROUND)
        clean = clean and tally.clean
        _enter(book, asked.suite, tally, seed)
        asked.into.parent.mkdir(parents=True, exist_ok=True)
        asked.into.write_text(json.dumps(book, indent=2) + "\n")
        sys.stdout.write(f"seed {seed}: {tally}\n")
    return 0 if clean else 1


def _book(path: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(path.read_text()) if path.exists() else {}
    return found


def _enter(book: dict[str, dict[str, object]], suite: str, tally: Tally, seed: int) -> None:
    page = book.setdefault(suite, {**asdict(Tally()), "failing_seeds": []})
    for name, count in asdict(tally).items():
        page[name] = int(str(page[name])) + count
    failing = page["failing_seeds"]
    if not tally.clean and isinstance(failing, list):
        failing.append(seed)


if __name__ == "__main__":
    raise SystemExit(main())
