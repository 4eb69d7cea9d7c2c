"""What Prometheus is told, and only Prometheus."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.serving import serving
from tests.worked import worked_account


def test_numbers_are_told_to_who_has_the_token_and_names_to_nobody(tmp_path: Path) -> None:
    demo = worked_account(tmp_path)
    with serving(tmp_path, metrics_token="a-token-of-the-administrators") as served:
        served.do(served.site.rooms.get(demo.plan))
        address = f"{served.url}/metrics"
        told = httpx.get(address, headers={"authorization": "Bearer a-token-of-the-administrators"})
        assert told.status_code == 200
        assert told.headers["content-type"].startswith("text/plain")
        assert "stratroom_open_plans 1.0" in told.text
        assert not [guest.seat.name for guest in demo.guests if guest.seat.name in told.text]
        assert httpx.get(address).status_code == 403
        assert httpx.get(address, headers={"authorization": "Bearer another"}).status_code == 403


def test_without_a_token_the_page_does_not_exist(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        assert httpx.get(f"{served.url}/metrics").status_code == 404
