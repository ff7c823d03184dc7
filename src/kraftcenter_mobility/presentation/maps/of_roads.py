"""A map of sections of road by a number, such as what it costs to close them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.layers import Lines
from kraftcenter_mobility.routing.checks import check_network

from .area_tables import checked_lines, extent_of, has_shape
from .classed import classed
from .measured import credit_of, heading_of, refuse_times
from .sheet import sheet_around

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray
    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.presentation.map import Map

    from .classed import Classed
    from .sheet import Sheet

__all__ = ["roads"]

THINNEST, THICKEST = 1.2, 5.0


def roads(  # noqa: PLR0913 - what to show, and what to call it
    network: TransportNetwork,
    table: gpd.GeoDataFrame | pd.DataFrame,
    value: str,
    *,
    legend: str,
    limits: Sequence[float] | None = None,
    title: str = "",
    note: str = "",
    language: str = "en",
) -> Map:
    """Return a map of roads by a number: the more, the wider and the darker.

    Parameters
    ----------
    network : TransportNetwork
        Its other roads are drawn and its towns named.
    table : GeoDataFrame or DataFrame, shape (n_roads, n_columns)
        Lines, such as what :func:`.rank_closures` returns; or a table indexed by the names of
        roads, such as ``roads`` of :meth:`Comparison.explain`, of which the whole road is
        drawn.
    value : str
        The column with the numbers; rows without one are left out.
    legend : str
        Heading of the colours: what the numbers are, and their unit.
    limits : sequence of float, optional
        As in :func:`.values`.
    title, note, language : str, optional
        As in :func:`.travel_times`.

    Returns
    -------
    Map
        To plot, explore or save; the largest numbers on top.

    Raises
    ------
    InputError
        If there is no such column, or nothing to draw.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> import kraftcenter_mobility as km
    >>> network = km.TransportNetwork.sample()
    >>> lines = [shapely.LineString([(8.9, 56.1), (9.0, 56.1 + k / 10)]) for k in range(3)]
    >>> table = gpd.GeoDataFrame({"person_h": [1.0, 20.0, 3.0]}, geometry=lines, crs=4326)
    >>> drawn = km.maps.roads(network, table, "person_h", legend="person-hours", limits=[5, 10])
    >>> drawn.layers[1].class_of.tolist()
    [0, 0, 2]
    """
    heading = heading_of(legend)
    _check(network, table, value)
    located, whole = _located(network, table)
    located = checked_lines(located, "table")
    located = located[has_shape(located)]
    numbers = _numbers(located[value], value)
    located, numbers = located[np.isfinite(numbers)], numbers[np.isfinite(numbers)]
    if not numbers.size:
        raise InputError(f"there is nothing to draw: no road has a finite number in {value!r}")
    sheet = sheet_around(network, language, extent_of(located))
    missing = len(table) - located.index.nunique() if whole else len(table) - len(located)
    left_out = sheet.say("not drawn", n=missing, total=len(table)) if missing > 0 else ""
    return sheet.finished(
        (_layer(sheet, located, numbers, heading, limits),),
        title=title or heading,
        notes=(note, sheet.say("whole roads") if whole else "", left_out),
        credit=credit_of(table),
    )


def _check(network: object, table: object, value: str) -> None:
    """Refuse what is no network, no table, or a table without the column."""
    import pandas as pd

    check_network(network)
    if not isinstance(table, pd.DataFrame):
        raise InputError(
            f"table must be a GeoDataFrame with lines, or a table indexed by names of roads, not "
            f"a {type(table).__name__}"
        )
    if value not in table:
        raise InputError(
            f"table has no column {value!r}, only {', '.join(map(str, table.columns))}"
        )


def _numbers(column: pd.Series, value: str) -> FloatArray:
    """Return a column as numbers."""
    refuse_times(column, f"the column {value!r}")
    try:
        numbers: FloatArray = column.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError) as trouble:
        raise InputError(f"the column {value!r} must hold numbers: {trouble}") from trouble
    return numbers


def _located(network: TransportNetwork, table: gpd.GeoDataFrame | pd.DataFrame) -> tuple[Any, bool]:
    """Return a table with lines, and whether they are those of whole roads by their names."""
    import geopandas as gpd

    if isinstance(table, gpd.GeoDataFrame):
        return table, False
    names = table.index.astype(str)
    lines = _by_name(network, set(names))
    found = names.isin(list(lines))
    if not found.any():
        raise InputError(
            "table has no geometry, and its index holds no name of a road of the network; give "
            "a GeoDataFrame with lines, or a table indexed by names of roads"
        )
    shapes = [lines[name] for name in names[found]]
    return gpd.GeoDataFrame(table[found], geometry=shapes, crs="EPSG:4326"), True


def _by_name(network: TransportNetwork, wanted: set[str]) -> dict[str, Any]:
    """Return the lines of the roads of some names, or else numbers."""
    import shapely

    own = network.roads
    is_wanted = np.array([name in wanted for name in own.names] + [False])
    name = np.where(own.way_name >= 0, own.way_name, own.way_number)[own.piece_way]
    pieces = np.flatnonzero(is_wanted[name])
    lines = network.piece_lines.lines(pieces) if pieces.size else np.zeros(0, dtype=object)
    of_name = name[pieces]
    return {
        str(own.names[each]): shapely.multilinestrings(list(lines[of_name == each]))
        for each in np.unique(of_name).tolist()
    }


def _layer(
    sheet: Sheet,
    table: gpd.GeoDataFrame,
    numbers: FloatArray,
    legend: str,
    limits: Sequence[float] | None,
) -> Lines:
    """Return roads, those with the largest numbers last and so on top."""
    division = classed(numbers, limits, signed=True)
    classes = division.class_of(numbers)
    order = np.argsort(np.abs(numbers), kind="stable")
    names = _names(table)
    return Lines(
        name=sheet.say("roads"),
        geometry=sheet.geometry(table.geometry.to_numpy())[order],
        scale=division.scale(sheet.words, legend, np.zeros(0), np.unique(classes)),
        class_of=classes[order],
        width=_widths(division),
        tooltips=[
            f"{names[k]}: {division.text(sheet.words, float(numbers[k]))}" for k in order.tolist()
        ],
    )


def _widths(division: Classed) -> tuple[float, ...]:
    """Return the width of each class: more further from zero."""
    n_classes = len(division.limits) + 1
    if division.limits and division.limits[0] < 0 < division.limits[-1]:
        step = np.abs(np.arange(n_classes) - (n_classes - 1) / 2)
    else:
        step = np.arange(n_classes, dtype=np.float64)
    share = step / max(float(step.max()), 1.0)
    widths = THINNEST + (THICKEST - THINNEST) * share
    return (*widths.tolist(), THICKEST, THINNEST)


def _names(table: gpd.GeoDataFrame) -> list[str]:
    """Return what each row is called: its road and number, or else its name in the index."""
    if "road" not in table:
        return [str(name) for name in table.index]
    numbers = table["number"] if "number" in table else [""] * len(table)
    told = [
        " ".join(dict.fromkeys(str(part) for part in pair if part))
        for pair in zip(table["road"], numbers, strict=True)
    ]
    return [name or str(key) for name, key in zip(told, table.index, strict=True)]
