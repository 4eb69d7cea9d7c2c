"""The open protocol over HTTP (docs/protocol.md): the same commands, the same answers, the same ids as on the socket."""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.domain.content import canonical
from app.domain.people import Role
from app.live import wire
from app.live.pace import GIVE_UP_S
from app.live.ports import Ack, Answer, Audience, Refused, Seat, Surface, Turned
from app.web.pages.page import language_of
from app.web.scene import Scene
from app.web.screens import programs
from app.web.site import Site, site

router = APIRouter()

MOST_COMMANDS = 500
LARGEST_BODY = 1_048_576
"""Bytes of one request: an outbox of an hour without network."""


@router.get("/api/plans/{plan}")
async def plan(request: Request, plan: str) -> Response:
    """The plan as this token may see it: canonical JSON, its SHA-256, an opaque version."""
    _seat, audience, scene = await _seated(request, plan)
    page = programs.page(scene.programs_see(audience), None)
    records = [msgspec.json.decode(fragment.body) for fragment in page.entries.values()]
    body = {"plan": plan, "edition": audience.edition.value, "records": records}
    told = canonical(body)
    headers = {"x-content-sha256": hashlib.sha256(told).hexdigest(), "etag": f'"{page.version}"'}
    return Response(told, media_type="application/json", headers=headers)


@router.post("/api/plans/{plan}/commands")
async def commands(request: Request, plan: str) -> Response:
    """One command or a list in order; the answers in the same order."""
    seat, _audience, _scene = await _seated(request, plan)
    given = await body(request)
    many = given if isinstance(given, list) else [given]
    if len(many) > MOST_COMMANDS:
        raise HTTPException(413)
    answers = await _in_order(site(request), seat, many)
    return JSONResponse(answers if isinstance(given, list) else answers[0])


@router.post("/api/people/{person}/revoke")
async def revoke(request: Request, person: str, plan: str) -> Response:
    """Close a person's sockets and end their sessions. For facilitators of the plan."""
    seat, _audience, scene = await _seated(request, plan)
    if seat.role is not Role.FACILITATOR:
        raise HTTPException(403)
    if person not in scene.state.people:
        raise HTTPException(404)
    await site(request).show_out(plan, person)
    return JSONResponse({"status": "revoked"})


async def _seated(request: Request, plan: str) -> tuple[Seat, Audience, Scene]:
    around = site(request)
    seat = await around.hub.ports.gate.admit(request.scope, plan)
    if isinstance(seat, Turned):
        raise HTTPException({4401: 401, 4403: 403, 4404: 404}.get(seat.code, 403))
    try:
        scene = (await around.rooms.get(plan)).scene
    except LookupError:
        raise HTTPException(404) from None
    seat = replace(seat, surface=Surface.JSON, language=language_of(request))
    audience = around.hub.ports.gate.audience(seat, scene)
    if isinstance(audience, Turned):
        raise HTTPException(403)
    return seat, audience, scene


async def body(request: Request) -> Any:
    """The JSON of a request, up to LARGEST_BODY. Raises HTTPException(400 | 413)."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > LARGEST_BODY:
            raise HTTPException(413)
    try:
        return msgspec.json.decode(bytes(sent))
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise HTTPException(400) from None


async def _keep_pace(around: Site, seat: Seat) -> None:
    """Wait as the socket would: one bucket for both. Raises HTTPException(429)."""
    wait = around.hub.buckets.wait(seat.session, asyncio.get_running_loop().time())
    if wait > GIVE_UP_S:
        words = around.hub.ports.gate.words(seat, "too-fast")
        raise HTTPException(429, words, {"retry-after": str(math.ceil(wait))})
    if wait > 0:
        await asyncio.sleep(wait)


async def _in_order(around: Site, seat: Seat, many: Sequence[object]) -> list[dict[str, Any]]:
    """Answers up to the first that is to be sent again. So is all behind it: done now, it would come before that."""
    answers: list[dict[str, Any]] = []
    for at, each in enumerate(many):
        answer = await _answered(around, seat, each)
        if answer.get("again"):
            return [*answers, *({**answer, "id": _id(left)} for left in many[at:])]
        answers.append(answer)
    return answers


def _id(given: object) -> str:
    """The id that a message names. Raises HTTPException(400)."""
    id_ = given.get("id") if isinstance(given, dict) else None
    if not isinstance(id_, str):
        raise HTTPException(400)
    return id_


async def _answered(around: Site, seat: Seat, given: object) -> dict[str, Any]:
    """One message, read by the very reader of the socket. Raises HTTPException(400 | 429)."""
    await _keep_pace(around, seat)
    try:
        message = wire.read(msgspec.json.encode(given))
    except wire.BadCommand as bad:
        return _told(bad.id, Refused(bad.code, around.hub.ports.gate.words(seat, bad.code)))
    except wire.Bad:
        return _no_command(around, seat, given)
    if not isinstance(message, wire.Command | wire.TextEdit):
        return _no_command(around, seat, given)
    return _told(message.id, await around.hub.ports.desk.submit(seat, message.body, None))


def _no_command(around: Site, seat: Seat, given: object) -> dict[str, Any]:
    """Refused by the id that it names, so that the rest of its list is done. Raises HTTPException(400)."""
    return _told(_id(given), Refused("malformed", around.hub.ports.gate.words(seat, "malformed")))


def _told(id_: str, answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Ack):
        return {"type": "ack", "id": id_}
    told: dict[str, Any] = {"type": "refused", "id": id_, "code": answer.code, "message": answer.message}
    return {**told, "again": True} if answer.again else told
