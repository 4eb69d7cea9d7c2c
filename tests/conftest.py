"""What all tests have in common: how long hypothesis may look, and one set of certificates for all clients."""

from __future__ import annotations

import functools
import os
import ssl

from hypothesis import HealthCheck, Phase, settings

# The same examples on every run: a test that fails on a push must fail again on the developer's machine.
QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""Without explaining: it runs a long history thousands of times to say what the shrunk one says already."""
settings.register_profile(
    "ci",
    phases=QUICK,
    derandomize=True,
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "search", phases=QUICK, max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

settings.load_profile(os.environ.get("STRATROOM_HYPOTHESIS", "ci"))

# Every httpx client reads all certificates of the world anew, 50 ms of processor each; those of the tests speak to
# this machine over plain HTTP, a thousand times a run.
ssl.create_default_context = functools.cache(ssl.create_default_context)
