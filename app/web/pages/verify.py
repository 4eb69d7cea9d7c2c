"""Is this document what was signed? Answered to anybody who holds it: no account, no plan, no names.

Nothing is said here that the file itself does not say, and nothing that is brought is kept.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.documents.orders import LARGEST
from app.documents.verify import State, Verdict, verify
from app.i18n import gettext as _
from app.store import plans, sealed
from app.store.carry import certificates
from app.web import shelf
from app.web.pages.page import page, spoken
from app.web.register import StoreRegister
from app.web.site import Site, site

router = APIRouter()

MOST_WAITING = 6
"""Files that wait for the press at once; more are asked to come again."""
_AROUND = 10_000
"""Bytes of a form around its file."""
_waiting = 0


@router.post("/api/verify")
async def api(request: Request) -> Response:
    """The state of a PDF, sent as the body: `current`, `superseded`, `withdrawn`, `altered` or `unknown`."""
    with _place():
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                raise HTTPException(413)
        verdict = await _verdict(site(request), bytes(body))
    report = verdict.report
    return JSONResponse(
        {
            "state": verdict.state,
            "finding": report.finding,
            "sha256": report.sha256,
            "document": verdict.document.document_id if verdict.document else None,
            "sealed_by": report.signer if verdict.document else None,
            "sealed_at": report.sealed_at if verdict.document else None,
        }
    )


@router.get("/verify")
async def ask(request: Request) -> Response:
    """The page on which a file is checked."""
    return page(request, "pages/verify.html", verdict=None, words=None, document=None, wrong="")


@router.post("/verify")
async def answer(request: Request) -> Response:
    """The verdict on an uploaded file."""
    size = request.headers.get("content-length", "")
    if not size.isdigit() or int(size) > LARGEST + _AROUND:
        with spoken(request):
            return _again(request, _("This file is too large to be one of ours."), 413)
    with _place():
        async with request.form(max_files=1, max_fields=2) as given:
            file = given.get("file")
            pdf = await file.read() if isinstance(file, UploadFile) else b""
        if not pdf:
            with spoken(request):
                return _again(request, _("Choose the PDF first."), 422)
        verdict = await _verdict(site(request), pdf)
    moved = await _moved(site(request), verdict.document.document_id) if verdict.document else ""
    with spoken(request):
        words = told(verdict.state)
    return page(
        request, "pages/verify.html", verdict=verdict, words=words, document=None, wrong="", moved=moved
    )


@router.get("/v/{document}")
async def printed(request: Request, document: str) -> Response:
    """Behind the QR code: how the printed document stands, and the way to check the file itself."""
    known = None
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", document):
        register = StoreRegister(site(request).store)
        known = await asyncio.to_thread(register.by_document, document)
    state: State = known.standing if known else "unknown"
    with spoken(request):
        words = told(state)
    status = 200 if known else 404
    moved = await _moved(site(request), document) if known else ""
    return page(
        request,
        "pages/verify.html",
        status=status,
        verdict=None,
        words=words,
        document=document,
        wrong="",
        moved=moved,
    )


async def _moved(around: Site, document: str) -> str:
    """Where the plan of a document goes on; empty where that is here."""

    def job(rows: Session) -> str:
        return shelf.read(plans.get(rows, sealed.find(rows, document).plan).stage).moved

    return await around.store.read(job)


def told(state: State) -> tuple[str, str]:
    """A state in plain words: the word, and what it means."""
    match state:
        case "current":
            return _("Current"), _("This is the signed plan, unchanged, and nothing newer has replaced it.")
        case "superseded":
            return _("Superseded"), _(
                "This was signed and is unchanged. A newer version has replaced it since."
            )
        case "withdrawn":
            return _("Withdrawn"), _(
                "This was signed and is unchanged. It was withdrawn since and does not count."
            )
        case "altered":
            return _("Altered"), _("This file was changed after it was sealed. Ask for the original.")
        case "unknown":
            return _("Unknown"), _(
                "This server has not sealed it. It may come from elsewhere, or be a draft."
            )


def _again(request: Request, wrong: str, status: int) -> Response:
    return page(
        request, "pages/verify.html", status=status, verdict=None, words=None, document=None, wrong=wrong
    )


@contextmanager
def _place() -> Iterator[None]:
    """One of the places of those who wait, taken before their file is read. Raises HTTPException."""
    global _waiting
    if _waiting >= MOST_WAITING:
        raise HTTPException(503, headers={"retry-after": "10"})
    _waiting += 1
    try:
        yield
    finally:
        _waiting -= 1


async def _verdict(around: Site, pdf: bytes) -> Verdict:
    key = await around.sealing.key()
    sealing, register = around.sealing, StoreRegister(around.store)
    # A plan that came from another server brought that server's certificate.
    known = (key.certificate_der, *await around.store.read(certificates))
    return await asyncio.get_running_loop().run_in_executor(
        sealing.inspector, verify, sealing.uploads, pdf, known, register
    )
