"""What one can say about public transport: when to travel, and which timetable counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import InputError
from .units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from .modes import Mode, TransitMode
    from .networks.transport import TransportNetwork

__all__ = [
    "WHEN",
    "add_gtfs",
    "add_transit",
    "check_transit",
    "minutes_text",
    "percentile_of",
    "transit_network",
    "travel_window",
]

TRANSIT_NAME = "transit"
MEDIAN = 50.0

WHEN = '--{} "2026-03-10 07:30/08:30"'
"""An example of a window, for help texts."""


def add_transit(command: argparse.ArgumentParser) -> None:
    """Add when to travel by public transport, and with which timetable."""
    command.add_argument(
        "--departure",
        metavar="WHEN",
        help="with --mode transit: when people set out, every minute of '2026-03-10 07:00/08:00'",
    )
    command.add_argument(
        "--arrival",
        metavar="WHEN",
        help="instead: by when they must be there, '2026-03-10 07:55/08:05' or one moment",
    )
    command.add_argument(
        "--percentile",
        type=float,
        metavar="P",
        help="which of the travel times within the window counts (50, the median)",
    )
    add_gtfs(command)


def add_gtfs(command: argparse.ArgumentParser) -> None:
    """Add with which timetable a network comes."""
    command.add_argument(
        "--gtfs",
        metavar="FILE",
        help="a timetable of buses and trains in GTFS (.zip) that comes with the network",
    )


def check_transit(
    options: argparse.Namespace, modes: tuple[Mode | TransitMode, ...], *, needs_when: bool = True
) -> None:
    """Refuse a window without public transport, or public transport without a window.

    Raises
    ------
    InputError
        If one is missing, there are two windows, or an option does not go with it.
    """
    by_transit = any(mode.name == TRANSIT_NAME for mode in modes)
    if options.departure is not None and options.arrival is not None:
        raise InputError("give either --departure or --arrival, not both")
    given = [name for name in ("departure", "arrival") if getattr(options, name) is not None]
    if by_transit and needs_when and not given:
        raise InputError(
            '--mode transit needs to know when: say --departure "2026-03-10 07:00/08:00" or '
            '--arrival "2026-03-10 07:55/08:05"'
        )
    for name in ("nearest", "no_turns"):
        if by_transit and len(modes) == 1 and getattr(options, name, None):
            raise InputError(
                f"--{name.replace('_', '-')} does not go with --mode transit; leave it out"
            )
    for name in (*given, "percentile", "gtfs"):
        if not by_transit and getattr(options, name) is not None:
            raise InputError(f"--{name} goes with --mode transit; say that too, or leave it out")


def travel_window(options: argparse.Namespace) -> dict[str, Any]:
    """Return when to travel, as the library takes it; nothing if no window is given.

    Raises
    ------
    TimetableError
        If a window cannot be read.
    """
    from .networks.timetables.windows import ArrivalWindow, DepartureWindow

    if options.departure is not None:
        return {"departure": DepartureWindow(*_moments(options.departure))}
    if options.arrival is not None:
        return {"arrival": ArrivalWindow(*_moments(options.arrival))}
    return {}


def transit_network(network: TransportNetwork, options: argparse.Namespace) -> TransportNetwork:
    """Return the network with the timetable that is named, if one is.

    Raises
    ------
    FeedError
        If it cannot be read.
    """
    return network if options.gtfs is None else network.with_gtfs(options.gtfs)


def percentile_of(options: argparse.Namespace) -> float:
    """Return which of the travel times within a window counts."""
    return MEDIAN if options.percentile is None else float(options.percentile)


def minutes_text(table: pd.DataFrame, mode: TransitMode) -> str:
    """Return times by public transport as text: in minutes, and only where there is a way.

    Parameters
    ----------
    table : DataFrame, shape (n_origins, n_destinations)
        In seconds, infinite where there is no way.
    mode : TransitMode
        Whose times they are.
    """
    import numpy as np

    reached = np.isfinite(table.to_numpy()).any(axis=0)
    shown = (table.loc[:, reached] / SECONDS_PER_MINUTE).round(0)
    lines = [f"Minutes by {mode.name}; - where there is no way"]
    if reached.any():
        cells = shown.map(lambda minutes: f"{minutes:.0f}" if np.isfinite(minutes) else "-")
        lines.append(cells.to_string())
    if not reached.all():
        none = "; ".join(map(str, table.columns[~reached]))
        lines.append(f"No way from any of the {len(table):,} origins to: {none}")
    return "\n".join(lines)


def _moments(text: str) -> tuple[str, str | None]:
    """Return the begin of a window and, if it has one, its end."""
    start, slash, end = text.partition("/")
    return start.strip(), end.strip() if slash else None
