"""The maps of a report: where edits are, who gains and loses, which roads change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import MobilityError
from kraftcenter_mobility.presentation import maps
from kraftcenter_mobility.presentation.layers import Lines, Marks, Scale
from kraftcenter_mobility.presentation.maps.sheet import sheet_around
from kraftcenter_mobility.scenarios.preview import Preview

from .sections import sections_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.map import Map
    from kraftcenter_mobility.scenarios.comparison import Comparison
    from kraftcenter_mobility.scenarios.explain import Explanation

    from .subject import Subject

__all__ = ["areas_map", "difference_map", "edit_map", "roads_map"]

FEWER = ("#4a2a04", "#8c510a", "#c58a3a")
MORE = ("#5aa2cf", "#2171b5", "#08306b")
WIDTHS = (4.5, 3.2, 2.0, 2.0, 3.2, 4.5)
AROUND = 1.2
WIDE = 1.4
LEAST_DEG = 0.035
"""A little map shows at least so much from south to north: about 4 km."""

LEAST_SHARE = 0.2
"""Of a map's size: people in a smaller part of it are too few places to look at alone."""

CLASSES_EACH = 3
"""Classes of more and of fewer people."""


def difference_map(subject: Subject) -> Map:
    """Return who gains and who loses."""
    shown: Map = maps.difference(
        _told(subject),
        subject.name,
        mode=subject.mode,
        measure=subject.measure,
        note=subject.say("map_note"),
        language=subject.words.language,
    )
    return _around_origins(subject, shown)


def areas_map(subject: Subject, changes: gpd.GeoDataFrame) -> Map:
    """Return what areas keep, gain and lose.

    Parameters
    ----------
    subject : Subject
        With the network and the words.
    changes : GeoDataFrame
        As in :func:`kraftcenter_mobility.isochrone_changes`.

    Returns
    -------
    Map
        Of where the people are.
    """
    shown: Map = maps.isochrone_changes(
        subject.comparison.network,
        changes,
        places=subject.case.destinations,
        language=subject.words.language,
    )
    moved = changes[changes.index.get_level_values("change") != "kept"]
    return _around_origins(subject, shown, moved.total_bounds)


def _around_origins(subject: Subject, shown: Map, others: Sequence[float] = ()) -> Map:
    """Return a map of where people are, and not of everywhere they might go.

    A map is left as it is where people are in few places, or the globe is crossed.
    """
    origins = subject.comparison.origins.geometry
    lon, lat = origins.x.to_numpy(), origins.y.to_numpy()
    if len(others) and np.isfinite(others).all():
        lon = np.append(lon, [others[0], others[2]])
        lat = np.append(lat, [others[1], others[3]])
    around = sheet_around(subject.comparison.network, subject.words.language, (lon, lat))
    west, south, east, north = shown.bounds
    size = around.bounds[2] - around.bounds[0], around.bounds[3] - around.bounds[1]
    few = size[0] < LEAST_SHARE * (east - west) and size[1] < LEAST_SHARE * (north - south)
    return shown if around.shifted or few else replace(shown, bounds=around.bounds)


def _told(subject: Subject) -> Comparison:
    """Return the comparison with accounts that are as short as signs on a map must be."""
    case, comparison = subject.case, subject.comparison
    short = subject.say("edit_short")
    accounts = tuple(replace(account, what=short) for account in case.accounts)
    cases = {**comparison.cases, subject.name: case._replace(accounts=accounts)}
    return replace(comparison, cases=cases)


def edit_map(subject: Subject, number: int) -> Map | None:
    """Return where one edit of a scenario is, None where it is nowhere.

    Parameters
    ----------
    subject : Subject
        With the scenario.
    number : int
        Of the edit, from one.

    Returns
    -------
    Map or None
        Around the edit, with the roads and towns there.
    """
    case = subject.case
    account = case.accounts[number - 1]
    if case.scenario is None or not len(account.geometry):
        return None
    alone = replace(case.scenario, edits=case.scenario.edits[number - 1 : number])
    preview = Preview(scenario=alone, network=subject.comparison.network, accounts=(account,))
    try:
        shown: Map = maps.edits(preview, language=subject.words.language)
    except MobilityError:
        return None
    return replace(shown, bounds=widened(shown.bounds))


def widened(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return a larger part of the Earth around another, wider than high.

    Examples
    --------
    >>> [round(each, 2) for each in widened((8.0, 0.0, 8.1, 0.4))]
    [7.71, -0.04, 8.39, 0.44]
    """
    west, south, east, north = bounds
    narrow = max(float(np.cos(np.radians((south + north) / 2))), 0.01)
    height = max((north - south) * AROUND, (east - west) * narrow * AROUND / WIDE, LEAST_DEG)
    width = max(height * WIDE, (east - west) * narrow * AROUND) / narrow
    lon, lat = (west + east) / 2, (south + north) / 2
    return (lon - width / 2, lat - height / 2, lon + width / 2, lat + height / 2)


def roads_map(subject: Subject, why: Explanation) -> Map | None:
    """Return which sections of road more or fewer people use, None where none does.

    Parameters
    ----------
    subject : Subject
        With the words.
    why : Explanation
        With the ways that were followed.

    Returns
    -------
    Map or None
        Blue where more, brown where fewer people go, wide where many.
    """
    import shapely

    lines, people = sections_of(why.journeys)
    if not people.size:
        return None
    at = shapely.get_coordinates(lines)
    sheet = sheet_around(subject.comparison.network, subject.words.language, (at[:, 0], at[:, 1]))
    edges = _edges(np.abs(people))
    class_of = _classes(people, edges)
    order = np.argsort(np.abs(people), kind="stable")
    layer = Lines(
        name=subject.say("ways_layer"),
        geometry=sheet.geometry(lines)[order],
        scale=_scale(subject, edges, class_of),
        class_of=class_of[order],
        width=WIDTHS,
        tooltips=[f"{subject.words.change(float(each))} {subject.noun}" for each in people[order]],
    )
    return sheet.finished((layer, *_goals(subject)), title="")


def _edges(people: FloatArray) -> FloatArray:
    """Return where the upper classes begin, as round numbers of people."""
    most = float(people.max())
    step = 10.0 ** np.floor(np.log10(max(most, 1.0)))
    least = step if most >= 2 * step else step / 2
    return np.unique(np.maximum(1.0, np.round([least / 5, least])))


def _classes(people: FloatArray, edges: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the class of each number of people: many fewer to many more."""
    size = np.searchsorted(edges, np.abs(people), side="right")
    size = np.minimum(size, CLASSES_EACH - 1)
    classes = np.where(people < 0, CLASSES_EACH - 1 - size, CLASSES_EACH + size)
    return classes.astype(np.int64)


def _scale(subject: Subject, edges: FloatArray, class_of: IntArray) -> Scale:
    """Return the legend of sections."""
    words = subject.words
    numbers = [words.number(edge) for edge in edges]
    spans = [f"< {numbers[0]}", f"{numbers[0]}\N{EN DASH}{numbers[-1]}", f"≥ {numbers[-1]}"]
    fewer = [f"{span} {subject.say('roads_fewer')}" for span in reversed(spans)]
    more = [f"{span} {subject.say('roads_more')}" for span in spans]
    present = np.unique(class_of)
    return Scale(
        title=subject.says("roads_legend"),
        labels=(*fewer, *more),
        colours=(*FEWER, *MORE),
        shown=tuple(int(each) for each in present),
    )


def _goals(subject: Subject) -> tuple[Marks, ...]:
    """Return where people go, as signs with names."""
    places = subject.case.destinations
    hospitals = "kind" in places and bool((places["kind"] == "hospital").all())
    return (
        Marks(
            name=subject.say("goals_layer"),
            lon=places.geometry.x.to_numpy(),
            lat=places.geometry.y.to_numpy(),
            labels=[str(name) for name in places.index],
            sign="hospital" if hospitals else "place",
        ),
    )
