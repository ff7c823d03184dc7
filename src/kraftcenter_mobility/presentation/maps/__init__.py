"""Maps of results: travel times, changes, isochrones, journeys, roads and places.

Every function returns a :class:`.Map`, which shows itself in a notebook, is drawn for print
with ``.plot()``, explored in a browser with ``.explore()`` and written with ``.save(path)``.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .of_changes import difference
    from .of_edits import edits
    from .of_isochrones import isochrone_changes, isochrones
    from .of_journeys import journeys
    from .of_networks import network
    from .of_places import places
    from .of_roads import roads
    from .of_times import travel_times
    from .of_values import values

__all__ = [
    "difference",
    "edits",
    "isochrone_changes",
    "isochrones",
    "journeys",
    "network",
    "places",
    "roads",
    "travel_times",
    "values",
]

_HOME = {
    "difference": "of_changes",
    "edits": "of_edits",
    "isochrone_changes": "of_isochrones",
    "isochrones": "of_isochrones",
    "journeys": "of_journeys",
    "network": "of_networks",
    "places": "of_places",
    "roads": "of_roads",
    "travel_times": "of_times",
    "values": "of_values",
}
"""The module each name comes from."""


def __getattr__(name: str) -> Any:
    """Import a function the first time it is asked for (PEP 562)."""
    if name not in _HOME:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the functions, also those that were not asked for yet."""
    return __all__
