"""One percentile chosen from a table that holds several."""

from __future__ import annotations

from typing import Any

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.errors import InputError

__all__ = ["chosen_percentile"]

LEVEL = "percentile"


def chosen_percentile(times: Any, percentile: float | None) -> Any:
    """Return the table of one percentile, wide or long.

    Parameters
    ----------
    times : DataFrame or Series
        Travel times, perhaps with ``percentile`` as a column, or as a level of the columns
        or of the index.
    percentile : float or None
        Which one; None if there are none to choose from.

    Returns
    -------
    DataFrame or Series
        The table of that percentile, or the one given if it holds none.

    Raises
    ------
    InputError
        If there are several and none is chosen, or the one chosen is not there.
    """
    if percentile is not None:
        check_positive("percentile", percentile)
    columns = getattr(times, "columns", None)
    index = getattr(times, "index", None)
    if columns is not None and LEVEL in columns.names:
        held = list(columns.get_level_values(LEVEL).unique())
        return times.xs(_one(held, percentile), axis=1, level=LEVEL)
    if columns is not None and LEVEL in columns:
        held = list(times[LEVEL].unique())
        return times[times[LEVEL] == _one(held, percentile)].drop(columns=LEVEL)
    if index is not None and LEVEL in index.names:
        held = list(index.get_level_values(LEVEL).unique())
        return times.xs(_one(held, percentile), level=LEVEL)
    if percentile is not None:
        raise InputError(f"these travel times hold no percentiles to choose {percentile:g} from")
    return times


def _one(held: list[Any], percentile: float | None) -> Any:
    """Return the percentile asked for, or the only one."""
    if percentile is None and len(held) == 1:
        return held[0]
    numbers = [_number(each) for each in held]
    if percentile is None or percentile not in numbers:
        shown = ", ".join(
            f"{each}" if number is None else f"{number:g}"
            for each, number in zip(held, numbers, strict=True)
        )
        asked = "choose one" if percentile is None else f"{percentile:g} is not among them"
        raise InputError(
            f"these travel times hold several percentiles, {shown}: {asked} with "
            f"travel_times(times, percentile=...)"
        )
    return held[numbers.index(percentile)]


def _number(label: Any) -> float | None:
    """Return the percentile that a label says, also as text; None if it says none."""
    try:
        return float(label)
    except (TypeError, ValueError):
        return None
