"""Signed-in devices as lists show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request

from app.i18n import formats
from app.i18n import gettext as _
from app.web.identity.devices import Device
from app.web.pages.page import spoken

_KINDS = (
    ("iPad", "iPad"), ("iPhone", "iPhone"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Edg/", "Edge"), ("SamsungBrowser/", "Samsung Internet"),
    ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeviceView:
    id: str
    what: str
    """ "Firefox on Android", as far as it says."""
    since: str
    seen: str
    this: bool
    """The one that looks at the page."""


def device_views(request: Request, devices: Iterable[Device], this: str, zone: str) -> tuple[DeviceView, ...]:
    """Newest first, in the visitor's language. `zone`: the plan's, where there is one; an IANA name."""
    with spoken(request):
        return tuple(
            DeviceView(
                each.id,
                described(each.agent),
                formats.moment(each.created_at, zone),
                formats.moment(each.seen_at, zone),
                each.id == this,
            )
            for each in devices
        )


def described(agent: str) -> str:
    """A user agent in two words. In the language being spoken."""
    kind = next((name for sign, name in _KINDS if sign in agent), "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    if kind and browser:
        return _("%(browser)s on %(kind)s", browser=browser, kind=kind)
    return kind or browser or _("A program")
