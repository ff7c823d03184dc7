"""When people travel by public transport, and how they come to stops, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.networks.clock import clock_text
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.windows import DepartureWindow

__all__ = ["conflict_lines", "transit_lines", "window_text"]

MEDIAN = 50.0


def window_text(window: DepartureWindow | ArrivalWindow, percentile: float) -> str:
    """Return a window in words.

    Parameters
    ----------
    window : DepartureWindow or ArrivalWindow
        When people set out, or must have arrived.
    percentile : float
        Which of the travel times within it counts.

    Returns
    -------
    str
        Without a full stop.

    Examples
    --------
    >>> window_text(ArrivalWindow("2026-03-10 07:30", "08:30"), 50)
    'to arrive on 2026-03-10 from 07:30 to 08:30, every 60 s; the median'
    >>> window_text(ArrivalWindow("2026-03-10 08:00"), 50)
    'to arrive on 2026-03-10 by 08:00'
    """
    arriving = isinstance(window, ArrivalWindow)
    first, last = float(window.clock_s[0]), float(window.clock_s[-1])
    verb = "to arrive" if arriving else "setting out"
    if len(window) == 1:
        return f"{verb} on {window.date} {'by' if arriving else 'at'} {clock_text(first)}"
    which = "the median" if percentile == MEDIAN else f"percentile {percentile:g}"
    until = clock_text(last + window.every_s)
    span = f"from {clock_text(first)} to {until}, every {window.every_s} s"
    return f"{verb} on {window.date} {span}; {which}"


def transit_lines(
    modes: Iterable[Mode | TransitMode],
    window: DepartureWindow | ArrivalWindow,
    percentile: float,
) -> Iterator[str]:
    """Yield what travel times by public transport are, a sentence for each mode of it.

    Parameters
    ----------
    modes : iterable of Mode
        Of a comparison; those of the roads are passed over.
    window : DepartureWindow or ArrivalWindow
        When people travel.
    percentile : float
        Which of the travel times within it counts.

    Yields
    ------
    str
        Such as "By transit: to arrive on ..., walking to the first stop for 30 min at most".
    """
    for mode in modes:
        if isinstance(mode, TransitMode):
            yield (
                f"By {mode.name}: {window_text(window, percentile)}; {mode.access.name} to the "
                f"first stop for {mode.access_cutoff_s / SECONDS_PER_MINUTE:g} min at most, "
                f"{mode.egress.name} from the last for "
                f"{mode.egress_cutoff_s / SECONDS_PER_MINUTE:g}."
            )


def conflict_lines(
    transit: PublicTransport,
    window: DepartureWindow | ArrivalWindow,
    others: Mapping[str, PublicTransport] | None = None,
) -> Iterator[str]:
    """Yield what to make of travel times while trains are in each other's way.

    Parameters
    ----------
    transit : PublicTransport
        What runs as things are.
    window : DepartureWindow or ArrivalWindow
        When people travel.
    others : mapping of str to PublicTransport, optional
        What runs in scenarios, by what to call them.

    Yields
    ------
    str
        One sentence, or none where all trains can run as planned.
    """
    count = len(transit.conflicts(window.date))
    counts = {name: len(each.conflicts(window.date)) for name, each in (others or {}).items()}
    if count or any(counts.values()):
        told = "".join(f", {met:,} in {name}" for name, met in counts.items())
        yield (
            f"Trains are in each other's way {count:,} times that day as things are{told}, on "
            f"single track or too close: nothing is solved, and times by train are bounds of what "
            f"is possible."
        )
