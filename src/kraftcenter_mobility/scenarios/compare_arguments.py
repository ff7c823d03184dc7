"""The arguments of a comparison, checked before anything is computed."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.cutoffs import warn_of_minutes
from kraftcenter_mobility.errors import InputError, ModeError, PlacesError
from kraftcenter_mobility.locations import listed, some
from kraftcenter_mobility.modes import CAR, TransitMode

from .measures import refuse_unfilled

if TYPE_CHECKING:
    import geopandas as gpd

    from .answering import AnyMode, When
    from .measures import Measure

__all__ = ["check_demand", "check_when", "checked_cutoffs", "checked_measures", "checked_modes"]


def check_when(when: When, modes: tuple[AnyMode, ...]) -> None:
    """Refuse public transport without a time to travel at, and a time without it."""
    from kraftcenter_mobility.routing.checks import refuse_windows
    from kraftcenter_mobility.routing.transit.percentiles import check_percentiles
    from kraftcenter_mobility.routing.transit.question import window_of

    by_transit = [mode for mode in modes if isinstance(mode, TransitMode)]
    for mode in by_transit:
        window_of(when.departure, when.arrival, mode)
        if len(check_percentiles(when.percentile)) > 1 or not isinstance(when.percentile, Real):
            raise InputError(
                f"percentile must be one number above 0 and up to 100, got "
                f"{when.percentile!r:.60}; compare once for each, or ask travel_time_matrix for "
                f"several"
            )
    if not by_transit and modes:
        refuse_windows(modes[0], departure=when.departure, arrival=when.arrival)


def checked_modes(modes: Any) -> tuple[AnyMode, ...]:
    """Return modes as a tuple of values with names of their own."""
    from kraftcenter_mobility.modes import MODES, Mode

    alone = isinstance(modes, str | Mode | TransitMode) or not np.iterable(modes)
    listing = (modes,) if alone else tuple(modes)
    for mode in listing:
        if not isinstance(mode, Mode | TransitMode):
            known = next((m for m in MODES if m.name == str(mode).lower()), CAR)
            raise ModeError(
                f"modes must be Mode values such as kraftcenter_mobility.{known.name.upper()}, "
                f"got {mode!r:.60}"
            )
    if not listing:
        raise InputError("modes is empty; name at least one, such as kraftcenter_mobility.CAR")
    names = [mode.name for mode in listing]
    if len(set(names)) < len(names):
        raise InputError(
            f"modes must have names of their own, got {listed(names)}; rename one with "
            f'dataclasses.replace(mode, name="...")'
        )
    return listing


def checked_measures(measures: Any) -> tuple[Measure, ...]:
    """Return measures as a tuple of functions."""
    listing = (measures,) if callable(measures) or isinstance(measures, str) else tuple(measures)
    for measure in listing:
        if not callable(measure):
            raise InputError(
                f"measures must be functions of travel times and destinations, such as "
                f"kraftcenter_mobility.scenarios.measures.nearest; got {measure!r:.60}"
            )
        refuse_unfilled(measure)
    if not listing:
        raise InputError("measures is empty; leave it out for the time to the nearest destination")
    _refuse_repeated(listing)
    return listing


def check_demand(measures: tuple[Measure, ...], origins: gpd.GeoDataFrame) -> None:
    """Refuse demand of places that are no origins, which no side of the comparison has.

    Raises
    ------
    PlacesError
        If a measure with demand filled in names other places.
    """
    for measure in measures:
        demand: Any = dict(getattr(measure, "parameters", ())).get("demand")
        names = list(demand) if isinstance(demand, Mapping) else []
        if hasattr(demand, "loc"):
            names = list(demand.index)
        unknown = [repr(name) for name in names if name not in origins.index]
        if unknown:
            called = getattr(measure, "name", repr(measure))
            raise PlacesError(
                f"{len(unknown)} of {len(names)} places in the demand of measure {called!r} are "
                f"no origins: {some(unknown)}; leave them out, or compare them as origins too"
            )


def _refuse_repeated(measures: tuple[Measure, ...]) -> None:
    """Refuse two measures of one name, of which tables and files would keep the last.

    Raises
    ------
    InputError
        If a name, or a function, is there twice.
    """
    for place, measure in enumerate(measures):
        before = measures[:place]
        name = getattr(measure, "name", None)
        if any(measure is each for each in before):
            called = name or getattr(measure, "__name__", repr(measure))
            raise InputError(f"measures have {called!r:.80} twice; leave one out")
        if isinstance(name, str) and name in [getattr(each, "name", None) for each in before]:
            raise InputError(
                f"two measures are called {name!r:.80}; give one another name with "
                f"kraftcenter_mobility.accessibility.as_measure(..., name=...)"
            )


def checked_cutoffs(cutoffs_s: Any) -> tuple[float, ...]:
    """Return cutoffs in ascending order, each once."""
    given = tuple(cutoffs_s) if np.iterable(cutoffs_s) else (cutoffs_s,)
    for cutoff_s in given:
        check_positive("each of cutoffs_s", cutoff_s)
    found = tuple(sorted({float(cutoff_s) for cutoff_s in given}))
    warn_of_minutes(found, "cutoffs_s")
    return found
