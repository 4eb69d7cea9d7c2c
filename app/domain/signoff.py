"""Sign-off as the log knows it: a frozen version, who signed it for which editions, what was sealed.

DOMAIN section 3: freeze, canonical content, digest, every signatory reads and consents or declines, each edition
is complete by itself. A click with the server's seal is a simple signature: nothing here claims more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.domain.people import Edition, Person, Side


@dataclass(frozen=True, slots=True)
class Freeze:
    version: int
    at: int
    digests: Mapping[str, str]
    """SHA-256 of each edition's canonical JSON, hexadecimal."""
    by: str = ""
    """Who froze it; empty for the server itself."""


@dataclass(frozen=True, slots=True)
class Signature:
    version: int
    person: str
    editions: tuple[str, ...]
    name: str
    consent: str
    drawing: str
    identified: str
    address: str
    agent: str
    at: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A signatory who declined, with the reason."""

    version: int
    person: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A finding that is signed as a condition: somebody clears it by a date."""

    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class SealedFile:
    version: int
    edition: str
    document: str
    sha256: str
    at: int


@dataclass(frozen=True, slots=True)
class SignOff:
    version: int = 0
    """Number of the last version that was frozen."""
    freeze: Freeze | None = None
    signatures: tuple[Signature, ...] = ()
    declined: tuple[Refusal, ...] = ()
    carried: Mapping[str, Condition] = field(default_factory=lambda: MappingProxyType({}))
    sealed: tuple[SealedFile, ...] = ()
    ended: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Version → `superseded` or `withdrawn`."""

    def signature_of(self, person: str, version: int) -> Signature | None:
        return next((s for s in self.signatures if s.person == person and s.version == version), None)

    def signed(self, version: int) -> int:
        """How many have signed a version."""
        return sum(s.version == version for s in self.signatures)

    def refusal_of(self, person: str, version: int) -> Refusal | None:
        return next((d for d in self.declined if d.person == person and d.version == version), None)

    def sealed_file(self, edition: str, version: int) -> SealedFile | None:
        return next((f for f in self.sealed if f.edition == edition and f.version == version), None)

    def last_sealed(self, edition: str) -> SealedFile | None:
        """The newest sealed file of an edition."""
        return max((f for f in self.sealed if f.edition == edition), key=lambda f: f.version, default=None)

    def number(self, edition: str, version: int) -> int:
        """A version as people of `edition` count: customers only those that reached them, signed or sealed."""
        if edition == Edition.INTERNAL:
            return version
        reached = {f.version for f in self.sealed if f.edition == edition}
        reached |= {s.version for s in self.signatures if s.editions == (edition,)}
        return 1 + sum(each < version for each in reached)


def editions_for(person: Person) -> tuple[str, ...]:
    """Our signatories consent to both editions, the customer's to theirs."""
    if person.side is Side.THEIRS:
        return (Edition.SHARED.value,)
    return (Edition.INTERNAL.value, Edition.SHARED.value)


def signatories(people: Mapping[str, Person], edition: Edition) -> tuple[Person, ...]:
    """Who has to sign an edition, in roster order: ours for both, theirs for the shared one."""
    return tuple(p for p in people.values() if p.signs_as and edition.value in editions_for(p))


def is_complete(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> bool:
    """Whether everybody who signs `edition` has signed the frozen version."""
    return _all_signed(signoff, signatories(people, edition))


def can_be_sealed(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> bool:
    """Whether the server may seal `edition` as it stands: all of ours have signed it.

    A customer who has not signed by the deadline is printed so and leaves our signatures valid (DOMAIN section 3);
    when to stop waiting is the caller's to know.
    """
    ours = tuple(p for p in signatories(people, edition) if p.side is Side.OURS)
    return _all_signed(signoff, ours)


def _all_signed(signoff: SignOff, needed: tuple[Person, ...]) -> bool:
    if signoff.freeze is None:
        return False
    version = signoff.freeze.version
    return bool(needed) and all(signoff.signature_of(p.id, version) for p in needed)
