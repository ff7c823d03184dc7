"""Money of one year in that of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MILLION", "moved"]

MILLION = 1e6


def moved(amount: float, before: int, year: int, index: Mapping[int, float]) -> float:
    """Return an amount of money of one year in that of another.

    Raises
    ------
    InputError
        If the index lacks one of the two, or is not above zero in both.

    Examples
    --------
    >>> moved(100.0, 2019, 2022, {2019: 100.0, 2022: 112.0})
    112.0
    """
    if lacking := [each for each in (before, year) if each not in index]:
        raise InputError(f"the price index has no year {lacking[0]}, only {listed(index)}")
    for each in (before, year):
        check_positive(f"the price index of {each}", index[each])
    return amount * index[year] / index[before]
