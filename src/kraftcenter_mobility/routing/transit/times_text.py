"""What a notebook shows of travel times over a window: how long, how sure, how many changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.html_tables import html_table

if TYPE_CHECKING:
    from .times import TransitTimes

__all__ = ["times_html"]

MINUTE_S = 60.0


def times_html(times: TransitTimes) -> str:
    """Return travel times over a window as a table for a notebook, a row per percentile.

    Parameters
    ----------
    times : TransitTimes
        The times.

    Returns
    -------
    str
        HTML; minutes are over the pairs that have a way.
    """
    rows = [
        (f"{each:g} %", *_minutes(times.travel_times_s[each].to_numpy(dtype=np.float64)))
        for each in times.percentiles
    ]
    n_origins, n_destinations = times.reached_share.shape
    pairs = f"{_counted(n_origins, 'origin')} to {_counted(n_destinations, 'destination')}"
    below = [
        f"{pairs}, {times.window!r}",
        *_changes(times),
        *(times.notices[code].meaning for code in times.notices),
    ]
    head = ("of the moments", "pairs with a way", "shortest, min", "median, min", "longest, min")
    return html_table(f"Times by {times.mode.name}", head, rows, footer="\n".join(below))


def _minutes(time_s: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[str, ...]:
    """Return the share of pairs with a way, and their shortest, median and longest minutes."""
    reached = time_s[np.isfinite(time_s)]
    share = f"{reached.size / max(time_s.size, 1):.0%}"
    if not reached.size:
        return (share, "-", "-", "-")
    low, middle, high = np.quantile(reached, (0.0, 0.5, 1.0)) / MINUTE_S
    return (share, f"{low:.1f}", f"{middle:.1f}", f"{high:.1f}")


def _counted(count: int, what: str) -> str:
    """Return a number of things, in the singular if it is one."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _changes(times: TransitTimes) -> list[str]:
    """Return how often one changes, if that was counted."""
    if times.changes is None:
        return []
    known = times.changes.to_numpy(dtype=np.float64)
    known = known[np.isfinite(known)]
    return [f"{known.mean():.1f} changes on average"] if known.size else []
