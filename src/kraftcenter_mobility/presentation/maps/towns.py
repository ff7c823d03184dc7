"""Names of towns, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.places import TOWNS
from kraftcenter_mobility.presentation.layers import Labels

from .background import widened

if TYPE_CHECKING:
    from collections.abc import Collection

    from .sheet import Sheet

__all__ = ["town_labels"]

RANK = {"city": 0, "town": 1, "village": 2, "suburb": 3}
SIZES = (9.0, 8.0, 6.5, 6.5, 6.5)
"""Of the type, by rank; the last for all others."""

MOST_TOWNS = 400
BEYOND = 0.5
"""How far beyond the map towns are named, in its long sides: a wide window shows more."""


def town_labels(sheet: Sheet, taken: Collection[str]) -> tuple[Labels, ...]:
    """Return the names of the network's towns within a sheet, but those taken, as one layer."""
    towns = sheet.network.places(TOWNS)
    if towns.empty:
        return ()
    lon, lat = sheet.lon(towns.geometry.x.to_numpy()), towns.geometry.y.to_numpy()
    rank = towns["category"].map(lambda category: RANK.get(category, len(RANK))).to_numpy(int)
    people = np.nan_to_num(towns["population"].to_numpy(float))
    names = np.array([str(name) for name in towns.index], dtype=object)
    west, south, east, north = widened(sheet.bounds, BEYOND)
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    inside &= ~np.isin(names, list(taken))
    order = np.lexsort((-people, rank))
    chosen = order[inside[order]][:MOST_TOWNS]
    if not chosen.size:
        return ()
    layer = Labels(
        lon=lon[chosen],
        lat=lat[chosen],
        texts=names[chosen].tolist(),
        size=np.array(SIZES)[rank[chosen]],
    )
    return (layer,)
