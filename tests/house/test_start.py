"""A start loads what the first request needs and no more: people wait for it in front of a black terminal.

What is loaded is asked of a process of its own; how long it takes is the machine's matter.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app.store import Store
from app.web.identity.passwords import NOBODYS, _hasher

LATER = {
    "app.cli.demo.fill": "nobody asked for the worked account",
    "alembic": "the tables are as they should be",
    "babel.messages": "nobody has spoken Dutch yet",
    "cryptography.x509": "nothing is sealed yet",
    "fontTools": "the press is a process of its own",
    "markdown_it": "no format's text was read yet",
    "prometheus_client": "nobody has asked for /metrics",
    "psycopg": "the store is a file",
    "pyhanko": "the press is a process of its own",
    "rich": "commands say plain words",
    "weasyprint": "the press is a process of its own",
}
"""What a second start must not load, and why not."""

START = """
import json, sys
from pathlib import Path
from app.cli.groups import commands
from app.main import compose
from app.settings import Settings
compose(Settings(data=Path(sys.argv[1])))
print(json.dumps(sorted(sys.modules)))
"""


def test_a_command_loads_neither_the_server_nor_a_store_before_it_needs_one() -> None:
    root = Path(__file__).parents[2]
    asks = "import sys, app.cli.groups; print([m for m in ('sqlalchemy', 'fastapi', 'app.store') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asks], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_a_second_start_loads_nothing_that_can_wait(tmp_path: Path) -> None:
    Store.open(tmp_path / "stratroom.db").close()
    root = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(said.stdout))
    assert {why for name, why in LATER.items() if name in loaded} == set()


def test_the_hash_that_stands_in_for_unknown_logins_takes_as_long_as_a_real_one() -> None:
    assert not _hasher.check_needs_rehash(NOBODYS)
