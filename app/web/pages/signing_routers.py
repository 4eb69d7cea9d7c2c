"""The routes of this folder by which a plan is signed, taken home and checked."""

from __future__ import annotations

from app.web.pages import document, sign, verify

ROUTERS = (sign.router, document.router, verify.router)
