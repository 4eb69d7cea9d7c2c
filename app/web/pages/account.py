"""Logging in and out, and an account's own page: password, and the devices where it is logged in.

Wrong passwords are counted by login, not by address. A login that nobody has takes as long and reads the same.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.i18n import gettext as _
from app.store import users
from app.web.identity import cookies, passwords, visitors
from app.web.identity.identity import Identity, identity
from app.web.identity.visitors import ACCOUNT_COOKIE, Account
from app.web.pages import times
from app.web.pages.devices_view import device_views
from app.web.pages.leading import account, field, form, go, safe_path, start
from app.web.pages.page import page, spoken

router = APIRouter()

MONTH_S = 30 * 86_400


@router.get("/login")
async def login_page(request: Request, next: str = "/") -> Response:
    """The form, or straight on for who is logged in."""
    if await visitors.account_of(identity(request), request):
        return go(safe_path(next))
    return page(request, "pages/login.html", wrong="", login="", next=safe_path(next))


@router.post("/login")
async def log_in(request: Request) -> Response:
    """Check the password and give the browser its token."""
    around, given = identity(request), await form(request)
    login, password = field(given, "login", 200), str(given.get("password", ""))[:1_000]
    onward = safe_path(field(given, "next") or "/")
    key = users.normal_login(login)
    wait = around.logins.wait(key)
    user = None
    if not wait:
        around.logins.wrong(key)  # before it is known: many at once would else all be the first
        user = await around.store.read(lambda rows: _user(rows, login))
        if await passwords.matches(password, user[1] if user else None):
            around.logins.right(key)
            assert user is not None
            return await logged_in(request, user[0], go(onward))
    with spoken(request):
        wrong = _("This login and password do not belong together.")
        if wait:
            wrong = _("Too many tries for this login. Try again in %(num)d seconds.", num=int(wait) + 1)
    return page(
        request, "pages/login.html", status=429 if wait else 422, wrong=wrong, login=login, next=onward
    )


async def logged_in(request: Request, user: str, answer: Response) -> Response:
    """Sign this browser in as the account."""
    token, _device = await identity(request).devices.start(start(request, "account", user=user))
    cookies.keep(answer, request, ACCOUNT_COOKIE, token, MONTH_S)
    return answer


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """Here and now; other devices stay."""
    who = await visitors.account_of(identity(request), request)
    if who is not None:
        await identity(request).devices.revoke(who.device)
    answer = go("/login")
    cookies.drop(answer, request, ACCOUNT_COOKIE)
    return answer


@router.get("/account")
async def account_page(request: Request) -> Response:
    """Password and devices."""
    return await _page(request, await account(request))


@router.post("/account/password")
async def change_password(request: Request) -> Response:
    """A new password, for whoever knows the old one; every other device is logged out."""
    around, who, given = identity(request), await account(request), await form(request)
    old, new = str(given.get("old", ""))[:1_000], str(given.get("new", ""))[:1_000]
    if around.logins.wait(who.login):
        raise HTTPException(429)
    stored = await around.store.read(lambda rows: users.get(rows, who.id).password_hash)
    with spoken(request):
        wrong = await _wrong(around, who, old, new, stored)
    if wrong:
        return await _page(request, who, wrong=wrong, status=422)
    hashed = await passwords.hashed(new)
    await around.store.write(lambda rows: users.set_password(rows, who.id, hashed))
    await around.devices.revoke_user(who.id, but=who.device)
    return go("/account?changed=1")


async def _wrong(around: Identity, who: Account, old: str, new: str, stored: str) -> str:
    if not await passwords.matches(old, stored):
        around.logins.wrong(who.login)
        return _("The password you have now is another one.")
    return password_wrong(new)


def password_wrong(password: str) -> str:
    """What is wrong with a password that somebody chose; empty where nothing is. In the language being spoken."""
    if len(password) < passwords.SHORTEST:
        return _("Take a password of %(num)d characters or more; a sentence is fine.", num=passwords.SHORTEST)
    return "" if passwords.usable(password) else _("This password is too long.")


@router.post("/account/devices/{device}/revoke")
async def revoke_device(request: Request, device: str) -> Response:
    """Log one of my devices out."""
    around, who = identity(request), await account(request)
    if device not in {each.id for each in await around.devices.of_user(who.id)}:
        raise HTTPException(404)
    await around.devices.revoke(device)
    return go("/account")


async def _page(request: Request, who: Account, wrong: str = "", status: int = 200) -> Response:
    devices = await identity(request).devices.of_user(who.id)
    return page(
        request,
        "pages/account.html",
        status=status,
        account=who,
        wrong=wrong,
        changed="changed" in request.query_params,
        shortest=passwords.SHORTEST,
        devices=device_views(request, devices, who.device, times.machine_zone()),
    )


def _user(rows: Session, login: str) -> tuple[str, str] | None:
    found = users.by_login(rows, login)
    return (found.id, found.password_hash) if found and found.disabled_at is None else None
