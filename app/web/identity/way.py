"""A way into a plan, as a value."""

from __future__ import annotations

from dataclasses import dataclass

JOIN, CUSTOMER, PERSONAL = "join", "customer", "personal"


@dataclass(frozen=True, slots=True)
class Way:
    """A way in that is open."""

    id: str
    kind: str
    """`join`, `customer` or `personal`."""
    plan: str
    person: str | None
    secret: str
    code: str | None

    @property
    def path(self) -> str:
        """Where it leads on this server."""
        return f"/me/{self.secret}" if self.kind == PERSONAL else f"/j/{self.secret}"
