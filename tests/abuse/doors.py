"""Who comes in where, and who does not: what the matrix expects (`test_matrix`), written down apart from the program."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people import Edition, Role
from app.live.ports import Surface

PEOPLE: dict[str, Role | None] = {
    "nobody": None,
    "shown out": None,
    "of another plan": None,
    "customer": Role.CUSTOMER,
    "board": Role.BOARD,
    "member": Role.MEMBER,
    "auditor": Role.AUDITOR,
    "facilitator": Role.FACILITATOR,
    "owner": Role.FACILITATOR,
}
"""Who asks → in which role. Nobody comes from outside as the server itself."""
MOMENTS = ("before", "while they are here")
"""Customers are not let in yet and boards show what is internal; they are in, and boards are turned."""
OPEN = "open"


def door(**told: str) -> dict[str, tuple[str, str]]:
    """Person → where that ends, before and while customers are here; `/` between the two where they differ."""
    return {
        name.replace("_", " "): (said.partition("/")[0], said.partition("/")[2] or said.partition("/")[0])
        for name, said in told.items()
    }


def all_of(said: str) -> dict[str, tuple[str, str]]:
    return door(**dict.fromkeys((name.replace(" ", "_") for name in PEOPLE), said))


EVERYBODY = all_of(OPEN)
SECRET = all_of("404")
"""Open to whoever knows a secret of 128 bits; to nobody else, whoever they are."""
MACHINE = all_of("404")
"""Closed for want of a token in the settings."""
LEADERS = {
    **all_of("403"), **door(nobody="login", shown_out="login", of_another_plan="404", facilitator=OPEN, owner=OPEN)
}  # fmt: skip
REHEARSING = {**LEADERS, **door(facilitator="404", owner="404")}
"""Of a plan that is a rehearsal, which the one here is not."""
OWNERS = {**LEADERS, **door(facilitator="403")}
ACCOUNTS = {**all_of("login"), **door(of_another_plan=OPEN, auditor=OPEN, owner=OPEN)}
GRANTED = {**ACCOUNTS, **door(of_another_plan="404")}
OWNING = {**GRANTED, **door(auditor="404")}
PROGRAMS = {
    **all_of(OPEN),
    **door(nobody="401", shown_out="401", of_another_plan="401", customer="403/open", board="403"),
}
LEADING_PROGRAMS = {**PROGRAMS, **door(customer="403", member="403", auditor="403")}
SIGNERS = {**PROGRAMS, **door(member="404", auditor="404", facilitator="404", owner="404")}
"""Whoever is asked to sign; in this plan, where nothing is frozen, nobody of ours is."""
OUR_PHONES = {
    **all_of(OPEN),
    **door(nobody="wait", shown_out="wait", of_another_plan="wait", customer="wait/open", board="wait"),
}
PAPER = {**OUR_PHONES, **door(customer="wait/404")}
"""Of the internal edition, which for customers is not there."""
SIGNING = {**OUR_PHONES, **door(member="404", auditor="404", facilitator="404", owner="404")}
SEALING = {**OUR_PHONES, **door(customer="wait/403", member="403", auditor="403")}
INSIDERS = {**all_of("403"), **door(member="open/403", auditor="open/403", facilitator=OPEN, owner=OPEN)}
"""What a customer could read over a shoulder: ours see it while nobody of theirs is here."""
TAKING_BACK = {**INSIDERS, **door(member="403", auditor="403")}
ME = {**all_of(OPEN), **door(nobody="join", shown_out="join", of_another_plan="join", customer="wait/open")}
INVITED = {**ME, **door(customer=OPEN, board="403", auditor="403")}
"""Who is asked whether they come, customers before they are let in, too."""
OURS_INVITED = {**INVITED, **door(customer="404")}
PRESSING = {**ME, **door(customer="403", board="403")}
WAITING = {**all_of(OPEN), **door(nobody="403", shown_out="403", of_another_plan="403")}
LEAVING = all_of("join")
BOARDS = {
    **all_of("403"), **door(nobody=OPEN, shown_out=OPEN, of_another_plan=OPEN, board=OPEN, facilitator=OPEN, owner=OPEN)
}  # fmt: skip
"""A stranger's machine is sent to show a code."""
CONSOLES = {**LEADERS, **door(of_another_plan="login")}
SHOWN_ON_BOARDS = {**all_of("404"), **door(board=OPEN, facilitator=OPEN, owner=OPEN)}

DOORS: dict[str, Mapping[str, tuple[str, str]]] = {
    "GET /": EVERYBODY,
    "GET /account": ACCOUNTS,
    "POST /account/devices/{device}/revoke": ACCOUNTS,
    "POST /account/password": ACCOUNTS,
    "POST /api/people/{person}/revoke": LEADING_PROGRAMS,
    "GET /api/plans/{plan}": PROGRAMS,
    "POST /api/plans/{plan}/commands": PROGRAMS,
    "GET /api/plans/{plan}/documents": PROGRAMS,
    "GET /api/plans/{plan}/sign": SIGNERS,
    "POST /api/plans/{plan}/sign": SIGNERS,
    "POST /api/verify": EVERYBODY,
    "GET /board": EVERYBODY,
    "GET /board/state": EVERYBODY,
    "GET /formats": ACCOUNTS,
    "POST /formats": ACCOUNTS,
    "GET /formats/new": ACCOUNTS,
    "GET /formats/{id_}.toml": ACCOUNTS,
    "POST /formats/{id_}/delete": ACCOUNTS,
    "GET /healthz": EVERYBODY,
    "GET /hello/{secret}": SECRET,
    "POST /hello/{secret}/{phone}": EVERYBODY,
    "GET /hello/{secret}/{phone}/ping": EVERYBODY,
    "GET /j/{secret}": SECRET,
    "POST /j/{secret}": SECRET,
    "GET /j/{secret}/add": SECRET,
    "GET /j/{secret}/soon": SECRET,
    "GET /join": EVERYBODY,
    "POST /join": EVERYBODY,
    "GET /login": EVERYBODY,
    "POST /login": EVERYBODY,
    "POST /logout": all_of("login"),
    "GET /me/{secret}": SECRET,
    "GET /metrics": MACHINE,
    "GET /new": ACCOUNTS,
    "GET /p/{plan}": OUR_PHONES,
    "GET /p/{plan}/before": INVITED,
    "POST /p/{plan}/before/coming": INVITED,
    "POST /p/{plan}/before/line": OURS_INVITED,
    "GET /p/{plan}/before/ready": OURS_INVITED,
    "POST /p/{plan}/before/ready": OURS_INVITED,
    "POST /p/{plan}/before/take-back": OURS_INVITED,
    "GET /p/{plan}/bin": INSIDERS,
    "POST /p/{plan}/bin/{record}": INSIDERS,
    "GET /p/{plan}/board": BOARDS,
    "GET /p/{plan}/boards": LEADERS,
    "POST /p/{plan}/boards": LEADERS,
    "GET /p/{plan}/check": LEADERS,
    "POST /p/{plan}/check": LEADERS,
    "GET /p/{plan}/check/arrived": LEADERS,
    "POST /p/{plan}/check/renew/{kind}": LEADERS,
    "GET /p/{plan}/console": CONSOLES,
    "GET /p/{plan}/console/now": LEADERS,
    "POST /p/{plan}/decline": SIGNING,
    "GET /p/{plan}/difference": INSIDERS,
    "POST /p/{plan}/difference/board": TAKING_BACK,
    "GET /p/{plan}/difference/{seq}/back": TAKING_BACK,
    "POST /p/{plan}/difference/{seq}/back": TAKING_BACK,
    "POST /p/{plan}/difference/{seq}/back/{record}": TAKING_BACK,
    "GET /p/{plan}/document/{edition}.pdf": PAPER,
    "GET /p/{plan}/door": LEADERS,
    "POST /p/{plan}/door": LEADERS,
    "GET /p/{plan}/door/list": LEADERS,
    "POST /p/{plan}/door/{device}/away": LEADERS,
    "POST /p/{plan}/door/{device}/in": LEADERS,
    "POST /p/{plan}/door/{device}/out": LEADERS,
    "POST /p/{plan}/door/{device}/theirs": LEADERS,
    "GET /p/{plan}/format": LEADERS,
    "POST /p/{plan}/format": OWNERS,
    "GET /p/{plan}/format.toml": LEADERS,
    "GET /p/{plan}/history": INSIDERS,
    "GET /p/{plan}/history/{seq}": INSIDERS,
    "POST /p/{plan}/inside": PRESSING,
    "POST /p/{plan}/lead/{person}": LEADERS,
    "POST /p/{plan}/leave": LEAVING,
    "GET /p/{plan}/paste": LEADERS,
    "POST /p/{plan}/paste": LEADERS,
    "GET /p/{plan}/preparing": LEADERS,
    "GET /p/{plan}/preparing/remind": LEADERS,
    "GET /p/{plan}/qr/customer.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/qr/join.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/qr/person/{person}.svg": LEADERS,
    "GET /p/{plan}/qr/trial.svg": LEADERS,
    "GET /p/{plan}/qr/wifi.svg": SHOWN_ON_BOARDS,
    "GET /p/{plan}/rehearsal": REHEARSING,
    "POST /p/{plan}/rehearsal/end": REHEARSING,
    "POST /p/{plan}/rehearsal/go-on": REHEARSING,
    "POST /p/{plan}/rehearsal/stop": REHEARSING,
    "POST /p/{plan}/rehearse": {**LEADERS, **door(facilitator="403")},
    "GET /p/{plan}/roster": LEADERS,
    "POST /p/{plan}/roster": LEADERS,
    "GET /p/{plan}/figures": LEADERS,
    "GET /p/{plan}/figures/paste": EVERYBODY,
    "POST /p/{plan}/figures/paste": LEADERS,
    "GET /p/{plan}/figures/{record}": LEADERS,
    "POST /p/{plan}/figures/{record}": LEADERS,
    "POST /p/{plan}/figures/{record}/remove": LEADERS,
    "GET /p/{plan}/roster/paste": EVERYBODY,
    "POST /p/{plan}/roster/paste": LEADERS,
    "GET /p/{plan}/roster/{person}": LEADERS,
    "POST /p/{plan}/roster/{person}": LEADERS,
    "POST /p/{plan}/roster/{person}/link": LEADERS,
    "POST /p/{plan}/roster/{person}/remove": LEADERS,
    "POST /p/{plan}/roster/{person}/sign-out": LEADERS,
    "POST /p/{plan}/seal": SEALING,
    "GET /p/{plan}/settings": LEADERS,
    "POST /p/{plan}/settings/account": LEADERS,
    "POST /p/{plan}/settings/day": LEADERS,
    "POST /p/{plan}/settings/delete": OWNERS,
    "POST /p/{plan}/settings/devices/{device}/revoke": LEADERS,
    "POST /p/{plan}/settings/grant": OWNERS,
    "POST /p/{plan}/settings/grant/{user}/withdraw": OWNERS,
    "GET /p/{plan}/sign": SIGNING,
    "POST /p/{plan}/sign": SIGNING,
    "GET /p/{plan}/sign/all": SIGNING,
    "GET /p/{plan}/sign/changes": SIGNING,
    "GET /p/{plan}/sign/page": SIGNING,
    "GET /p/{plan}/wait": WAITING,
    "GET /p/{plan}/wait/state": EVERYBODY,
    "POST /p/{plan}/wait/leave": LEAVING,
    "GET /p/{plan}/you": ME,
    "POST /p/{plan}/you/devices/{device}/revoke": {
        **all_of("404"), **door(nobody="join", shown_out="join", of_another_plan="join")
    },
    "POST /plans": ACCOUNTS,
    "POST /plans/{plan}/archive": OWNING,
    "POST /plans/{plan}/copy": GRANTED,
    "GET /readyz": EVERYBODY,
    "GET /setup-waits": EVERYBODY,
    "GET /setup/{secret}": SECRET,
    "POST /setup/{secret}": SECRET,
    "GET /v/{document}": SECRET,
    "GET /verify": EVERYBODY,
    "POST /verify": EVERYBODY,
    "WS /live/{plan}": {},
    "* /static": EVERYBODY,
}  # fmt: skip
"""A row for each way in. `404` for somebody who may come in says that this very thing is not theirs."""

SOCKETS: dict[Surface, Mapping[str, tuple[str, str]]] = {
    Surface.PHONE: {**all_of(OPEN), **door(nobody="4401", shown_out="4401", of_another_plan="4401", customer="4403/open",
                                           board="4403")},
    Surface.BOARD: {**all_of("4403"), **door(nobody="4401", shown_out="4401", of_another_plan="4401", board=OPEN,
                                             facilitator=OPEN, owner=OPEN)},
    Surface.CONSOLE: {**all_of("4403"), **door(nobody="4401", shown_out="4401", of_another_plan="4401", facilitator=OPEN,
                                               owner=OPEN)},
    Surface.JSON: {**all_of(OPEN), **door(nobody="4401", shown_out="4401", of_another_plan="4401", customer="4403/open",
                                          board="4403")},
}  # fmt: skip

ON_THE_GLASS = (
    "GET /p/{plan}",
    "GET /p/{plan}/before",
    "GET /p/{plan}/you",
    "GET /p/{plan}/board",
    "GET /p/{plan}/wait",
)
"""Pages that a customer may look at over a shoulder: with them in the room, ours show what they see."""


def sees(who: str, moment: str, where: str) -> Edition | None:
    """Which edition may come back through an open door; None: nothing of the plan's own words."""
    role = PEOPLE[who]
    if role is None or (role is Role.CUSTOMER and moment == "before"):
        return None
    turned = moment != "before" and where in (*ON_THE_GLASS, Surface.PHONE, Surface.BOARD)
    return Edition.SHARED if role is Role.CUSTOMER or turned else Edition.INTERNAL
