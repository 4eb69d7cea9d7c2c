"""`stratroom user …`: accounts, from the machine that the server runs on.

A running server is asked through the socket in its data folder; otherwise the store is opened here. Passwords are
asked for at the terminal, or read from standard input: never from the command line, where others could see them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.opening import opened, store_words
from app.cli.root import Exit, fail
from app.cli.running import Data, Db, ask_server, settings_of
from app.i18n import gettext as _
from app.settings import Settings
from app.web.identity import passwords

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]

users = typer.Typer(help="Accounts of those who lead.", no_args_is_help=True)


def register(commands: typer.Typer) -> None:
    """Add `user`."""
    commands.add_typer(users, name="user")


@users.command("add")
def add(
    login: str,
    name: Annotated[str, typer.Option(help="As the room will see it.")] = "",
    password_stdin: FromStdin = False,
    data: Data = None,
    db: Db = None,
) -> None:
    """Make an account."""
    password = _password(password_stdin)
    _done(_asked(data, db, {"do": "user-add", "login": login, "name": name, "password": password}), login)
    typer.echo(_("%(login)s can log in.", login=login))


@users.command("reset")
def reset(login: str, password_stdin: FromStdin = False, data: Data = None, db: Db = None) -> None:
    """Set another password; the account is logged out everywhere."""
    password = _password(password_stdin)
    _done(_asked(data, db, {"do": "user-reset", "login": login, "password": password}), login)
    typer.echo(_("%(login)s has a new password and was logged out everywhere.", login=login))


@users.command("list")
def list_(data: Data = None, db: Db = None) -> None:
    """Show all accounts: login, name, remarks, with tabs between."""
    answer = _asked(data, db, {"do": "user-list"})
    _done(answer, "")
    for line in answer["lines"]:
        typer.echo(line)


def _password(from_stdin: bool) -> str:
    given: str
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Once more"))
    if not passwords.usable(given):
        fail(Exit.USAGE, _("Take a password of %(num)d characters or more; a sentence is fine.",
                           num=passwords.SHORTEST))  # fmt: skip
    return given


def _asked(data: Path | None, db: str | None, wanted: dict[str, str]) -> dict[str, Any]:
    settings = settings_of(data, db)
    running = ask_server(settings, wanted)
    return running if running is not None else _do_here(settings, wanted)


def _do_here(settings: Settings, wanted: dict[str, str]) -> dict[str, Any]:
    # Here and not at the head: who asks a server that runs loads no store.
    from app.session.journal import JournalError
    from app.store.users import LoginTaken
    from app.web.identity import accounts

    login, password = wanted.get("login", ""), wanted.get("password", "")
    # The first account may be made before the first start.
    store = opened(settings, made=wanted["do"] == "user-add")
    try:
        match wanted["do"]:
            case "user-add":
                name = wanted["name"]
                store.write_now(lambda rows: accounts.add(rows, login=login, name=name, password=password))
            case "user-reset":
                store.write_now(lambda rows: accounts.reset(rows, login=login, password=password))
            case _:
                return {"lines": store.read_now(accounts.every)}
    except LoginTaken:
        return {"error": "login-taken"}
    except accounts.NoSuchLogin:
        return {"error": "no-such-login"}
    except ValueError:
        return {"error": "not-usable"}
    except JournalError as error:
        return {"error": "not-saved", "why": str(error)}
    finally:
        store.close()
    return {}


def _done(answer: dict[str, Any], login: str) -> None:
    match answer.get("error"):
        case None:
            return
        case "login-taken":
            fail(Exit.NO, _("%(login)s has an account already.", login=login))
        case "no-such-login":
            fail(Exit.NO, _("Nobody has the login %(login)s.", login=login))
        case "not-usable":
            fail(Exit.USAGE, _("Give a login, and a password that can be used."))
        case "not-saved":
            fail(Exit.UNAVAILABLE, store_words(str(answer.get("why", ""))))
        case _:
            fail(Exit.FAULT, _("The server could not do this; its log says why."))
