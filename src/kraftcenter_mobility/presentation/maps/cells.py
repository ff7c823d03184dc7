"""Very many places added up in squares, so that a map can carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray, IntArray
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["MOST_CELLS", "Cells", "cells_of", "size_text", "sums_of"]

MOST_CELLS = 50_000
METRES_PER_DEGREE = 111_320.0
STEPS = (1.0, 2.0, 5.0)
KILOMETRE = 1000.0


class Cells(NamedTuple):
    """Squares with places in them. Shape of each array: (n_cells,)."""

    lon: FloatArray
    lat: FloatArray
    """Their middles."""

    cell: IntArray
    """The square of each place. Shape (n_places,)."""

    weight: FloatArray
    """People, or places where nobody is counted."""

    n_places: IntArray
    size_m: float

    def total(self, values: FloatArray) -> FloatArray:
        """Return the sums of values of places."""
        return sums_of(self.cell, values, self.lon.size)

    def mean(self, values: FloatArray, weight: FloatArray) -> FloatArray:
        """Return the weighted means of the values that are finite; NaN where there is none.

        Where all finite ones weigh nothing, they count alike.
        """
        finite = np.isfinite(values)
        known = np.where(finite, values, 0.0)
        heavy, plain = np.where(finite, weight, 0.0), finite.astype(np.float64)
        weights, n_finite = self.total(heavy), self.total(plain)
        with np.errstate(invalid="ignore", divide="ignore"):
            by_weight = self.total(known * heavy) / weights
            alike = self.total(known * plain) / n_finite
        return np.where(weights > 0, by_weight, alike)

    def heaviest(self, weight: FloatArray) -> IntArray:
        """Return the place with the largest weight in each square, the first of several."""
        order = np.lexsort((-weight, self.cell))
        first = np.ones(order.size, dtype=bool)
        first[1:] = np.diff(self.cell[order]) != 0
        return order[first]


def cells_of(
    lon: FloatArray, lat: FloatArray, weight: FloatArray, *, most: int = MOST_CELLS
) -> Cells:
    """Return places in the smallest squares, of a round size, that are few enough.

    Parameters
    ----------
    lon, lat : array, shape (n_places,)
        In degrees.
    weight : array, shape (n_places,)
        People, or ones.
    most : int
        How many squares there may be.

    Examples
    --------
    >>> lon, lat = np.array([9.0, 9.0001, 9.5]), np.array([56.0, 56.0001, 56.0])
    >>> cells = cells_of(lon, lat, np.ones(3), most=2)
    >>> cells.cell.tolist(), cells.size_m
    ([0, 0, 1], 20.0)
    """
    narrow = max(float(np.cos(np.radians((lat.min() + lat.max()) / 2))), 0.01)
    metres = METRES_PER_DEGREE * np.array([narrow, 1.0])
    x, y = lon * metres[0], lat * metres[1]
    size_m = _first_size(np.ptp(x), np.ptp(y), most)
    while True:
        column = np.floor(x / size_m).astype(np.int64)
        row = np.floor(y / size_m).astype(np.int64)
        column0, row0, width = column.min(), row.min(), int(np.ptp(column)) + 1
        key, cell = np.unique((row - row0) * width + column - column0, return_inverse=True)
        if key.size <= most:
            break
        size_m = _next_size(size_m)
    return Cells(
        ((key % width + column0) + 0.5) * size_m / metres[0],
        ((key // width + row0) + 0.5) * size_m / metres[1],
        cell,
        sums_of(cell, weight, key.size),
        np.bincount(cell),
        size_m,
    )


def sums_of(number: IntArray, values: FloatArray, n_sums: int) -> FloatArray:
    """Return the sum of the values of each number, from zero on. Shape (n_sums,).

    Examples
    --------
    >>> sums_of(np.array([0, 2, 0]), np.array([1.0, 5.0, 2.0]), 3).tolist()
    [3.0, 0.0, 5.0]
    """
    sums: FloatArray = np.bincount(number, values, minlength=n_sums).astype(np.float64)
    return sums


def _first_size(width_m: float, height_m: float, most: int) -> float:
    """Return a round size that is certainly not too large."""
    least_m = max(np.sqrt(width_m * height_m / most) / 10.0, max(width_m, height_m) / 1e6, 1.0)
    power = 10.0 ** np.floor(np.log10(least_m))
    return float(max(step * power for step in STEPS if step * power <= least_m))


def _next_size(size_m: float) -> float:
    """Return the next round size."""
    power = 10.0 ** np.floor(np.log10(size_m) + 1e-9)
    larger = [step * power for step in (*STEPS, 10.0) if step * power > size_m * 1.01]
    return float(larger[0])


def size_text(words: Words, size_m: float) -> str:
    """Return a length as people read it.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> size_text(Words("en"), 200.0), size_text(Words("da"), 1500.0)
    ('200 m', '1,5 km')
    """
    if size_m < KILOMETRE:
        return f"{words.number(size_m)} m"
    return f"{words.number(size_m / KILOMETRE, 0 if size_m % KILOMETRE == 0 else 1)} km"
