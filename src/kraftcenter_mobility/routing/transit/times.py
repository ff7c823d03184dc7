"""Door-to-door travel times by public transport over a window of time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_flag, check_number
from kraftcenter_mobility.errors import InputError, ModeError
from kraftcenter_mobility.modes import TRANSIT, TransitMode
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.checks import check_pairs, check_search
from kraftcenter_mobility.routing.travel_times import MAX_DISTANCE_M

from .by_sink import search_sinks, sinks_are_fewer
from .by_source import search_sources
from .percentiles import check_percentiles, percentile_times
from .question import ask_transit, window_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility._kernels.raptor import U8Array
    from kraftcenter_mobility.networks.public_transport import PublicTransport
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .question import Asked

__all__ = ["TransitTimes", "transit_times"]

PERCENTILES = (5.0, 25.0, 50.0, 75.0, 95.0)

FROM_SOURCES = "range search from every place on one side"
BY_PROFILES = "profiles of every place on one side"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TransitTimes:
    """Travel times between places over a window, as tables of origins and destinations."""

    mode: TransitMode
    window: DepartureWindow | ArrivalWindow
    percentiles: tuple[float, ...]
    travel_times_s: dict[float, pd.DataFrame] = field(repr=False)
    """By percentile, in seconds, waiting included; infinite where too few moments have a way."""

    reached_share: pd.DataFrame = field(repr=False)
    """The share of all moments of the window at which there is a way, 0 to 1."""

    changes: pd.DataFrame | None = field(repr=False)
    """How often one changes on the fastest journeys: the mean over those moments at which
    public transport is part of them, NaN where it never is; None if not asked for."""

    used_share: pd.DataFrame | None = field(repr=False)
    """The share of moments at which public transport is part of the fastest journey."""

    notices: Notices = field(default_factory=Notices)
    """What was odd: stops that no street leads to."""

    method: str = ""
    """How the times were found; has no influence on them."""

    def percentile(self, percentile: float = 50.0) -> pd.DataFrame:
        """Return the travel times of one percentile. Shape (n_origins, n_destinations).

        Raises
        ------
        InputError
            If it was not asked for.
        """
        if percentile not in self.travel_times_s:
            known = ", ".join(f"{each:g}" for each in self.percentiles)
            raise InputError(
                f"percentile {percentile!r} was not asked for, only {known}; ask again with it"
            )
        return self.travel_times_s[percentile]

    def __repr__(self) -> str:
        """Say what was asked, and how much of it has an answer."""
        n_origins, n_destinations = self.reached_share.shape
        reached = float((self.reached_share.to_numpy() > 0).mean())
        known = ", ".join(f"{each:g}" for each in self.percentiles)
        return (
            f"<TransitTimes by {self.mode.name}, {self.window!r}: {n_origins:,} origins, "
            f"{n_destinations:,} destinations, percentiles {known}; {reached:.0%} of the pairs "
            f"have a way>"
        )

    def _repr_html_(self) -> str:
        """Return how long the journeys take, percentile by percentile, for a notebook."""
        from .times_text import times_html

        return times_html(self)


def transit_times(  # noqa: PLR0913 - two sets of places, how to travel, and when
    network: TransportNetwork,
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    destinations: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    mode: TransitMode = TRANSIT,
    departure: DepartureWindow | None = None,
    arrival: ArrivalWindow | None = None,
    percentiles: float | tuple[float, ...] = PERCENTILES,
    changes: bool = True,
    cutoff_s: float = np.inf,
    max_distance_m: float = MAX_DISTANCE_M,
    allow_islands: bool = False,
    threads: int | None = None,
    progress: bool | None = None,
    transit: PublicTransport | None = None,
) -> TransitTimes:
    """Return travel times by public transport, how reliable they are, and the changes.

    A journey goes from the origin to a stop, rides, changes on foot and rides again, and goes
    on to the destination; or all the way without any ride, if that is faster. All ways to
    and from stops are those through the streets. A journey that sets out at a moment of
    the departure window takes from that moment to the arrival, waiting included; one that
    must have arrived by a moment of the arrival window takes from setting out, as late as
    one can, to that moment.

    Parameters
    ----------
    network : TransportNetwork
        The streets, and what runs.
    origins, destinations : GeoDataFrame or GeoSeries of points
        Where journeys begin and end, indexed by unique names.
    mode : TransitMode, optional
        How one comes to stops and goes from them, and how far.
    departure : DepartureWindow, optional
        When one sets out. Either this or `arrival` must be given.
    arrival : ArrivalWindow, optional
        When one must have arrived: school bells, appointments, kick-off.
    percentiles : float or tuple of float, optional
        Which percentiles of the times over the window to return, above 0 and up to 100.
    changes : bool, optional
        Whether to count changes. Searches start from every origin then (from every
        destination if arrivals are asked for), also where there are far more of them.
    cutoff_s : float, optional
        Longest journey of interest, in seconds, inclusive.
    max_distance_m : float, optional
        Furthest a place or a stop may lie from a street, in metres.
    allow_islands : bool, optional
        Join places also to streets that cannot reach the rest of the network.
    threads : int, optional
        Number of threads, all cores if not given. The times do not depend on it.
    progress : bool, optional
        Show a progress bar; by default for longer work at a terminal.
    transit : PublicTransport, optional
        What runs, instead of what the network says.

    Returns
    -------
    TransitTimes
        Tables of shape (n_origins, n_destinations): times by percentile in seconds, the
        share of moments with a way, and changes.

    Raises
    ------
    InputError
        If neither or both of `departure` and `arrival` are given, or a value makes no sense.
    TimetableError
        If the network knows no trains or buses, or no timetable for the day.
    PlacesError, SnappingError, ModeError
        As in :func:`travel_time_matrix`.

    See Also
    --------
    travel_time_matrix : One table of times, for any mode.
    journeys : The ways taken.

    Notes
    -----
    The times are exact: those of RAPTOR over all moments of the window, with changes on foot
    between any two stops near enough, which agree with a connection scan and with a
    brute-force search. With departures to far fewer destinations than origins, they come
    from the profiles of the destinations instead, which are the same to the last bit. Where a
    line is known by its headway only, the window is asked about once for each of
    ``mode.draws`` timetables, whose minutes are drawn evenly; all together are one sample.
    """
    from kraftcenter_mobility.modes import Mode

    if isinstance(mode, Mode) or not isinstance(mode, TransitMode):
        raise ModeError(
            f"mode must be a TransitMode such as kraftcenter_mobility.TRANSIT, got "
            f"{getattr(mode, 'name', mode)!r:.60}"
        )
    check_search(cutoff_s, threads)
    check_number("max_distance_m", max_distance_m)
    check_flag("changes", changes)
    check_flag("allow_islands", allow_islands)
    percentiles = check_percentiles(percentiles)
    window = window_of(departure, arrival, mode)
    asked = ask_transit(
        network,
        origins,
        destinations,
        mode=mode,
        window=window,
        cutoff_s=cutoff_s,
        max_distance_m=max_distance_m,
        allow_islands=allow_islands,
        threads=threads,
        transit=transit,
        progress=progress,
    )
    check_pairs(len(asked.origins), len(asked.destinations), len(percentiles))
    answer = _Answer(asked, percentiles, changes=changes)
    by_profiles = not changes and sinks_are_fewer(asked.question)
    n_steps = asked.question.direct_s.shape[1 if by_profiles else 0]
    with progress_bar(n_steps, f"{mode.name} times", show=progress) as advance:
        if by_profiles:
            search_sinks(asked.question, answer.take_sink, threads=threads, advance=advance)
        else:
            search_sources(asked.question, answer.take, threads=threads, advance=advance)
    return answer.tables(mode, window, BY_PROFILES if by_profiles else FROM_SOURCES)


class _Answer:
    """Collects what searches find, and makes tables of it."""

    def __init__(self, asked: Asked, percentiles: tuple[float, ...], *, changes: bool) -> None:
        self._asked, self._percentiles, self._counts = asked, percentiles, changes
        shape = asked.question.direct_s.shape
        self._time_s = np.empty((len(percentiles), *shape))
        self._reached = np.empty(shape)
        self._changes, self._used = (np.empty(shape if changes else (0, 0)) for _ in range(2))

    def take(self, source: int, sinks: slice, time_s: FloatArray, rides: U8Array) -> None:
        """Take the times of one source. Shape (n_some_sinks, n_moments)."""
        if self._counts:
            n_used = (rides > 0).sum(axis=1)
            n_changes = rides.sum(axis=1, dtype=np.float64) - n_used
            with np.errstate(invalid="ignore"):
                self._changes[source, sinks] = n_changes / n_used
            self._used[source, sinks] = n_used / time_s.shape[1]
        self._reached[source, sinks] = np.isfinite(time_s).mean(axis=1)
        self._time_s[:, source, sinks] = percentile_times(time_s, self._percentiles)

    def take_sink(self, sink: int, sources: slice, time_s: FloatArray) -> None:
        """Take the times to one sink. Shape (n_some_sources, n_moments)."""
        self._reached[sources, sink] = np.isfinite(time_s).mean(axis=1)
        self._time_s[:, sources, sink] = percentile_times(time_s, self._percentiles)

    def tables(
        self, mode: TransitMode, window: DepartureWindow | ArrivalWindow, method: str
    ) -> TransitTimes:
        """Return the tables."""
        return TransitTimes(
            mode=mode,
            window=window,
            percentiles=self._percentiles,
            travel_times_s={
                each: self._table(time_s)
                for each, time_s in zip(self._percentiles, self._time_s, strict=True)
            },
            reached_share=self._table(self._reached),
            changes=self._table(self._changes) if self._counts else None,
            used_share=self._table(self._used) if self._counts else None,
            notices=self._asked.notices,
            method=method,
        )

    def _table(self, values: FloatArray) -> pd.DataFrame:
        """Return an array of sources and sinks as a table of origins and destinations."""
        import pandas as pd

        shown: Any = values.T if self._asked.backward else values
        return pd.DataFrame(
            shown,
            index=self._asked.origins.index.rename("origin"),
            columns=self._asked.destinations.index.rename("destination"),
            copy=False,
        )
