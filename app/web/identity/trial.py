"""The room check's proof that a phone can get here: a link, the phones that opened it, and how long they took."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.web.identity import tokens

MOST = 200
"""Plans whose trial is remembered, and phones of each."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A phone that opened the link."""

    phone: str
    """Random, made when it opened the link."""
    address: str
    agent: str
    at: int
    """Milliseconds UTC."""
    round_trip: int | None = None
    """Milliseconds there and back, the best of a few; None until it said so."""


@dataclass(slots=True)
class Trials:
    """By plan. In memory: a check is of this laptop, on this network, now."""

    _secrets: dict[str, str] = field(default_factory=dict)
    _arrived: dict[str, dict[str, Arrival]] = field(default_factory=dict)

    def secret_of(self, plan: str) -> str:
        """The link's secret; the same until the server stops."""
        if plan not in self._secrets and len(self._secrets) >= MOST:
            forgotten = next(iter(self._secrets))
            self._arrived.pop(self._secrets.pop(forgotten), None)
        return self._secrets.setdefault(plan, tokens.secret())

    def opened(self, secret: str, address: str, agent: str, at: int) -> Arrival | None:
        """A phone is here; None where nobody made this link."""
        if secret not in self._secrets.values():
            return None
        arrived = self._arrived.setdefault(secret, {})
        if len(arrived) >= MOST:
            arrived.pop(next(iter(arrived)))
        made = Arrival(tokens.id_(), address, agent, at)
        arrived[made.phone] = made
        return made

    def measured(self, secret: str, phone: str, round_trip: int) -> bool:
        """How long it took; False for a phone that did not open this link."""
        arrived = self._arrived.get(secret, {})
        found = arrived.get(phone)
        if found is None:
            return False
        arrived[phone] = Arrival(found.phone, found.address, found.agent, found.at, round_trip)
        return True

    def arrivals(self, plan: str) -> tuple[Arrival, ...]:
        """Phones that came, the newest first."""
        return tuple(reversed(self._arrived.get(self._secrets.get(plan, ""), {}).values()))
