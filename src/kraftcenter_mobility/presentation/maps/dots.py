"""One dot for so many people, near where they live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray

__all__ = ["Dots", "dots_of"]

MOST_DOTS = 50_000
METRES_PER_DEGREE = 111_320.0
WIDEST_M = 1_000.0
"""Dots lie within a square of this side at most, so that they do not stray into other towns."""

NARROWEST_M = 20.0
MOST_NEIGHBOURS = 100_000
"""Of more places than that, nobody looks for the nearest to each: they share one size."""

FIRST, SECOND, THIRD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""Constants of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195)."""


SALTS = (0x5851F42D4C957F2D, 0x14057B7EF767814F, 0x2545F4914F6CDD1D)
"""Any numbers will do; they make one seed serve three times."""


class Dots(NamedTuple):
    """Dots in the order of drawing. Shape of each array: (n_dots,)."""

    lon: FloatArray
    lat: FloatArray
    origin: IntArray
    """The place each belongs to."""

    people_each: int
    size_m: float
    """Side of the squares they are scattered in, most of them."""


def dots_of(
    lon: FloatArray, lat: FloatArray, people: FloatArray, names: pd.Index, *, most: int = MOST_DOTS
) -> Dots:
    """Return dots that stand for as many people each.

    Where they lie depends on the name of their place alone, so that maps of several
    scenarios can be laid upon one another.

    Parameters
    ----------
    lon, lat, people : array, shape (n_origins,)
        Where the places are, in degrees, and how many people live there.
    names : Index, shape (n_origins,)
        Their names.
    most : int
        How many dots there may be; 1, 10, 100 ... people share one.

    Examples
    --------
    >>> import pandas as pd
    >>> lon, lat, people = np.array([9.0, 9.1]), np.array([56.0, 56.0]), np.array([40.0, 20.0])
    >>> dots = dots_of(lon, lat, people, pd.Index(["A", "B"]), most=10)
    >>> dots.people_each, np.bincount(dots.origin).tolist()
    (10, [4, 2])
    """
    import pandas as pd

    each = 1
    while people.sum() / each > most:
        each *= 10
    until = np.floor(np.cumsum(people) / each + 0.5).astype(np.int64)
    n_dots = np.diff(until, prepend=0)
    origin = np.repeat(np.arange(n_dots.size), n_dots)
    within = np.arange(origin.size) - np.repeat(until - n_dots, n_dots)
    key: np.ndarray[tuple[int], np.dtype[np.uint64]] = pd.util.hash_array(
        np.array([str(name) for name in names], dtype=object)
    )
    seed = key[origin] + within.astype(np.uint64) * np.uint64(FIRST)
    across, down, turn = (_uniform(seed ^ np.uint64(salt)) for salt in SALTS)
    size_m = _sizes_m(lon, lat)
    narrow = np.maximum(np.cos(np.radians(lat)), 0.01)
    dot_lon = lon[origin] + (across - 0.5) * (size_m / narrow / METRES_PER_DEGREE)[origin]
    dot_lat = lat[origin] + (down - 0.5) * (size_m / METRES_PER_DEGREE)[origin]
    order = np.argsort(turn, kind="stable")
    return Dots(dot_lon[order], dot_lat[order], origin[order], each, float(np.median(size_m)))


def _uniform(
    seed: np.ndarray[tuple[int], np.dtype[np.uint64]],
) -> FloatArray:
    """Return a number between zero and one for each seed, by SplitMix64."""
    z = seed + np.uint64(FIRST)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(SECOND)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(THIRD)
    z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**53


def _sizes_m(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return the side of the square around each place that is its own, in metres."""
    import shapely

    narrow = max(float(np.cos(np.radians((lat.min() + lat.max()) / 2))), 0.01)
    metres = np.column_stack((lon * narrow, lat)) * METRES_PER_DEGREE
    if lon.size > MOST_NEIGHBOURS:
        spacing_m = np.sqrt(np.ptp(metres, axis=0).prod() / lon.size)
        return np.full(lon.size, np.clip(spacing_m, NARROWEST_M, WIDEST_M))
    points, places = np.unique(np.round(metres), axis=0, return_inverse=True)
    if len(points) == 1:
        return np.full(lon.size, WIDEST_M)
    shapes: Any = shapely.points(points)
    tree = shapely.STRtree(shapes)
    (mine, _), away_m = tree.query_nearest(
        tree.geometries, exclusive=True, return_distance=True, all_matches=False
    )
    nearest_m = np.empty(len(points))
    nearest_m[mine] = away_m
    usual_m = np.clip(np.median(nearest_m), NARROWEST_M, WIDEST_M)
    own: FloatArray = np.clip(nearest_m, NARROWEST_M, usual_m)[places]
    return own
