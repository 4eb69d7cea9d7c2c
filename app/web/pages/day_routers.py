"""The routes of this folder that belong to leading the day and looking back on it."""

from __future__ import annotations

from app.web.pages import console_now, difference, handover, history, own_formats

ROUTERS = (console_now.router, history.router, difference.router, own_formats.router, handover.router)
