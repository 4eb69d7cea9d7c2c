"""Who takes part in a plan, as the log knows them: pseudonyms with a side, a role and a function.

Names are not here. They live in the store's erasable table and are joined where a screen is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


class Role(StrEnum):
    FACILITATOR = "facilitator"
    MEMBER = "member"
    CUSTOMER = "customer"
    BOARD = "board"
    AUDITOR = "auditor"
    SYSTEM = "system"
    """The server itself, on behalf of nobody: joining, sealing."""


class Edition(StrEnum):
    """What a side may see of the plan."""

    INTERNAL = "internal"
    SHARED = "shared"


class SignsAs(StrEnum):
    """Roles in which people sign (S0, S4; DOMAIN section 3)."""

    KEY_ACCOUNT_MANAGER = "key-account-manager"
    SALES_DIRECTOR = "sales-director"
    SPONSOR = "sponsor"
    CUSTOMER = "customer"


class Coming(StrEnum):
    """What somebody answered to the invitation."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the plan's roster."""

    id: str
    side: Side
    role: Role
    function: str = ""
    """Country, product, service, finance … as typed on the roster."""
    level: str = ""
    signs_as: SignsAs | None = None
    joined: bool = False
    """Came in at least once; presence itself is never in the log."""
    needed: str = ""
    """As whom the day needs them: a need of the format, `yes` beside those, `no`; empty where what they are decides
    (`attendance`)."""
    coming: Coming | None = None
    """What they answered to the invitation; None as long as they have not."""
    ahead: bool = False
    """They came by their own link before the day, and have not been in the room since."""

    @property
    def came(self) -> bool:
        """Whether they came into the room. By their own link people come before the day, too: that is not yet it."""
        return self.joined and not self.ahead

    @property
    def takes_part(self) -> bool:
        """Whether the room waits for them: whoever only leads the day is not counted among those who came."""
        if self.role is Role.FACILITATOR:
            return bool(self.function) or self.signs_as is not None
        return self.role in (Role.MEMBER, Role.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something, at a moment. Clock and identity come in with the command."""

    person: str | None
    side: Side
    role: Role
    now: int
    """Milliseconds since 1970-01-01 UTC."""

    @property
    def edition(self) -> Edition:
        return Edition.SHARED if self.side is Side.THEIRS else Edition.INTERNAL

    @property
    def leads(self) -> bool:
        return self.role in (Role.FACILITATOR, Role.SYSTEM)
