"""Means of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def mean(numbers: Iterable[float], otherwise: float) -> float:
    """Their mean; `otherwise` where there are none."""
    found = list(numbers)
    return sum(found) / len(found) if found else otherwise


def rising(numbers: Sequence[float]) -> list[float]:
    """The numbers that never fall and are nearest to these: those that fall take their mean."""
    pools: list[tuple[float, int]] = []
    for number in numbers:
        pool = (number, 1)
        while pools and pools[-1][0] > pool[0]:
            (last, many), (mean, count) = pools.pop(), pool
            pool = ((last * many + mean * count) / (many + count), many + count)
        pools.append(pool)
    return [mean for mean, count in pools for _ in range(count)]
