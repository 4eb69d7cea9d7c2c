"""Random values that open something, and the six characters that people type from a board."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

ALPHABET = "34679ACDEFGHJKMNPQRTVWXY"
"""No two of these look alike on a projector at eight metres: no B beside 8, no O beside 0, no S beside 5."""
CODE_LENGTH = 6


def token() -> str:
    """256 random bits: who a device is."""
    return secrets.token_urlsafe(32)


def secret() -> str:
    """128 random bits: a way in."""
    return secrets.token_urlsafe(16)


def id_() -> str:
    """An id that nobody can guess and nothing depends on.

    A letter or digit comes first: a plan's id is typed after `stratroom export`, where "-2wBx" would be an option.
    """
    made = secrets.token_urlsafe(12)
    while not made[0].isalnum():
        made = secrets.token_urlsafe(12)
    return made


def code() -> str:
    """Six characters; whether they are free is for the store to say."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def typed(text: str) -> str:
    """A code as somebody typed it: any case, with spaces or hyphens."""
    return "".join(c for c in text.upper() if c.isalnum())


def spaced(code_: str) -> str:
    """ "K7M 4QX": three and three, as people say it. The space does not break."""
    return f"{code_[:3]}\u00a0{code_[3:]}"


def facilitator_id(user: str, plan: str) -> str:
    """The pseudonym under which an account takes part in a plan: the same every time, another in every plan."""
    digest = sha256(f"{user}\n{plan}".encode()).digest()
    return "u" + urlsafe_b64encode(digest)[:20].decode("ascii")
