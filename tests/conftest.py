"""What all tests have in common: how long hypothesis may look, one set of certificates for all clients, their order."""

from __future__ import annotations

import functools
import os
import ssl
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# The same examples on every run: a test that fails on a push must fail again on the developer's machine.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""Without explaining: it runs a long history thousands of times to say what the shrunk one says already."""
settings.register_profile(
    "ci",
    phases=QUICK,
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search", phases=QUICK, max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

os.environ.setdefault(
    "STRATROOM_HOSTS", "room.test"
)  # of tests in Chromium; servers beside us hear of it too

pytest_plugins = ["tests.postgres"]

settings.load_profile(os.environ.get("STRATROOM_HYPOTHESIS", "ci"))

# Every httpx client reads all certificates of the world anew, 50 ms of processor each; those of the tests speak to
# this machine over plain HTTP, a thousand times a run.
ssl.create_default_context = functools.cache(ssl.create_default_context)

LONGEST = (
    "documents/test_print.py",
    "web/test_signing.py",
    "cli/test_serve.py",
    "abuse/test_matrix.py",
    "store/test_journal_contract.py",
    "store/test_crash.py",
    "faults/test_outages.py",
    "documents/test_press.py",
    "abuse/test_fuzz.py",
    "abuse/test_twins.py",
    "web/test_customers_bytes.py",
    "faults/test_networks.py",
    "faults/test_kill.py",
    "cli/test_erasing.py",
    "cli/test_users.py",
    "store/test_beside_the_log.py",
    "documents/test_verify.py",
    "cli/test_copies.py",
    "abuse/test_schema.py",
    "abuse/test_erased.py",
    "faults/test_damage.py",
    "abuse/test_anonymity.py",
    "browser/test_the_day.py",
    "browser/test_phone_everywhere.py",
    "browser/test_console_day.py",
    "browser/test_live_page.py",
    "browser/test_board.py",
    "browser/test_phone_story.py",
    "browser/test_markup.py",
    "browser/test_people.py",
    "browser/test_phone_typing.py",
)
"""Files that take longest, in that order. They begin first: begun last, one of them would run alone in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; within a file, and among the others, as they stand."""
    here = Path(__file__).parent
    order = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(LONGEST)))
