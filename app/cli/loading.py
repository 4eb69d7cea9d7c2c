"""Loading modules without looking for rubbish among them.

A start makes some hundred thousand objects that live as long as the process. The collector would walk over all of
them a few dozen times in that second, a fifth of its work, and again whenever it makes its great round in a room full
of people. So it rests while modules load, and what they left is put where it does not look.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """The collector rests in this block; what was made until its end counts as lasting."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
