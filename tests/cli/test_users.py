"""Accounts from the terminal, whether the server runs or not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx

from tests.cli.conftest import Terminal
from tests.serving import serving

FIRST, SECOND = "a door that opens inwards", "a window that stays shut"


def said(process: subprocess.Popen[str], typed: str = "") -> tuple[int, str]:
    """Its exit code and all that it printed."""
    out, err = process.communicate(typed, timeout=60)
    return process.returncode, out + err


def test_an_account_is_made_and_reset_while_the_server_is_down(stratroom: Terminal) -> None:
    add = ("user", "add", "eva@meridian.test", "--name", "Eva Gruber", "--password-stdin")
    assert said(stratroom(*add), f"{FIRST}\n") == (0, "eva@meridian.test can log in.\n")
    code, told = said(stratroom(*add), f"{FIRST}\n")
    assert (code, "has an account already" in told) == (1, True)
    code, told = said(stratroom("user", "reset", "nobody", "--password-stdin"), f"{SECOND}\n")
    assert (code, "Nobody has the login nobody" in told) == (1, True)
    code, told = said(stratroom("user", "reset", "eva@meridian.test", "--password-stdin"), "short\n")
    assert (code, "10 characters" in told) == (2, True)
    assert said(stratroom("user", "list")) == (0, "eva@meridian.test\tEva Gruber\tadministrator\n")


def test_a_forgotten_password_is_reset_while_the_day_runs(stratroom: Terminal, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        laptop = httpx.Client(base_url=server.url, follow_redirects=True, headers={"origin": server.url})
        with laptop:
            account = {"name": "Eva Gruber", "login": "eva", "password": FIRST}
            laptop.post(server.setup_path, data=account)
            for _ in range(11):
                laptop.post("/login", data={"login": "eva", "password": "forgotten it"})
            code, told = said(stratroom("user", "reset", "eva", "--password-stdin"), f"{SECOND}\n")
            assert code == 0, told
            assert laptop.get("/account").url.path == "/login", "logged out everywhere"
            assert laptop.post("/login", data={"login": "eva", "password": FIRST}).status_code == 422
            assert laptop.post("/login", data={"login": "eva", "password": SECOND}).url.path == "/"
            socket = server.data / "admin.sock"
            assert socket.stat().st_mode & 0o077 == 0, "the socket is its owner's alone"


def test_settings_are_shown_without_their_secrets(stratroom: Terminal) -> None:
    shown = said(stratroom("settings", STRATROOM_PORT="9000", STRATROOM_METRICS_TOKEN="dont-tell"))[1]
    assert "* STRATROOM_PORT=9000" in shown
    assert "STRATROOM_METRICS_TOKEN=(given)" in shown
    assert "dont-tell" not in shown
