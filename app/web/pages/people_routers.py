"""The routes of this folder that deal with people, in the order in which they are matched."""

from __future__ import annotations

from app.web.pages import (
    account,
    before,
    board_offer,
    check,
    door,
    figures,
    home,
    join,
    new_plan,
    paste,
    plan_settings,
    preparing,
    qr,
    rehearsal,
    roster,
    setup,
    you,
)

ROUTERS = (
    setup.router,
    account.router,
    home.router,
    new_plan.router,
    plan_settings.router,
    roster.router,
    figures.router,
    preparing.router,
    paste.router,
    before.router,
    rehearsal.router,
    join.router,
    door.router,
    you.router,
    board_offer.router,
    check.router,
    qr.router,
)
