"""Travel times by road and rail around Herning and anywhere, and what changes them.

The names a notebook needs. Nothing is defined here, and nothing is imported before it is
used: ``import kraftcenter_mobility as km`` is cheap.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from . import accessibility, errors, herning
    from .errors import MobilityError
    from .grids import square_grid
    from .modes import AMBULANCE, BICYCLE, CAR, MODES, TRANSIT, WALKING, Mode, TransitMode
    from .networks.delays import JunctionDelays
    from .networks.public_transport import PublicTransport
    from .networks.rails.network import RailNetwork
    from .networks.report import BuildReport
    from .networks.speeds import SpeedModel
    from .networks.timetables.feed import Feed
    from .networks.timetables.gtfs import read_gtfs
    from .networks.timetables.gtfs_out import write_gtfs
    from .networks.timetables.lines import ClockFace, Departures, Headway, Line
    from .networks.timetables.route_lines import lines_of_routes
    from .networks.timetables.timetable import Timetable
    from .networks.timetables.windows import ArrivalWindow, DepartureWindow
    from .networks.trains.conflict_list import Conflicts
    from .networks.trains.dwell import Dwell
    from .networks.trains.resistance import Resistance
    from .networks.trains.rolling_stock import ROLLING_STOCK, RollingStock, rolling_stock
    from .networks.trains.settings import TrainSettings
    from .networks.trains.supplements import DANISH, NO_SUPPLEMENT, UIC451, Supplement
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
    from .presentation import maps
    from .presentation.map import Map
    from .routing.answers import Route
    from .routing.customized_metric import CustomizedMetric
    from .routing.isochrones.changes import isochrone_changes
    from .routing.isochrones.isochrones import isochrones
    from .routing.isochrones.roads import reached_roads
    from .routing.journeys import journeys
    from .routing.nearest import nearest_destinations
    from .routing.prepare import prepare
    from .routing.road_engine import RoadEngine
    from .routing.transit.times import TransitTimes, transit_times
    from .routing.travel_times import travel_time_matrix
    from .scenarios.adding import AddRoad
    from .scenarios.appraisal import appraise
    from .scenarios.appraisal_benefits import rule_of_a_half, weighted_time
    from .scenarios.appraisal_costs import Costs
    from .scenarios.appraisal_demand import Demand
    from .scenarios.appraisal_prices import PriceTable
    from .scenarios.appraisal_result import Appraisal
    from .scenarios.compare import compare
    from .scenarios.comparison import Comparison
    from .scenarios.edits import CloseRoad, RemoveRoad, SetJunctionDelay, SetSpeed
    from .scenarios.interactions import by_edit
    from .scenarios.interchanges import Join
    from .scenarios.measures import mean_travel_time, nearest, opportunities_within
    from .scenarios.nearest_everywhere import NearestEverywhere
    from .scenarios.place_edits import AddPlace, ClosePlace, MovePlace, SetCapacity
    from .scenarios.rail_edits import AddTrack, Electrify, SetLineSpeed
    from .scenarios.rail_station_edits import AddStation, CallAt, CloseStation, SetDwell
    from .scenarios.rank_closures import rank_closures
    from .scenarios.rank_sites import rank_sites
    from .scenarios.scenario import Scenario
    from .scenarios.schema import scenario_schema
    from .scenarios.service_edits import AddLine, RemoveLine, SetHeadway, SetRollingStock
    from .scenarios.shapley import shapley

__all__ = [
    "AMBULANCE",
    "BICYCLE",
    "CAR",
    "DANISH",
    "FOLKESKOLER",
    "HIGHER_EDUCATION",
    "HOSPITALS",
    "MODES",
    "NO_SUPPLEMENT",
    "ROLLING_STOCK",
    "SCHOOLS",
    "STATIONS",
    "TOWNS",
    "TRANSIT",
    "UIC451",
    "VENUES",
    "WALKING",
    "YOUTH_EDUCATION",
    "AddLine",
    "AddPlace",
    "AddRoad",
    "AddStation",
    "AddTrack",
    "Appraisal",
    "ArrivalWindow",
    "BuildReport",
    "CallAt",
    "ClockFace",
    "ClosePlace",
    "CloseRoad",
    "CloseStation",
    "Comparison",
    "Conflicts",
    "Costs",
    "CustomizedMetric",
    "Demand",
    "DepartureWindow",
    "Departures",
    "Dwell",
    "Electrify",
    "Feed",
    "Headway",
    "Join",
    "JunctionDelays",
    "Line",
    "Map",
    "MobilityError",
    "Mode",
    "MovePlace",
    "NearestEverywhere",
    "PlaceKind",
    "PriceTable",
    "PublicTransport",
    "RailNetwork",
    "RemoveLine",
    "RemoveRoad",
    "Resistance",
    "RoadEngine",
    "RollingStock",
    "Route",
    "Scenario",
    "SetCapacity",
    "SetDwell",
    "SetHeadway",
    "SetJunctionDelay",
    "SetLineSpeed",
    "SetRollingStock",
    "SetSpeed",
    "SpeedModel",
    "Supplement",
    "Timetable",
    "TrainSettings",
    "TransitMode",
    "TransitTimes",
    "TransportNetwork",
    "__version__",
    "accessibility",
    "appraise",
    "by_edit",
    "compare",
    "errors",
    "herning",
    "isochrone_changes",
    "isochrones",
    "journeys",
    "lines_of_routes",
    "maps",
    "mean_travel_time",
    "nearest",
    "nearest_destinations",
    "opportunities_within",
    "prepare",
    "rank_closures",
    "rank_sites",
    "reached_roads",
    "read_gtfs",
    "read_places",
    "rolling_stock",
    "rule_of_a_half",
    "scenario_schema",
    "shapley",
    "square_grid",
    "transit_times",
    "travel_time_matrix",
    "weighted_time",
    "write_gtfs",
]

_MODULES = {
    "accessibility": "accessibility",
    "errors": "errors",
    "herning": "herning",
    "maps": "presentation.maps",
}
"""Public names that are modules themselves, and where they are."""

_HOME = {
    "MobilityError": "errors",
    "square_grid": "grids",
    "AMBULANCE": "modes",
    "BICYCLE": "modes",
    "TRANSIT": "modes",
    "TransitMode": "modes",
    "CAR": "modes",
    "MODES": "modes",
    "WALKING": "modes",
    "Mode": "modes",
    "JunctionDelays": "networks.delays",
    "BuildReport": "networks.report",
    "SpeedModel": "networks.speeds",
    "TransportNetwork": "networks.transport",
    "ClockFace": "networks.timetables.lines",
    "Departures": "networks.timetables.lines",
    "Headway": "networks.timetables.lines",
    "Line": "networks.timetables.lines",
    "lines_of_routes": "networks.timetables.route_lines",
    "read_gtfs": "networks.timetables.gtfs",
    "write_gtfs": "networks.timetables.gtfs_out",
    "ArrivalWindow": "networks.timetables.windows",
    "DepartureWindow": "networks.timetables.windows",
    "ROLLING_STOCK": "networks.trains.rolling_stock",
    "RollingStock": "networks.trains.rolling_stock",
    "rolling_stock": "networks.trains.rolling_stock",
    "Supplement": "networks.trains.supplements",
    "TransitTimes": "routing.transit.times",
    "transit_times": "routing.transit.times",
    "RailNetwork": "networks.rails.network",
    "PublicTransport": "networks.public_transport",
    "TrainSettings": "networks.trains.settings",
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
    "Map": "presentation.map",
    "isochrone_changes": "routing.isochrones.changes",
    "isochrones": "routing.isochrones.isochrones",
    "reached_roads": "routing.isochrones.roads",
    "CustomizedMetric": "routing.customized_metric",
    "Route": "routing.answers",
    "RoadEngine": "routing.road_engine",
    "journeys": "routing.journeys",
    "prepare": "routing.prepare",
    "nearest_destinations": "routing.nearest",
    "travel_time_matrix": "routing.travel_times",
    "Scenario": "scenarios.scenario",
    "scenario_schema": "scenarios.schema",
    "SetSpeed": "scenarios.edits",
    "weighted_time": "scenarios.appraisal_benefits",
    "rule_of_a_half": "scenarios.appraisal_benefits",
    "appraise": "scenarios.appraisal",
    "Demand": "scenarios.appraisal_demand",
    "Costs": "scenarios.appraisal_costs",
    "PriceTable": "scenarios.appraisal_prices",
    "Appraisal": "scenarios.appraisal_result",
    "Resistance": "networks.trains.resistance",
    "Dwell": "networks.trains.dwell",
    "NO_SUPPLEMENT": "networks.trains.supplements",
    "UIC451": "networks.trains.supplements",
    "DANISH": "networks.trains.supplements",
    "Feed": "networks.timetables.feed",
    "Timetable": "networks.timetables.timetable",
    "Conflicts": "networks.trains.conflict_list",
    "SetLineSpeed": "scenarios.rail_edits",
    "Electrify": "scenarios.rail_edits",
    "AddTrack": "scenarios.rail_edits",
    "AddStation": "scenarios.rail_station_edits",
    "CallAt": "scenarios.rail_station_edits",
    "CloseStation": "scenarios.rail_station_edits",
    "SetDwell": "scenarios.rail_station_edits",
    "AddLine": "scenarios.service_edits",
    "RemoveLine": "scenarios.service_edits",
    "SetHeadway": "scenarios.service_edits",
    "SetRollingStock": "scenarios.service_edits",
    "CloseRoad": "scenarios.edits",
    "RemoveRoad": "scenarios.edits",
    "SetJunctionDelay": "scenarios.edits",
    "AddRoad": "scenarios.adding",
    "Join": "scenarios.interchanges",
    "MovePlace": "scenarios.place_edits",
    "AddPlace": "scenarios.place_edits",
    "ClosePlace": "scenarios.place_edits",
    "SetCapacity": "scenarios.place_edits",
    "compare": "scenarios.compare",
    "Comparison": "scenarios.comparison",
    "shapley": "scenarios.shapley",
    "by_edit": "scenarios.interactions",
    "rank_closures": "scenarios.rank_closures",
    "NearestEverywhere": "scenarios.nearest_everywhere",
    "rank_sites": "scenarios.rank_sites",
    "nearest": "scenarios.measures",
    "mean_travel_time": "scenarios.measures",
    "opportunities_within": "scenarios.measures",
}
"""The module each other name comes from."""


def __getattr__(name: str) -> Any:
    """Import a name the first time it is asked for (PEP 562)."""
    if name in _MODULES:
        value: Any = importlib.import_module(f".{_MODULES[name]}", __name__)
    elif name in _HOME:
        value = getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    else:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
