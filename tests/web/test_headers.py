"""Headers on every answer, whatever it is: pages, answers for programs, files, redirects, errors."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.conftest import Browser, Office

CLOSED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def policy(answer: httpx.Response) -> dict[str, list[str]]:
    """The directives of the one policy that there is."""
    (said,) = answer.headers.get_list("content-security-policy")
    parts = (part.split() for part in said.split(";"))
    return {name: sources for name, *sources in parts}


def assert_closed(answer: httpx.Response, about: str) -> None:
    for name, value in CLOSED.items():
        assert answer.headers.get_list(name) == [value], (about, name)
    told = policy(answer)
    assert told["default-src"] == ["'none'"], about
    assert told["base-uri"] == ["'none'"], about
    assert told["frame-ancestors"] == ["'self'"], about
    (own, nonce) = told["script-src"]
    assert own == "'self'"
    assert re.fullmatch(r"'nonce-[A-Za-z0-9_-]{22,}'", nonce), about
    for name, sources in told.items():
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set(sources), (about, name)
    assert all(set(sources) <= {"'self'", "'none'", "data:", nonce} for sources in told.values()), about
    assert "data:" not in told["script-src"]
    assert "server" not in answer.headers, "nobody needs to know what serves"


def test_every_answer_is_closed(office: Office, browser: Browser) -> None:
    stranger = browser()
    for path in (
        "/join", "/login", "/board", "/verify", "/healthz", "/readyz", "/nothing", "/static/icon.svg", "/static/nothing",
        "/api/plans/none", "/metrics", "/me/none", "/p/none/history", "//two//slashes",
    ):  # fmt: skip
        assert_closed(stranger.get(path, follow_redirects=False), path)
    for path in ("", "/console", "/board", "/roster", "/history", "/bin", "/settings", "/door", "/check", "/you", "/sign",
                 "/qr/join.svg", "/document/none.pdf"):  # fmt: skip
        assert_closed(office.client.get(f"/p/{office.plan}{path}", follow_redirects=False), path)
    for method, path, how in (
        ("POST", "/join", {"content": b"x" * 2_000_000}),
        ("POST", "/join", {"headers": {"origin": "https://evil.example"}}),
        ("DELETE", "/join", {}),
        ("GET", "/join", {"headers": {"host": "evil.example"}}),
    ):
        answer = stranger.request(method, path, follow_redirects=False, **how)
        assert answer.status_code >= 400
        assert_closed(answer, f"{method} {path} {answer.status_code}")


def test_each_page_has_a_nonce_of_its_own_and_no_script_or_style_without(office: Office) -> None:
    nonces = set()
    for _ in range(3):
        answer = office.client.get(f"/p/{office.plan}")
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
        assert nonce is not None
        nonces.add(nonce[1])
        for tag in re.findall(r"<script\b[^>]*>", answer.text):
            data = 'type="application/json"' in tag  # runs nothing
            assert data or "src=" in tag or f'nonce="{nonce[1]}"' in tag, tag
        assert not re.search(r"\sstyle=|<style\b|\son[a-z]+=", answer.text)
    assert len(nonces) == 3


@pytest.mark.parametrize("path", ["/join", "/p/{plan}", "/p/{plan}/roster", "/nothing"])
def test_pages_are_kept_nowhere(office: Office, path: str) -> None:
    assert office.client.get(path.format(plan=office.plan)).headers["cache-control"] == "no-store"
