"""Parts of streets reached by public transport at enough of the moments of a window.

A percentile of travel times is within a cutoff where the way takes no longer than the
cutoff at so many of the moments: the rule of :mod:`..transit.percentiles`, read the other way
round. What is reached at each moment is exact along the streets, and so is where enough of the
moments overlap.
"""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.places import check_places
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.transit.percentiles import check_percentiles
from kraftcenter_mobility.routing.transit.question import window_of
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .transit_reach import Reach

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .parts import ReachedParts

__all__ = ["transit_parts"]


def transit_parts(  # noqa: PLR0913 - the settings of one question
    network: TransportNetwork,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    cutoffs_s: Sequence[float],
    *,
    mode: TransitMode,
    direction: str = "from",
    together: bool = False,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentile: float = 50.0,
    max_distance_m: float = MAX_DISTANCE_M,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
) -> Iterator[ReachedParts]:
    """Yield what is reached of the streets, place by place and within them by cutoff.

    Parameters
    ----------
    network : TransportNetwork
        The streets, and what runs.
    places : GeoDataFrame or GeoSeries, shape (n_places,)
        Where journeys begin, or end.
    cutoffs_s : sequence of float, shape (n_cutoffs,)
        Longest journeys, in seconds, inclusive.
    mode : TransitMode
        How one comes to stops and goes from them, and how far.
    direction : str, optional
        ``"from"`` the places, or ``"to"`` them.
    together : bool, optional
        Yield what is reached from any of the places, or to it: by cutoff alone.
    departure : DepartureWindow, optional
        When one sets out. Either this or `arrival` must be given.
    arrival : ArrivalWindow, optional
        When one must have arrived.
    percentile : float, optional
        The share of moments, in percent, at which a position must be reached.
    max_distance_m : float, optional
        Furthest a place or a stop may lie from a street, in metres.
    allow_islands : bool, optional
        Join places also to streets that cannot reach the rest of the network.
    threads : int, optional
        Number of threads; what is reached does not depend on it.
    progress : bool, optional
        Show a progress bar; by default for longer work at a terminal.

    Yields
    ------
    ReachedParts
        Of one place and cutoff. No two of them overlap. Times are NaN.

    Raises
    ------
    InputError
        If neither or both windows are given, or the percentile is none.
    ModeError
        If the mode is not one of public transport.
    TimetableError
        If the network knows no trains or buses, or no timetable for the day.
    PlacesError, SnappingError
        If places cannot be used, or lie too far from the streets.

    Notes
    -----
    A position is reached at a percentile *p* within a cutoff exactly if
    :func:`.transit_times` finds a percentile no larger than the cutoff: if at ceil(*p* / 100
    *n*) of the *n* moments or more the way takes no longer than the cutoff.
    """
    if not isinstance(mode, TransitMode):
        raise ModeError(f"mode must be a TransitMode such as TRANSIT, got {mode!r:.60}")
    check_percentiles(percentile)
    if not isinstance(percentile, Real):
        raise InputError(f"percentile must be one number, got {percentile!r:.60}")
    window = window_of(departure, arrival, mode)
    points = check_places(places, "places")
    reach = Reach(
        network,
        points,
        mode=mode,
        window=window,
        to_street=direction == "from",
        longest_s=max(cutoffs_s),
        percentile=percentile,
        max_distance_m=max_distance_m,
        allow_islands=allow_islands,
        threads=threads,
    )
    n_steps = len(points) * len(cutoffs_s)
    with progress_bar(n_steps, f"isochrones by {mode.name}", show=progress) as advance:
        if not together:
            for place in range(len(points)):
                for cutoff_s in cutoffs_s:
                    yield reach.merged([reach.around(place, cutoff_s)])
                    advance(1)
            return
        for cutoff_s in cutoffs_s:
            every: list[ReachedParts] = []
            for place in range(len(points)):
                every.append(reach.around(place, cutoff_s))
                advance(1)
            yield reach.merged(every)
