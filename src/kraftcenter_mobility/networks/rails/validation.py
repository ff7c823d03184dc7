"""What must hold of a railway before anything indexes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.errors import NetworkFileError

from .arrays import ARRAYS

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

    from .network import RailNetwork

__all__ = ["check_rails"]

N_NODE_KINDS = 5
N_LEVELS = 5
FINITE = (
    "node_lon",
    "node_lat",
    "length_m",
    "limit_kmh",
    "gradient_permille",
    "voltage_kv",
    "point_lon",
    "point_lat",
    "station_lon",
    "station_lat",
    "stop_offset_m",
    "entrance_lon",
    "entrance_lat",
)


def check_rails(rail: RailNetwork) -> None:
    """Raise if an index of a railway points nowhere or a value cannot be.

    Raises
    ------
    NetworkFileError
        Naming the first array that is wrong.
    """
    sizes = {
        "node": rail.node_id.size,
        "track": rail.tail.size,
        "point": rail.point_lon.size,
        "station": len(rail.station_id),
        "stop": rail.stop_track.size,
        "entrance": rail.entrance_lon.size,
    }
    _check_shapes(rail, sizes)
    for name, below in (
        ("tail", sizes["node"]),
        ("head", sizes["node"]),
        ("node_kind", N_NODE_KINDS),
        ("tag_set", len(rail.tag_sets)),
        ("level", N_LEVELS),
        ("stop_track", sizes["track"]),
    ):
        _check_indices(name, getattr(rail, name), below)
    for name, rows, items in (
        ("first_point", "track", "point"),
        ("first_stop", "station", "stop"),
        ("first_entrance", "station", "entrance"),
    ):
        _check_starts(name, getattr(rail, name), sizes[rows], sizes[items])
    _check_values(rail)
    _check_names(rail)


def _check_shapes(rail: RailNetwork, sizes: dict[str, int]) -> None:
    """Raise unless every array has its type and one entry for each thing it is about."""
    for name, (dtype, along) in ARRAYS.items():
        array = getattr(rail, name)
        thing, _, more = along.partition(" ")
        shape = {"x 2": (sizes[thing], 2), "+ 1": (sizes[thing] + 1,)}.get(more, (sizes[thing],))
        if array.dtype != dtype or array.shape != shape:
            raise NetworkFileError(
                f"{name} of the railway has type {array.dtype} and shape {array.shape}, not "
                f"{dtype} and {shape}"
            )


def _check_indices(name: str, values: IntArray, below: int) -> None:
    """Raise unless all values are indices below a number."""
    if values.size and (int(values.min()) < 0 or int(values.max()) >= below):
        raise NetworkFileError(f"{name} of the railway points outside what it points into")


def _check_starts(name: str, starts: IntArray, n_rows: int, n_items: int) -> None:
    """Raise unless `starts` divides `n_items` items into `n_rows` rows."""
    if starts[0] != 0 or starts[-1] != n_items or (np.diff(starts) < 0).any():
        raise NetworkFileError(f"{name} of the railway does not divide {n_items} into {n_rows}")


def _check_values(rail: RailNetwork) -> None:
    """Raise unless all numbers are such as a railway can have."""
    for name in FINITE:
        if not np.isfinite(getattr(rail, name)).all():
            raise NetworkFileError(f"{name} of the railway has missing or impossible values")
    for name in ("length_m", "gauge_mm", "voltage_kv", "stop_offset_m"):
        if (getattr(rail, name) < 0).any():
            raise NetworkFileError(f"{name} of the railway has values below zero")
    if (rail.limit_kmh <= 0.0).any():
        raise NetworkFileError("limit_kmh of the railway has a limit of zero or less")
    for name in ("n_parallel", "station_tracks"):
        if (getattr(rail, name) < 1).any():
            raise NetworkFileError(f"{name} of the railway has values below one")
    if (np.diff(rail.first_point) < 2).any():  # noqa: PLR2004 - a line has two ends
        raise NetworkFileError("first_point of the railway leaves a track without a line")
    beyond_m = rail.stop_offset_m - rail.length_m[rail.stop_track]
    if (beyond_m > 1e-3).any():  # noqa: PLR2004 - a millimetre
        raise NetworkFileError("stop_offset_m of the railway lies beyond the end of a track")


def _check_names(rail: RailNetwork) -> None:
    """Raise unless every station has its own id, a name and a kind."""
    n_stations = len(rail.station_id)
    if len(set(rail.station_id)) != n_stations:
        raise NetworkFileError("station_id of the railway names two stations alike")
    if not len(rail.station_name) == len(rail.station_kind) == n_stations:
        raise NetworkFileError("station_name or station_kind of the railway has another length")
    known = set(rail.station_id)
    if any(station not in known for route in rail.routes for station in route.stations):
        raise NetworkFileError("a route of the railway calls at a station that it does not have")
