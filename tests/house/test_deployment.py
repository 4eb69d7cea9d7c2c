"""What the image and the proxy rest on: what is started is in the image, and what is asked for health is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.web.guards import FOR_MACHINES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["Dockerfile", "deploy/Caddyfile"])
def test_what_is_asked_for_health_is_answered_under_any_name(name: str) -> None:
    """A balancer asks each server under that server's own name, which is none that people type."""
    asked = set(re.findall(r"(?:(?<=:8400)|(?<=health_uri ))/\w+", (ROOT / name).read_text()))
    assert asked
    assert asked <= FOR_MACHINES


def test_what_the_image_starts_is_in_it() -> None:
    """And is not left out by .dockerignore."""
    entry = re.search(r'^ENTRYPOINT \["([^"]+)"\]', (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert entry
    left_out = (ROOT / ".dockerignore").read_text().split()
    for needed in (entry[1], "bin/setup", "requirements.txt", "app", "templates", "static", "workshops"):
        assert (ROOT / needed).exists()
        assert needed.split("/")[0] not in left_out
