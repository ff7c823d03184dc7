"""What is known of whole ways: how long and how bent they are, and whether built-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .built_up import built_up_ways
from .geodesy import bearing_deg, link_length_m, wrapped_deg

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.osm.extract import OsmExtract

__all__ = ["Ways", "ways_of"]


class Ways(NamedTuple):
    """What is known of whole ways. Shape of each: (n_ways,)."""

    row: IntArray
    """A row of the extract that belongs to the way."""

    of_row: IntArray
    """The way of every row of the extract."""

    length_m: FloatArray
    bendiness_deg_km: FloatArray
    built_up: BoolArray


def ways_of(extract: OsmExtract) -> Ways:
    """Return length, bendiness and surroundings of whole ways."""
    _, row, of_row = np.unique(extract.way_id, return_index=True, return_inverse=True)
    link_m = np.zeros(extract.ref.size)
    lon, lat = extract.lon, extract.lat
    link_m[1:] = link_length_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    link_m[extract.first_ref[:-1]] = 0.0
    of_ref = np.repeat(of_row, np.diff(extract.first_ref))
    drawn_m = np.bincount(of_ref, weights=link_m, minlength=row.size)
    known_m = extract.way_length_m[row]
    turned_deg = np.bincount(of_ref, weights=_turned_deg(extract, link_m), minlength=row.size)
    bendiness_deg_km = turned_deg / np.maximum(drawn_m, 1.0) * 1000.0
    if extract.way_bendiness_deg_km is not None:
        known_deg_km = extract.way_bendiness_deg_km[row]
        bendiness_deg_km = np.where(np.isnan(known_deg_km), bendiness_deg_km, known_deg_km)
    return Ways(
        row,
        of_row,
        np.where(np.isfinite(known_m), known_m, drawn_m),
        bendiness_deg_km,
        built_up_ways(extract, of_ref, link_m, row),
    )


def _turned_deg(extract: OsmExtract, link_m: FloatArray) -> FloatArray:
    """Return how far the road turns at every node along a way, zero at a way's ends."""
    turned = np.zeros(extract.ref.size)
    bearing = bearing_deg(extract.lon[:-1], extract.lat[:-1], extract.lon[1:], extract.lat[1:])
    turned[1:-1] = np.abs(wrapped_deg(bearing[1:] - bearing[:-1]))
    turned[extract.first_ref[:-1]] = 0.0
    turned[extract.first_ref[1:] - 1] = 0.0
    turned[:-1][link_m[1:] == 0.0] = 0.0
    turned[link_m == 0.0] = 0.0
    return turned
