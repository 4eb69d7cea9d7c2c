"""What a fault suite counts. A suite's own tally adds its numbers; numbers add up over rounds and runs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class Tally:
    """Subclasses are frozen dataclasses of integers, all starting at 0, that name in `bad` what must stay 0."""

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not any(self.counts[name] for name in self.bad())

    @classmethod
    def bad(cls) -> tuple[str, ...]:
        """The counts of which every single one is a defect."""
        return ()

    @classmethod
    def most(cls) -> tuple[str, ...]:
        """The counts that do not add up: of several rounds the largest one stands."""
        return ()

    @property
    def counts(self) -> dict[str, int]:
        """Name of each count → its value."""
        return {name: int(value) for name, value in asdict(self).items()}

    def __add__(self, other: Self) -> Self:
        mine, theirs = self.counts, other.counts
        return type(self)(
            **{
                each.name: self.together(each.name, mine[each.name], theirs[each.name])
                for each in fields(self)
            }
        )

    @classmethod
    def together(cls, name: str, one: int, other: int) -> int:
        """A count of two rounds."""
        return max(one, other) if name in cls.most() else one + other
