"""uvicorn's WebSocket protocol, which also lets live write to the transport and hear what comes back.

Start the server with `ws="app.live.protocol:LiveProtocol"`. It changes a few things: the application finds this
object in its scope (`scope["extensions"]["stratroom.line"]`), a half-open connection is noticed within fifteen
seconds instead of forty, and a stop of the server says when to come back before it hangs up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from app.live.wire import MAX_BYTES

EXTENSION = "stratroom.line"
"""Key of this object in the ASGI scope's extensions."""
PING_S = 5.0
PONG_S = 9.0
"""Together under the fifteen seconds within which a dead line is noticed."""
STOPPING_S = 0.5
"""How long a stop waits for a line to take its last words: a phone out of reach must not keep a room waiting."""


class LiveProtocol(WebSocketsSansIOProtocol):
    transport: asyncio.Transport

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drained: Callable[[], None] | None = None
        """Called when the write buffer has run down to its low-water mark."""
        self.stopping: Callable[[], None] | None = None
        """Called before the server hangs up because it stops."""
        self.heard_at = self.loop.time()
        # Past the protocol's own limit, so that a page which says too much is told so (4413) and not just cut off.
        self.conn.max_message_size = 2 * MAX_BYTES
        self.ping_interval = PING_S
        self.ping_timeout = PONG_S

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope = getattr(self, "scope", None)
        if scope is not None:
            scope.setdefault("extensions", {})[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        """What calls itself text and is none goes on as the bytes that it is, which end the visit.

        uvicorn would log an error with its trace: any stranger could fill the disk.
        """
        if self.curr_msg_data_type == "text":
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.drained is not None:
            self.drained()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        # Closing would wait for the buffer of a line that takes nothing any more.
        self.loop.call_soon(self.transport.abort)

    def shutdown(self) -> None:
        if self.stopping is not None:
            self.stopping()
        super().shutdown()
        self.loop.call_later(STOPPING_S, self.transport.abort)
