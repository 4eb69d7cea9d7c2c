"""Passwords: argon2id, in threads of its own, so that nobody's edit waits for somebody's login."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
"""Characters (NIST SP 800-63B asks for 8 at least; composition rules help nobody)."""
LONGEST = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's second parameter set for argon2id; about 40 ms."""
_threads = ThreadPoolExecutor(2, thread_name_prefix="passwords")
"""Two at a time, however many guess: a thousand would take the machine, and the threads that others wait for."""
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$INZ4/G/+jLLsIWzqfeWdXA$9Y3m6CsSBcTYBr9cdLHj2hkegueojzm2ilJgLoV/b7Q"
"""A hash of the hasher's own parameters, for logins that do not exist: written out, so that no start waits for it."""


def hash_now(password: str) -> str:
    """What the store keeps of a password. Takes about 40 ms of a CPU."""
    return _hasher.hash(password)


async def hashed(password: str) -> str:
    """As `hash_now`, in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hash_now, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether `password` is the one. `stored` None (no such account) takes as long as a wrong password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        _hasher.verify(stored or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def usable(password: str) -> bool:
    """Whether somebody may choose this one."""
    return SHORTEST <= len(password) <= LONGEST
