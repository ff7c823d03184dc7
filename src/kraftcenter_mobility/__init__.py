"""Travel times by road and rail around Herning and anywhere, and what changes them.

The names a notebook needs. Nothing is defined here, and nothing is imported before it is
used: ``import kraftcenter_mobility as km`` is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from . import errors, herning
    from .errors import MobilityError
    from .grids import square_grid
    from .modes import AMBULANCE, BICYCLE, CAR, MODES, WALKING, Mode
    from .networks.delays import JunctionDelays
    from .networks.report import BuildReport
    from .networks.speeds import SpeedModel
    from .networks.transport import TransportNetwork
    from .places import (
        FOLKESKOLER,
        HIGHER_EDUCATION,
        HOSPITALS,
        SCHOOLS,
        STATIONS,
        TOWNS,
        VENUES,
        YOUTH_EDUCATION,
        PlaceKind,
        read_places,
    )
    from .presentation.maps import travel_time_map
    from .routing.answers import Route
    from .routing.customized_metric import CustomizedMetric
    from .routing.journeys import journeys
    from .routing.nearest import nearest_destinations
    from .routing.prepare import prepare
    from .routing.road_engine import RoadEngine
    from .routing.travel_times import travel_time_matrix

__all__ = [
    "AMBULANCE",
    "BICYCLE",
    "CAR",
    "FOLKESKOLER",
    "HIGHER_EDUCATION",
    "HOSPITALS",
    "MODES",
    "SCHOOLS",
    "STATIONS",
    "TOWNS",
    "VENUES",
    "WALKING",
    "YOUTH_EDUCATION",
    "BuildReport",
    "CustomizedMetric",
    "JunctionDelays",
    "MobilityError",
    "Mode",
    "PlaceKind",
    "RoadEngine",
    "Route",
    "SpeedModel",
    "TransportNetwork",
    "__version__",
    "errors",
    "herning",
    "journeys",
    "nearest_destinations",
    "prepare",
    "read_places",
    "square_grid",
    "travel_time_map",
    "travel_time_matrix",
]

_HOME = {
    "errors": None,
    "herning": None,
    "MobilityError": "errors",
    "square_grid": "grids",
    "AMBULANCE": "modes",
    "BICYCLE": "modes",
    "CAR": "modes",
    "MODES": "modes",
    "WALKING": "modes",
    "Mode": "modes",
    "JunctionDelays": "networks.delays",
    "BuildReport": "networks.report",
    "SpeedModel": "networks.speeds",
    "TransportNetwork": "networks.transport",
    "FOLKESKOLER": "places",
    "HIGHER_EDUCATION": "places",
    "HOSPITALS": "places",
    "SCHOOLS": "places",
    "STATIONS": "places",
    "TOWNS": "places",
    "VENUES": "places",
    "YOUTH_EDUCATION": "places",
    "PlaceKind": "places",
    "read_places": "places",
    "travel_time_map": "presentation.maps",
    "CustomizedMetric": "routing.customized_metric",
    "Route": "routing.answers",
    "RoadEngine": "routing.road_engine",
    "journeys": "routing.journeys",
    "prepare": "routing.prepare",
    "nearest_destinations": "routing.nearest",
    "travel_time_matrix": "routing.travel_times",
}
"""The module each name comes from; None for those that are modules themselves."""


def __getattr__(name: str) -> Any:
    """Import a name the first time it is asked for (PEP 562)."""
    if name not in _HOME:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    home = _HOME[name]
    if home is None:
        value: Any = importlib.import_module(f".{name}", __name__)
    else:
        value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
