"""Maps of isochrones: what is reached within so many minutes, and what a scenario changes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.presentation.layers import Areas, Scale
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .area_tables import checked_areas, extent_of, has_shape
from .classed import sequential
from .goals import goal_layers, goals_of
from .measured import credit_of
from .sheet import sheet_around
from .texts import by_mode

if TYPE_CHECKING:
    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.map import Map

    from .sheet import Sheet

__all__ = ["isochrone_changes", "isochrones"]

OPACITY = 0.6
DARKEST = 4
"""Of the colours of times: beyond, nobody could read the roads below."""

SIDES = ("kept", "gained", "lost")
SIDE_COLOURS = ("#c9ced6", "#2171b5", "#8c510a")
"""Blue and brown, as on maps of changes; what is lost is hatched, for printers without colours."""


def isochrones(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    areas: gpd.GeoDataFrame,
    *,
    places: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of isochrones, the nearest area lightest and on top.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    areas : GeoDataFrame, shape (n_places * n_cutoffs, n_columns)
        What :func:`.isochrones` returns. The areas of several places are drawn as one: how
        near the nearest of them is.
    places : GeoDataFrame or GeoSeries, shape (n_places,), optional
        Places to mark and name.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save. The legend counts the people within each time, if the table
        does and it is about one place.

    Raises
    ------
    InputError
        If `areas` is no such table, has no rows, all of its areas are empty, or they lie far
        from the roads of the network.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> index = pd.MultiIndex.from_product([["Herning"], [600, 1200]], names=["place", "cutoff_s"])
    >>> around = [shapely.Point(8.97, 56.14).buffer(size) for size in (0.1, 0.2)]
    >>> columns = {"area_km2": [240.0, 960.0]}
    >>> areas = gpd.GeoDataFrame(columns, geometry=around, index=index, crs=4326)
    >>> km.maps.isochrones(network, areas).layers[1].scale.title
    'minutes by car from Herning'
    """
    table = checked_areas(areas, ("place", "cutoff_s"), "areas", "isochrones")
    goals = goals_of(places, "places")
    sheet = sheet_around(network, language, extent_of(table), goals.at)
    marks, told = goal_layers(sheet, goals, called="places")
    n_places = table.index.get_level_values("place").nunique()
    several = sheet.say("several as one", n=n_places) if n_places > 1 else ""
    return sheet.finished(
        (_nested(sheet, table), *marks),
        title=title or sheet.say("isochrones"),
        notes=(note, several, _percentile(sheet, areas), *told),
        credit=credit_of(areas),
        taken=goals.names,
    )


def _percentile(sheet: Sheet, table: gpd.GeoDataFrame) -> str:
    """Return of how much of a window the areas hold, empty where they are of no window."""
    percentile = table.attrs.get("percentile")
    return "" if percentile is None else sheet.say("percentile", percentile=f"{percentile:g}")


def _nested(sheet: Sheet, table: gpd.GeoDataFrame) -> Areas:
    """Return the areas as rings that do not overlap, so that each keeps its colour."""
    import shapely

    cutoff = table.index.get_level_values("cutoff_s")
    cutoffs = sorted(set(cutoff.tolist()))
    shapes = sheet.geometry(table.geometry.to_numpy())
    unions = [shapely.union_all(shapes[cutoff == each]) for each in cutoffs]
    rings: Any = [
        unions[0],
        *(shapely.difference(larger, smaller) for smaller, larger in pairwise(unions)),
    ]
    kept = [k for k, ring in enumerate(rings) if not ring.is_empty]
    geometry: np.ndarray[tuple[int], np.dtype[np.object_]] = np.empty(len(kept), dtype=object)
    geometry[:] = [rings[k] for k in kept]
    return Areas(
        name=sheet.say("isochrones"),
        geometry=geometry[::-1],
        scale=_minutes_scale(sheet, table, cutoffs),
        class_of=np.array(kept[::-1], dtype=np.int64),
        opacity=OPACITY,
        outline=False,
        tooltips=[_area_text(sheet, table, cutoffs[k]) for k in kept[::-1]],
    )


def _minutes_scale(sheet: Sheet, table: gpd.GeoDataFrame, cutoffs: list[float]) -> Scale:
    """Return the scale of cutoffs in minutes, with the people within each where that is told."""
    ends = [_minutes(sheet, cutoff_s) for cutoff_s in cutoffs]
    names = table.index.get_level_values("place").unique()
    amounts: tuple[float, ...] = ()
    if "people" in table and len(names) == 1:
        within = table["people"].droplevel("place").reindex(cutoffs).to_numpy(np.float64)
        amounts = tuple(np.diff(within, prepend=0.0).tolist())
    several = len(names) > 1 or names[0] == "all"
    direction = str(table.attrs.get("direction", "from"))
    by = by_mode(sheet.words, table.attrs.get("mode", "car"))
    place = sheet.say("nearest place") if several else str(names[0])
    return Scale(
        title=sheet.say(f"reached {direction}", by=by, place=place),
        labels=tuple(
            f"{begin}\N{EN DASH}{end}" for begin, end in zip(["0", *ends], ends, strict=False)
        ),
        colours=sequential(len(cutoffs), darkest=DARKEST),
        amounts=amounts,
        counted=sheet.say("people") if amounts else "",
    )


def _area_text(sheet: Sheet, table: gpd.GeoDataFrame, cutoff_s: float) -> str:
    """Return what the pointer says of one cutoff: the areas of the first few places."""
    rows = table.xs(cutoff_s, level="cutoff_s")
    texts = []
    for name, row in list(rows.iterrows())[:3]:
        place = sheet.say("all places") if name == "all" else str(name)
        km2 = sheet.words.number(row["area_km2"], 1)
        text = sheet.say("area", place=place, minutes=_minutes(sheet, cutoff_s), km2=km2)
        texts.append(_with_people(sheet, text, row))
    return "; ".join(texts + ["\N{HORIZONTAL ELLIPSIS}"] * (len(rows) > len(texts)))


def _with_people(sheet: Sheet, text: str, row: Any) -> str:
    """Return a text and how many people it is about, if the table says so."""
    if "people" not in row:
        return text
    return sheet.say("and people", text=text, people=sheet.words.number(row["people"]))


def _minutes(sheet: Sheet, cutoff_s: float) -> str:
    """Return a cutoff in minutes, with a decimal only if it needs one."""
    minutes = cutoff_s / SECONDS_PER_MINUTE
    return sheet.words.number(minutes, 0 if float(minutes).is_integer() else 1)


def isochrone_changes(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    changes: gpd.GeoDataFrame,
    *,
    places: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of the areas that a scenario wins, loses and keeps.

    Parameters
    ----------
    network : TransportNetwork
        Its roads are drawn and its towns named.
    changes : GeoDataFrame, shape (3 * n_places * n_cutoffs, n_columns)
        What :func:`.isochrone_changes` or :meth:`Comparison.isochrones` returns. Each cutoff
        is a layer of its own, the largest below.
    places : GeoDataFrame or GeoSeries, shape (n_places,), optional
        Places to mark and name.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save; of what changes, also where more is kept beyond. The legend
        counts people, or else square kilometres, if the table is about one place and one cutoff.

    Raises
    ------
    InputError
        If `changes` is no such table, has no rows, all of its areas are empty, or what is gained
        or lost lies far from the roads of the network.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> index = pd.MultiIndex.from_product(
    ...     [["all"], [1200], ["kept", "gained", "lost"]], names=["place", "cutoff_s", "change"]
    ... )
    >>> shapes = [shapely.Point(8.9 + k, 56.14).buffer(0.05) for k in (0.0, 0.1, 0.2)]
    >>> table = gpd.GeoDataFrame({"area_km2": [60.0] * 3}, geometry=shapes, index=index, crs=4326)
    >>> km.maps.isochrone_changes(network, table).layers[1].scale.labels
    ('reached before and after', 'gained', 'lost')
    """
    table = checked_areas(changes, ("place", "cutoff_s", "change"), "changes", "isochrone_changes")
    goals = goals_of(places, "places")
    sides = [extent_of(side) for _, side in _changed(table).groupby(level="change")]
    sheet = sheet_around(network, language, *sides, further=goals.at)
    cutoffs = sorted(set(table.index.get_level_values("cutoff_s")), reverse=True)
    layers = [_sides(sheet, table, each, alone=len(cutoffs) == 1) for each in cutoffs]
    marks, told = goal_layers(sheet, goals, called="places")
    return sheet.finished(
        (*layers, *marks),
        title=title or sheet.say("isochrones"),
        notes=(note, _percentile(sheet, changes), *told),
        credit=credit_of(changes),
        taken=goals.names,
    )


def _changed(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas that are gained or lost, or all where none is."""
    changed = table[table.index.get_level_values("change") != "kept"]
    return changed if has_shape(changed).any() else table


def _sides(sheet: Sheet, table: gpd.GeoDataFrame, cutoff_s: float, *, alone: bool) -> Areas:
    """Return what is kept, gained and lost within one cutoff."""
    rows = table.xs(cutoff_s, level="cutoff_s")
    rows = rows[has_shape(rows)]
    side = rows.index.get_level_values("change")
    classes = np.array([SIDES.index(each) for each in side], dtype=np.int64)
    order = np.argsort(classes, kind="stable")
    texts = [_side_text(sheet, row, key[1], cutoff_s) for key, row in rows.iterrows()]
    return Areas(
        name=sheet.say("within minutes", minutes=_minutes(sheet, cutoff_s)),
        geometry=sheet.geometry(rows.geometry.to_numpy())[order],
        scale=_sides_scale(sheet, table, cutoff_s, alone=alone),
        class_of=classes[order],
        opacity=OPACITY,
        tooltips=[texts[k] for k in order.tolist()],
    )


def _side_text(sheet: Sheet, row: Any, change: str, cutoff_s: float) -> str:
    """Return what the pointer says of one area."""
    km2, minutes = sheet.words.number(row["area_km2"], 1), _minutes(sheet, cutoff_s)
    text = sheet.say("in a change", what=sheet.say(change), minutes=minutes, km2=km2)
    return _with_people(sheet, text, row)


def _sides_scale(sheet: Sheet, table: gpd.GeoDataFrame, cutoff_s: float, *, alone: bool) -> Scale:
    """Return what the legend says of areas kept, gained and lost."""
    column = "people" if "people" in table else "area_km2"
    amounts: tuple[float, ...] = ()
    if alone and table.index.get_level_values("place").nunique() == 1:
        sums = table.groupby(level="change")[column].sum().reindex(SIDES, fill_value=0.0)
        amounts = tuple(sums.to_numpy(np.float64).tolist())
    title = sheet.say("within minutes", minutes=_minutes(sheet, cutoff_s))
    by = by_mode(sheet.words, table.attrs["mode"]) if "mode" in table.attrs else ""
    return Scale(
        title=f"{title} {by}".strip(),
        labels=tuple(sheet.say(side) for side in SIDES),
        colours=SIDE_COLOURS,
        hatched=(SIDES.index("lost"),),
        amounts=amounts,
        counted=sheet.say("people" if column == "people" else "km2") if amounts else "",
    )
