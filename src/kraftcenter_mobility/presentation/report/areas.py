"""Areas from which people get there in time: what a scenario wins and loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import MobilityError
from kraftcenter_mobility.presentation.languages import Text
from kraftcenter_mobility.units import SECONDS_PER_MINUTE

from .blocks import NOTHING, Cell, Column, Table, number, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from .subject import Subject

__all__ = ["AreasPart", "areas_of"]

CHANGES = ("kept", "gained", "lost")
DIGITS_BELOW_KM2 = 100.0

CORNER_SHARE = 1 / 2500
"""By which share of the map's size an outline may be off: less than is seen."""


@dataclass(frozen=True, slots=True)
class AreasPart:
    """What is told of areas."""

    intro: str
    reason: Text | None = None
    """Why there are none."""

    table: Table | None = None
    changes: gpd.GeoDataFrame | None = None
    """As :func:`kraftcenter_mobility.isochrone_changes` returns them, of the cutoff drawn."""

    minutes: str = ""


def areas_of(subject: Subject, cutoffs_s: Sequence[float]) -> AreasPart:
    """Return what happens to the area within each cutoff of the destinations.

    Parameters
    ----------
    subject : Subject
        With the scenario and the mode.
    cutoffs_s : sequence of float
        In seconds.

    Returns
    -------
    AreasPart
        With a sentence and the reason where areas cannot be computed.
    """
    try:
        changes = subject.comparison.isochrones(
            cutoffs_s, name=subject.name, mode=subject.mode, direction="to", together=True
        )
    except MobilityError as trouble:
        return AreasPart(subject.say("no_areas"), Text(str(trouble), "en"))
    buffer = subject.words.number(float(changes.attrs.get("buffer_m", 100.0)))
    table = _table(subject, changes, buffer)
    intro = subject.say("areas_intro", buffer=buffer, **subject.about_nearest)
    drawn_s = _most_changed(changes)
    drawn = simplified(changes[changes.index.get_level_values("cutoff_s") == drawn_s])
    minutes = subject.words.number(drawn_s / SECONDS_PER_MINUTE)
    return AreasPart(intro, None, table, drawn, minutes)


def simplified(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return areas with as many corners as a map of all of them can show.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons in degrees.

    Returns
    -------
    GeoDataFrame
        The same rows; valid polygons.
    """
    west, south, east, north = areas.total_bounds
    step = CORNER_SHARE * max(east - west, north - south)
    if not step > 0:
        return areas
    rough = areas.geometry.simplify(step, preserve_topology=False)
    return areas.set_geometry(rough.make_valid(method="structure", keep_collapsed=False))


def _table(subject: Subject, changes: gpd.GeoDataFrame, buffer: str) -> Table:
    """Return area, and people where they are known, by cutoff."""
    columns = ["area_km2", *(["people"] if "people" in changes else [])]
    heads = {"area_km2": "area_of", "people": "people_of"}
    rows = []
    for cutoff_s in sorted(set(changes.index.get_level_values("cutoff_s"))):
        here = changes.xs(cutoff_s, level="cutoff_s").groupby(level="change")[columns].sum()
        minutes = float(cutoff_s) / SECONDS_PER_MINUTE
        cells = [number(subject.words, minutes, 0 if minutes % 1 == 0 else 1)]
        cells += [_cell(subject, here, each, column) for column in columns for each in CHANGES]
        rows.append(tuple(cells))
    return Table(
        caption=subject.say("areas_caption"),
        columns=(
            Column(subject.say("cutoff")),
            *(
                Column(subject.say(heads[column], what=subject.say(each)))
                for column in columns
                for each in CHANGES
            ),
        ),
        rows=tuple(rows),
        note=subject.say("areas_people", buffer=buffer) if "people" in changes else "",
        sortable=False,
    )


def _cell(subject: Subject, here: Any, change: str, column: str) -> Cell:
    """Return how much there is of a change."""
    if change not in here.index:
        return plain(NOTHING)
    value = float(here.loc[change, column])
    digits = 1 if column == "area_km2" and value < DIGITS_BELOW_KM2 else 0
    tone = {"gained": "good", "lost": "bad"}.get(change, "")
    cell = number(subject.words, value, digits)
    return Cell(cell.text, cell.sort, tone=tone if round(value, digits) else "")


def _most_changed(changes: gpd.GeoDataFrame) -> float:
    """Return the cutoff whose area changes most, the longest if none does."""
    moved = changes[changes.index.get_level_values("change") != "kept"]
    by_cutoff = moved.groupby(level="cutoff_s")["area_km2"].sum()
    if by_cutoff.empty or not by_cutoff.max() > 0:
        return float(np.max(changes.index.get_level_values("cutoff_s")))
    return float(by_cutoff.idxmax())
