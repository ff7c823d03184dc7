"""For how many people there is a way at all, in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

__all__ = ["way_lines"]

PER_MILLE = 1000
ROUNDING = 1e-9
MOST_SHARES = 4
"""More different shares than these are told as the least and the most."""


def way_lines(rows: pd.DataFrame, names: Sequence[str]) -> Iterator[str]:
    """Yield for how many the means of a table are, mode by mode, where not for all.

    Parameters
    ----------
    rows : DataFrame, shape (n_scenarios * n_modes, n_columns)
        Of :meth:`Comparison.summary`.
    names : sequence of str, shape (n_scenarios,)
        The scenarios in the order of their numbers.

    Yields
    ------
    str
        Such as "With a way before and after by transit: 46.0 %."
    """
    unlike = False
    for mode in rows.index.unique("mode"):
        of_mode = rows.xs(mode, level="mode")[["people", "people_compared"]].loc[list(names)]
        numbers: dict[int, list[str]] = {}
        for number, (people, compared) in enumerate(of_mode.to_numpy().tolist(), start=1):
            share = math.floor(PER_MILLE * compared / people + ROUNDING) if people else PER_MILLE
            numbers.setdefault(share, []).append(f"#{number}")
        if set(numbers) != {PER_MILLE}:
            unlike |= len(numbers) > 1
            yield f"With a way before and after by {mode}: {_shares(numbers)}."
    if unlike:
        yield "Where these differ, so do those whose mean is told, and with them the time before."


def _shares(numbers: dict[int, list[str]]) -> str:
    """Return shares in per mille as text, with the scenarios that each is of."""
    words = {share: f"{100 * share / PER_MILLE:.1f} %" for share in sorted(numbers)}
    if len(words) == 1:
        return next(iter(words.values()))
    shown = list(words)
    if len(shown) > MOST_SHARES:
        least, most = shown[0], shown[-1]
        return (
            f"from {words[least]} ({', '.join(numbers[least])}) to {words[most]} "
            f"({', '.join(numbers[most])})"
        )
    return ", ".join(f"{words[share]} ({', '.join(numbers[share])})" for share in shown)
