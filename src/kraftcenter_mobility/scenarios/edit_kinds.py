"""The kinds of edit that a file of a scenario can hold."""

from __future__ import annotations

from typing import Any

from .adding import AddRoad
from .edits import CloseRoad, RemoveRoad, SetJunctionDelay, SetSpeed
from .place_edits import AddPlace, ClosePlace, MovePlace, SetCapacity
from .rail_edits import AddTrack, Electrify, SetLineSpeed
from .rail_station_edits import AddStation, CallAt, CloseStation, SetDwell
from .service_edits import AddLine, RemoveLine, SetHeadway, SetRollingStock

__all__ = ["EDIT_KINDS"]

EDIT_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        SetSpeed,
        CloseRoad,
        AddRoad,
        RemoveRoad,
        SetJunctionDelay,
        MovePlace,
        AddPlace,
        ClosePlace,
        SetCapacity,
        SetLineSpeed,
        Electrify,
        AddTrack,
        AddStation,
        CloseStation,
        CallAt,
        SetDwell,
        SetHeadway,
        AddLine,
        RemoveLine,
        SetRollingStock,
    )
}
"""By the name that stands in the file. What their fields hold: `FIELDS` in file_models."""
