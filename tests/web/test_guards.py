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


def test_more_than_a_route_could_want_is_refused(browser: Browser) -> None:
    """In fields that are each small enough, and in pieces without a length: what counts is what comes."""
    fields = [f"&field{n}=".encode() + b"x" * 290_000 for n in range(4)]
    told = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser().post("/join", content=iter(fields), headers=told)
    assert answer.status_code == 413
    assert "content-security-policy" in answer.headers


def test_a_document_may_be_larger_than_a_form(browser: Browser) -> None:
    answer = browser().post("/api/verify", content=b"no PDF" * 300_000)
    assert (answer.status_code, answer.json()["state"]) == (200, "unknown")


def test_a_form_of_many_fields_is_refused(browser: Browser) -> None:
    assert browser().post("/join", data={f"field{n}": "x" for n in range(300)}).status_code in (400, 413)
