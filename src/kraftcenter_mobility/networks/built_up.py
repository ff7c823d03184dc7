"""Which ways lie in built-up areas, where their tags do not say.

A way is built-up if its tags say so, or else if at least half of its length runs through
built-up squares. A square of 250 m is built-up if it and its eight neighbours hold at
least 900 m of residential streets and living streets: about one block of houses.
Squares that hold none themselves and lie beside a town are left to the eight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.osm.tags import built_up_hint

from .geodesy import metres_per_degree

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.osm.extract import OsmExtract

__all__ = ["built_up_ways"]

SQUARE_M = 250.0
STREETS_M = 900.0
STREETS = ("residential", "living_street")


def built_up_ways(
    extract: OsmExtract, way_of_ref: IntArray, link_m: FloatArray, row_of_way: IntArray
) -> BoolArray:
    """Return which ways lie in built-up areas. Shape (n_ways,).

    Parameters
    ----------
    extract : OsmExtract
        The ways.
    way_of_ref, link_m : arrays, shape (n_refs,)
        The way of each node along a way, and the length of the link that leads to it.
    row_of_way : array of int, shape (n_ways,)
        A row of the extract for each way.
    """
    tag_set = extract.way_tag_set[row_of_way]
    hints = [built_up_hint(tags) for tags in extract.tag_sets]
    told = np.array([hint is not None for hint in hints])[tag_set]
    says = np.array([bool(hint) for hint in hints])[tag_set]
    is_street = np.array([tags.get("highway") in STREETS for tags in extract.tag_sets])
    street = is_street[tag_set][way_of_ref]
    square, n_columns = _squares(extract.lon, extract.lat)
    # Half of every link counts at each of its ends, whichever way it is drawn.
    street_m = np.where(street, link_m, 0.0)
    in_town = _built_up_squares(square, n_columns, (street_m + np.roll(street_m, -1)) / 2.0)
    inside = (in_town + np.roll(in_town, 1).astype(np.float64)) / 2.0
    inside_m = np.bincount(way_of_ref, weights=link_m * inside, minlength=row_of_way.size)
    length_m = np.bincount(way_of_ref, weights=link_m, minlength=row_of_way.size)
    return np.where(told, says, (inside_m >= length_m / 2.0) & (length_m > 0.0))


def _squares(lon: FloatArray, lat: FloatArray) -> tuple[IntArray, int]:
    """Return the number of the square each point lies in, and the squares in a line of them."""
    per_lon_m, per_lat_m = metres_per_degree(np.array([(lat.min() + lat.max()) / 2.0]))
    column = ((lon - lon.min()) * (per_lon_m[0] / SQUARE_M)).astype(np.int64) + 1
    line = ((lat - lat.min()) * (per_lat_m[0] / SQUARE_M)).astype(np.int64) + 1
    n_columns = int(column.max()) + 2
    return line * n_columns + column, n_columns


def _built_up_squares(square: IntArray, n_columns: int, street_m: FloatArray) -> BoolArray:
    """Return, for every point, whether its square and the eight around it hold enough streets."""
    known, index = np.unique(square, return_inverse=True)
    held_m = np.bincount(index, weights=street_m)
    around_m = np.zeros(known.size)
    for line in (-n_columns, 0, n_columns):
        for column in (-1, 0, 1):
            neighbour = known + line + column
            place = np.minimum(np.searchsorted(known, neighbour), known.size - 1)
            around_m += np.where(known[place] == neighbour, held_m[place], 0.0)
    return (around_m >= STREETS_M)[index]
