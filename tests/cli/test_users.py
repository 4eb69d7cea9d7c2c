"""Accounts from the terminal, whether the server runs or not."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.cli.conftest import Command, Terminal
from tests.serving import serving

FIRST, SECOND = "a door that opens inwards", "a window that stays shut"


def test_an_account_is_made_and_reset_while_the_server_is_down(command: Command, stratroom: Terminal) -> None:
    add = ("user", "add", "eva@meridian.test", "--name", "Eva Gruber", "--password-stdin")
    said, why = stratroom(*add).communicate(f"{FIRST}\n", timeout=60)
    assert said == "eva@meridian.test can log in.\n", why
    code, told = command(*add, typed=f"{FIRST}\n")
    assert (code, "has an account already" in told) == (1, True)
    code, told = command("user", "reset", "nobody", "--password-stdin", typed=f"{SECOND}\n")
    assert (code, "Nobody has the login nobody" in told) == (1, True)
    code, told = command("user", "reset", "eva@meridian.test", "--password-stdin", typed="short\n")
    assert (code, "10 characters" in told) == (2, True)
    assert command("user", "list") == (0, "eva@meridian.test\tEva Gruber\tadministrator\n")


def test_a_forgotten_password_is_reset_while_the_day_runs(command: Command, tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        laptop = httpx.Client(base_url=server.url, follow_redirects=True, headers={"origin": server.url})
        with laptop:
            account = {"name": "Eva Gruber", "login": "eva", "password": FIRST}
            laptop.post(server.setup_path, data=account)
            for _ in range(11):
                laptop.post("/login", data={"login": "eva", "password": "forgotten it"})
            code, told = command("user", "reset", "eva", "--password-stdin", typed=f"{SECOND}\n")
            assert code == 0, told
            assert laptop.get("/account").url.path == "/login", "logged out everywhere"
            assert laptop.post("/login", data={"login": "eva", "password": FIRST}).status_code == 422
            assert laptop.post("/login", data={"login": "eva", "password": SECOND}).url.path == "/"
            socket = server.data / "admin.sock"
            assert socket.stat().st_mode & 0o077 == 0, "the socket is its owner's alone"


def test_settings_are_shown_without_their_secrets(stratroom: Terminal) -> None:
    process = stratroom("settings", STRATROOM_PORT="9000", STRATROOM_METRICS_TOKEN="dont-tell")
    shown = "".join(process.communicate(timeout=60))
    assert "* STRATROOM_PORT=9000" in shown
    assert "STRATROOM_METRICS_TOKEN=(given)" in shown
    assert "dont-tell" not in shown
