"""What two sets of isochrones gain and lose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.locations import some

from .areas_people import people_within, residents_of
from .far_away import note_people_apart, note_sides_apart
from .overlay import overlay
from .polygons import area_km2, polygons_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["isochrone_changes"]

CHANGES = ("kept", "gained", "lost")

SAME = ("direction", "mode", "buffer_m", "departure", "arrival", "percentile")
"""Settings that both sides must share."""

NAMES = ["place", "cutoff_s"]


def isochrone_changes(
    baseline: gpd.GeoDataFrame,
    scenario: gpd.GeoDataFrame,
    *,
    people: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return which areas are within reach still, newly and no longer.

    Parameters
    ----------
    baseline, scenario : GeoDataFrame
        What :func:`isochrones` returns of two networks, with the same settings; in any
        coordinate reference system.
    people : GeoDataFrame of points or cells, optional
        Where people live, with a column ``population``.

    Returns
    -------
    GeoDataFrame, shape (3 * n_areas, n_columns)
        Indexed by ``place``, ``cutoff_s`` and ``change``: ``"kept"``, ``"gained"`` or
        ``"lost"``. Columns ``area_km2``, square kilometres; ``people``, if they are given;
        and ``geometry``, valid MultiPolygons in EPSG:4326, which may be empty. Places that
        one side does not know have no area there.

    Raises
    ------
    InputError
        If a side is no table of isochrones, has a row twice or no coordinate reference
        system, or if the two differ in settings or cutoffs.
    PlacesError
        If `people` are no table of places with a population.

    Warns
    -----
    UserWarning
        If the two sides, or the areas and all people, are more than 100 km apart.

    See Also
    --------
    isochrones : The two sides.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    >>> slow, fast = (
    ...     km.isochrones(network, hospital, [600], mode=mode)
    ...     for mode in (km.BICYCLE, km.BICYCLE)
    ... )
    >>> km.isochrone_changes(slow, fast)["area_km2"].round(3).to_list()[1:]
    [0.0, 0.0]
    """
    import geopandas as gpd
    import pandas as pd

    _check_sides(baseline, scenario)
    baseline, scenario = (_in_degrees(side) for side in (baseline, scenario))
    note_sides_apart(baseline, scenario)
    residents = None if people is None else residents_of(people)
    if residents is not None:
        note_people_apart(residents, [baseline, scenario])
    index = baseline.index.append(scenario.index.difference(baseline.index, sort=False))
    before, after = (_geometries(side, index) for side in (baseline, scenario))
    geometry = _overlaid(before, after)
    columns: dict[str, Any] = {"area_km2": [area_km2(each) for each in geometry]}
    if residents is not None:
        columns["people"] = people_within(residents, geometry)
    rows = [(*row, change) for row in index for change in CHANGES]
    table = gpd.GeoDataFrame(
        columns,
        index=pd.MultiIndex.from_tuples(rows, names=[*NAMES, "change"]),
        geometry=geometry,
        crs="EPSG:4326",
    )
    table.attrs.update(baseline.attrs)
    return table


def _check_sides(baseline: gpd.GeoDataFrame, scenario: gpd.GeoDataFrame) -> None:
    """Refuse what is no table of isochrones, or two that cannot be compared."""
    import geopandas as gpd

    for name, side in (("baseline", baseline), ("scenario", scenario)):
        if not isinstance(side, gpd.GeoDataFrame) or list(side.index.names) != NAMES:
            raise InputError(
                f"{name} must be what isochrones(...) returns, indexed by place and cutoff_s, "
                f"got {type(side).__name__}"
            )
        _check_rows(name, side)
    for name in SAME:
        one, other = baseline.attrs.get(name), scenario.attrs.get(name)
        if one != other:
            raise InputError(
                f"baseline and scenario must have the same {name} to be compared, got {one!r} and "
                f"{other!r}"
            )
    one, other = (
        sorted(set(side.index.get_level_values("cutoff_s"))) for side in (baseline, scenario)
    )
    if one != other:
        raise InputError(
            f"baseline and scenario must have the same cutoffs to be compared, got {one} and "
            f"{other}"
        )


def _check_rows(name: str, side: gpd.GeoDataFrame) -> None:
    """Refuse a side that says nothing certain about a place, or about where it is."""
    twice = side.index[side.index.duplicated()]
    if len(twice):
        raise InputError(
            f"{name} must have one row for each place and cutoff_s, but {len(twice)} stand again: "
            f"{some(repr(each) for each in twice)}; take what isochrones(...) returns as it is"
        )
    if side.crs is None:
        raise InputError(
            f"{name} has no coordinate reference system; say which with set_crs(...), for "
            f'degrees set_crs("EPSG:4326")'
        )


def _in_degrees(side: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return areas in degrees, in which they were made; untouched if that is what they are."""
    if side.crs == "EPSG:4326":
        return side
    turned = side.to_crs("EPSG:4326")
    sound = turned.geometry.make_valid(method="structure", keep_collapsed=False)
    whole = [polygons_of(shape) for shape in sound]
    return turned.set_geometry(whole, crs="EPSG:4326")


def _geometries(side: gpd.GeoDataFrame, index: pd.Index) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the geometries of the rows of an index, empty for those there are not."""
    import shapely

    known = side.geometry.to_numpy()
    place = side.index.get_indexer(index)
    found = np.empty(len(index), dtype=object)
    found[:] = shapely.MultiPolygon()
    found[place >= 0] = known[place[place >= 0]]
    found[shapely.is_missing(found)] = shapely.MultiPolygon()
    return found


def _overlaid(
    before: np.ndarray[Any, np.dtype[Any]], after: np.ndarray[Any, np.dtype[Any]]
) -> np.ndarray[Any, np.dtype[Any]]:
    """Return what is kept, gained and lost of each pair of areas, one after the other."""
    found = [overlay(*pair) for pair in zip(before, after, strict=True)]
    return np.array([each for of_pair in found for each in of_pair] + [None], dtype=object)[:-1]
