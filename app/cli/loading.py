"""Loading modules without looking for rubbish among them.

A start makes some hundred thousand objects that live as long as the process. The collector would walk over all of
them a few dozen times in that second, a fifth of its work, and again whenever it makes its great round in a room full
of people. So it rests while modules load, and what they left is put where it does not look.

Afterwards it looks less often than it would by itself. An edit makes and drops thousands of objects, nearly none of
them in circles: looking every 700 costs an edit a tenth of its time and finds nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LOOKS_EVERY = (20_000, 20, 50)
"""New objects after which the young are looked at; how often that goes before the older ones are, and before all are."""


@contextmanager
def loading() -> Iterator[None]:
    """The collector rests in this block; what was made until its end counts as lasting."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*LOOKS_EVERY)
        gc.enable()
