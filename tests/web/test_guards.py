"""What stands around every route: closing headers, and a bound on what is sent."""

from __future__ import annotations

import httpx
import pytest

from tests.web.conftest import Browser


def test_a_page_of_what_went_wrong_is_as_closed_as_any_other(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: object, **more: object) -> httpx.Response:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("app.web.identity.visitors.account_of", breaks)
    answer = browser().get("/")
    assert answer.status_code == 500
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
