"""The child's end of a press: takes one order after the other from its pipe and answers each.

Started by `press` as `python -m app.documents.worker STATIC MEMORY`; ends when the pipe closes. It has no network
use, no secrets but those in an order, a bound on its memory, and it may be killed at any moment: it keeps nothing.
"""

from __future__ import annotations

import logging
import os
import resource
import struct
import sys
from pathlib import Path
from typing import BinaryIO, assert_never

import msgspec

from app.documents.inspection import inspect_file
from app.documents.key import SealKey
from app.documents.orders import (
    READY,
    Answer,
    CountOrder,
    Failed,
    File,
    Inspected,
    InspectOrder,
    Order,
    Pages,
    PrintOrder,
    SealOrder,
)
from app.documents.seal import seal
from app.documents.shelf import NotOnTheShelf
from app.documents.typeset import count_pages, typeset

_ORDERS: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)


def main(static: Path, memory: int) -> None:
    """Serve orders until the pipe closes. `memory`: bytes of address space."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The room comes first: printing takes what processor time phones and boards leave.
    os.nice(5)
    orders, answers = _pipes()
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    answers.write(READY)
    answers.flush()
    while (size := orders.read(4)) and len(size) == 4:
        # Not guarded: an order that cannot even be read leaves the pipe in the middle of it, and the child must go.
        order = orders.read(struct.unpack(">I", size)[0])
        answer = msgspec.msgpack.encode(_answered(order, static))
        answers.write(struct.pack(">I", len(answer)) + answer)
        answers.flush()


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipe kept for answers alone: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return os.fdopen(os.dup(0), "rb"), answers


def _answered(order: bytes, static: Path) -> Answer:
    try:
        return _done(_ORDERS.decode(order), static)
    except NotOnTheShelf as error:
        return Failed("not-on-the-shelf", str(error))
    except RecursionError:
        return Failed("too-deep")
    except MemoryError:
        return Failed("out-of-memory")
    except Exception as error:
        # The parent names it; the child cannot know which of a library's many errors somebody will want to handle.
        return Failed("failed", f"{type(error).__name__}: {error}"[:500])


def _done(order: Order, static: Path) -> Answer:
    match order:
        case CountOrder():
            return Pages(count_pages(order.html, static))
        case PrintOrder():
            return File(typeset(order, static))
        case SealOrder():
            return File(seal(order.pdf, SealKey(order.key), reason=order.reason))
        case InspectOrder():
            return Inspected(inspect_file(order.pdf, order.certificates))
    assert_never(order)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
