"""A year's target, month by month: last year's shape scaled to it, where some months stay as they are.

The rule, so that two people with a calculator come to the same months:

1. A month that is pinned stays. What the target leaves is spread over the others.
2. Each of the others gets its share of that: its month in the shape over the sum of theirs. A month below nothing (a
   credit note) counts as nothing; where the shape says nothing at all, all shares are equal.
3. Shares are rounded down to the grain. What is left over goes out in grains, one each, to the months that lost most by
   rounding, the earlier first; what is less than a grain goes to the last of the others.

So the months add up to the target to the minor unit, whatever the grain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MONTHS = 12
FLAT = 1_000
"""Months that differ by less than this part of their mean are all the same: somebody divided by twelve."""


def spread(
    shape: Sequence[int], target: int, pinned: Mapping[int, int] | None = None, grain: int = 1
) -> tuple[int, ...] | None:
    """The months of `target` (minor units) in the proportions of `shape`; as many as the shape has.

    `pinned`: month, from 0 → what stays there. None where that leaves nothing right to spread: more is pinned than the
    target has, or every month is and they do not add up to it.
    """
    stays = {at: amount for at, amount in (pinned or {}).items() if 0 <= at < len(shape)}
    free = [at for at in range(len(shape)) if at not in stays]
    rest = target - sum(stays.values())
    if rest < 0 or (not free and rest):
        return None
    shares = dict(zip(free, _shares([max(shape[at], 0) for at in free], rest, max(grain, 1)), strict=True))
    return tuple(stays[at] if at in stays else shares[at] for at in range(len(shape)))


def _shares(weights: list[int], rest: int, grain: int) -> list[int]:
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    grains, crumbs = divmod(rest, grain)
    whole = sum(weights)
    shares = [grains * weight // whole for weight in weights]
    lost = [grains * weight % whole for weight in weights]
    most_first = sorted(range(len(weights)), key=lambda at: (-lost[at], at))
    for at in most_first[: grains - sum(shares)]:
        shares[at] += 1
    amounts = [share * grain for share in shares]
    amounts[-1] += crumbs
    return amounts


def grain_of(target: int) -> int:
    """What months of such a target are rounded to: a power of ten, about a thousandth of a month."""
    grain = 1
    while grain * 10 * 1_000 * MONTHS <= abs(target):
        grain *= 10
    return grain


def is_flat(months: Sequence[int]) -> bool:
    """Whether all months are the same (DOMAIN rule 3: really flat?)."""
    whole = abs(sum(months))
    return len(months) > 1 and whole > 0 and (max(months) - min(months)) * FLAT * len(months) <= whole
