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
class Overruling:
    """A finding that does not hold here, as whoever leads judged."""

    reason: str
    by: str
    """Who did; empty for the server itself."""
    at: int


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
    overruled: Mapping[str, Overruling] = field(default_factory=lambda: MappingProxyType({}))
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
        """The newest sealed file of an edition, withdrawn or not."""
        return max((f for f in self.sealed if f.edition == edition), key=lambda f: f.version, default=None)

    def withdrawn(self, version: int) -> bool:
        return self.ended.get(str(version)) == "withdrawn"

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


def unsigned(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> tuple[Person, ...]:
    """Who has not signed `edition` of the version that is frozen, else of the last that was."""
    return tuple(p for p in signatories(people, edition) if not signoff.signature_of(p.id, signoff.version))


def awaited(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> tuple[Person, ...]:
    """Whose signatures `edition` waits for.

    Of ours nobody any more once our own edition is sealed: whoever had not signed it then was gone on without, for
    both editions.
    """
    decided = signoff.sealed_file(Edition.INTERNAL.value, signoff.version) is not None
    missing = unsigned(signoff, people, edition)
    return tuple(p for p in missing if not (decided and p.side is Side.OURS))


def is_complete(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> bool:
    """Whether the frozen version of `edition` waits for nobody."""
    return _is_signed(signoff, people, edition) and not awaited(signoff, people, edition)


def can_be_sealed(
    signoff: SignOff, people: Mapping[str, Person], edition: Edition, *, asked: bool = False
) -> bool:
    """Whether the server may seal `edition` as it stands: it waits for none of ours, or, when a facilitator `asked`
    to go on without them, one of ours at least has signed our own edition.

    A customer who has not signed by the deadline is printed so and leaves our signatures valid (DOMAIN section 3);
    when to stop waiting is the caller's to know.
    """
    if not _is_signed(signoff, people, edition):
        return False
    if asked and edition is Edition.INTERNAL:
        return True
    return all(p.side is Side.THEIRS for p in awaited(signoff, people, edition))


def _is_signed(signoff: SignOff, people: Mapping[str, Person], edition: Edition) -> bool:
    """Whether a frozen version that counts has a signature of ours."""
    if signoff.freeze is None or signoff.withdrawn(signoff.version):
        return False
    ours = (p for p in signatories(people, edition) if p.side is Side.OURS)
    return any(signoff.signature_of(p.id, signoff.version) for p in ours)
