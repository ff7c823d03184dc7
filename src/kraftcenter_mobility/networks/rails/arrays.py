"""What arrays a railway consists of: their types, their shapes and what they run along."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["ALONG", "ARRAYS", "empty_arrays"]

INT, FLOAT, BOOL = np.dtype(np.int64), np.dtype(np.float64), np.dtype(np.bool_)

ARRAYS: dict[str, tuple[np.dtype[Any], str]] = {
    "node_id": (INT, "node"),
    "node_lon": (FLOAT, "node"),
    "node_lat": (FLOAT, "node"),
    "node_kind": (INT, "node"),
    "tail": (INT, "track"),
    "head": (INT, "track"),
    "length_m": (FLOAT, "track"),
    "way_id": (INT, "track"),
    "tag_set": (INT, "track"),
    "limit_kmh": (FLOAT, "track x 2"),
    "limit_known": (BOOL, "track"),
    "gradient_permille": (FLOAT, "track"),
    "allowed": (BOOL, "track x 2"),
    "wrong_way": (BOOL, "track x 2"),
    "level": (INT, "track"),
    "gauge_mm": (INT, "track"),
    "voltage_kv": (FLOAT, "track"),
    "n_parallel": (INT, "track"),
    "first_point": (INT, "track + 1"),
    "point_lon": (FLOAT, "point"),
    "point_lat": (FLOAT, "point"),
    "station_lon": (FLOAT, "station"),
    "station_lat": (FLOAT, "station"),
    "station_tracks": (INT, "station"),
    "first_stop": (INT, "station + 1"),
    "stop_track": (INT, "stop"),
    "stop_offset_m": (FLOAT, "stop"),
    "first_entrance": (INT, "station + 1"),
    "entrance_lon": (FLOAT, "entrance"),
    "entrance_lat": (FLOAT, "entrance"),
}
"""The type of each array, and what it has an entry for."""

ALONG = {"x 2": (0, 2), "+ 1": (1,)}
"""Shapes where there is nothing."""


def empty_arrays() -> dict[str, Any]:
    """Return the arrays of a railway without tracks and stations."""
    return {
        name: np.zeros(ALONG.get(along[-3:], (0,)), dtype=dtype)
        for name, (dtype, along) in ARRAYS.items()
    }
