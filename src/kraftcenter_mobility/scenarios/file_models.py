"""What may stand in a file of a scenario, as pydantic models made from the edits themselves.

Imported only where a file is read: pydantic takes a tenth of a second. An edit's model has
the fields of its dataclass; what a field of some name may hold stands here once.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, create_model

from kraftcenter_mobility.modes import MODES

from .adding import MOST_LANES
from .edit_fields import LIMITS_KMH
from .edit_kinds import EDIT_KINDS
from .edits import HIGHEST_FACTOR, HIGHEST_KMH, LONGEST_DELAY_S, WIDEST_M
from .interchanges import FURTHEST_M, Join
from .rail_fields import (
    FURTHEST_TRACK_M,
    HEADWAYS_S,
    LONGEST_DWELL_S,
    LONGEST_KM,
    MOST_TRACKS,
    RAIL_LIMITS_KMH,
    VOLTAGES_KV,
)
from .service_edits import CLOCK_FACE, HEADWAY

__all__ = ["FIELDS", "JOIN", "MODELS", "Beside", "LineString", "ScenarioModel"]

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)

NOT_SAID: Any = None
"""The default of fields that may be left out, but not be null."""

INLINE, BESIDE = "points", "file"
"""The ways in which geometry can be given."""


class Strict(BaseModel):
    """A table that takes only what it knows, and takes it as it is."""

    model_config = STRICT


class Beside(Strict):
    """Geometry in a GeoJSON or GeoPackage file beside the scenario."""

    file: str = Field(min_length=1, description="The file, from the folder of the scenario.")
    name: str = Field(default=NOT_SAID, description="Which feature: what its name says.")
    layer: str = Field(default=NOT_SAID, description="Which layer of a GeoPackage.")


Point = Annotated[
    list[float],
    Field(min_length=2, max_length=3, description="Longitude and latitude in degrees."),
]
Line = Annotated[list[Point], Field(min_length=2)]
Ring = Annotated[list[Point], Field(min_length=3)]


class LineString(Strict):
    """A line as in GeoJSON, in degrees."""

    type: Literal["LineString"]
    coordinates: Line


class Polygon(Strict):
    """An area as in GeoJSON, in degrees: its outline, then its holes."""

    type: Literal["Polygon"]
    coordinates: list[Ring]


class MultiPolygon(Strict):
    """Several areas as in GeoJSON, in degrees."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[Ring]]


def _way_given(value: object) -> str | None:
    """Return in which of the ways geometry is given, by the name of a type if as in GeoJSON."""
    if isinstance(value, dict):
        return BESIDE if "file" in value else str(value.get("type", ""))
    return INLINE if isinstance(value, list) else None


def _geometry(points: Any, *kinds: type[BaseModel]) -> Any:
    """Return the type of geometry that is given as points, as in GeoJSON, or in a file."""
    ways = [Annotated[kind, Tag(kind.__name__)] for kind in kinds]
    ways += [Annotated[points, Tag(INLINE)], Annotated[Beside, Tag(BESIDE)]]
    return Annotated[functools.reduce(operator.or_, ways), Discriminator(_way_given)]


LINE = _geometry(Line, LineString)
AREA = _geometry(Ring, Polygon, MultiPolygon)


def _number(description: str, *, above: float | None = None, **bounds: float | None) -> Any:
    """Return the type of a number `above` something, or within `ge` and `le`."""
    limits: dict[str, Any] = {"gt": above, **bounds}
    return Annotated[float, Field(description=description, **limits)]


def _text(description: str) -> Any:
    """Return the type of a text."""
    return Annotated[str, Field(description=description)]


def _texts(description: str) -> Any:
    """Return the type of a list of texts."""
    return Annotated[list[str], Field(description=description)]


MODE_NAME: Any = Literal[tuple(mode.name for mode in MODES)]

FIELDS: dict[str, Any] = {
    "way_ids": Annotated[list[int], Field(description="OpenStreetMap ways by their ids.")],
    "number": _text("The number of the road, such as 15 or E 20."),
    "name": _text("The name, in full."),
    "road_class": _text("The class as OpenStreetMap has it, such as motorway or primary."),
    "within": Annotated[AREA, Field(description="Roads that lie in this area.")],
    "direction": Annotated[
        Literal["both", "forward", "backward"],
        Field(description="Along the way as it is drawn in OpenStreetMap, or against it."),
    ],
    "modes": Annotated[list[MODE_NAME], Field(description="Whom it concerns; none: everybody.")],
    "limit_kmh": _number("Speed limit in km/h.", ge=LIMITS_KMH[0], le=LIMITS_KMH[1]),
    "speed_kmh": _number("Speed really driven in km/h.", above=0, le=HIGHEST_KMH),
    "factor": _number("Times the speed really driven.", above=0, le=HIGHEST_FACTOR),
    "limit_factor": _number("Times the speed limit.", above=0, le=HIGHEST_FACTOR),
    "node_id": Annotated[int, Field(description="An OpenStreetMap node.")],
    "lon": _number("Degrees east.", ge=-180, le=180),
    "lat": _number("Degrees north.", ge=-90, le=90),
    "radius_m": _number("All junctions so near, in metres.", above=0, le=WIDEST_M),
    "delay_s": _number("What every turn takes, in seconds.", ge=0, le=LONGEST_DELAY_S),
    "extra_s": _number(
        "What every turn takes in addition, in seconds.", above=0, le=LONGEST_DELAY_S
    ),
    "line": Annotated[LINE, Field(description="Where the road runs.")],
    "roads": Annotated[
        list[str], Field(description="Numbers or names of roads, or way/123; none: the nearest.")
    ],
    "max_distance_m": _number(
        "How far the roads may lie apart, in metres.", above=0, le=FURTHEST_M
    ),
    "lanes": Annotated[int, Field(ge=1, le=MOST_LANES, description="Lanes in all.")],
    "oneway": Annotated[bool, Field(description="Open only as the line is drawn.")],
    "built_up": Annotated[bool, Field(description="Whether it lies in a built-up area.")],
    "place": _text("The name of a place in the table of places."),
    "kind": _text("What it is: hospital, school, venue ..."),
    "category": _text("Which kind of these."),
    "capacity": _number("How many it holds: beds, pupils, seats.", ge=0),
    "population": _number("How many live there.", ge=0),
    "from_station": _text("A station by its name or id, where the stretch begins."),
    "to_station": _text("A station by its name or id, where the stretch ends."),
    "from_km": _number("Only from so many km after from_station.", ge=0, le=LONGEST_KM),
    "to_km": _number("Only to so many km after from_station.", ge=0, le=LONGEST_KM),
    "line_name": _text("Only tracks of this name or number, as OpenStreetMap has it."),
    "voltage_kv": _number(
        "Voltage of the contact line in kV; 0 for none.", ge=0, le=VOLTAGES_KV[1]
    ),
    "doubled": Annotated[bool, Field(description="Laid beside the tracks that are there.")],
    "tracks": Annotated[int, Field(ge=1, le=MOST_TRACKS, description="How many tracks.")],
    "length_km": _number("Length in km, if it is not as drawn.", above=0, le=LONGEST_KM),
    "station": _text("A station by its name or id."),
    "lines": _texts("Lines by their names; none: all."),
    "dwell_s": _number("How long trains stand there, in seconds.", ge=0, le=LONGEST_DWELL_S),
    "on_track": Annotated[bool, Field(description="Whether people come in where the track is.")],
    "halt": Annotated[bool, Field(description="Whether it is a halt, which trains leave sooner.")],
    "station_id": _text("Its id in timetables."),
    "headway_s": _number(
        "From one departure to the next, in s.", ge=HEADWAYS_S[0], le=HEADWAYS_S[1]
    ),
    "first": _text("The first departure, such as 05:30."),
    "last": _text("The time after which none departs, such as 24:00."),
    "stations": _texts("Stations in order, by their names or ids."),
    "passes": _texts("Those of the stations at which it does not call."),
    "stock": _text("What runs, by the name of known rolling stock."),
    "departures": _texts("When trains leave the first station, such as 07:05."),
    "back": _texts("When trains leave the last station."),
    "service": Annotated[
        Literal[CLOCK_FACE, HEADWAY],
        Field(description="At the same minutes of every hour, or known only how often."),
    ],
    "one_way": Annotated[bool, Field(description="Only from the first station to the last.")],
    "run_s": Annotated[
        list[float], Field(description="Running times between calls in s, if given.")
    ],
    "days": Annotated[
        list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
        Field(description="On which days it runs; none: all."),
    ],
    "operator": _text("Who runs it."),
    "allow_no_effect": Annotated[
        bool, Field(description="Whether it is no error if the edit changes nothing.")
    ],
    "note": _text("Anything worth remembering, such as a source."),
}
"""What a field of this name holds, in whichever edit."""


_RAIL_LIMIT = _number("Line speed in km/h.", ge=RAIL_LIMITS_KMH[0], le=RAIL_LIMITS_KMH[1])
_RAIL_DIRECTION = Annotated[
    Literal["both", "forward", "backward"],
    Field(description="From the first station to the second, or back."),
]
_RAIL_DISTANCE = _number("How far away track may lie, in metres.", ge=0, le=FURTHEST_TRACK_M)

OWN_FIELDS: dict[str, dict[str, Any]] = {
    "SetLineSpeed": {
        "limit_kmh": _RAIL_LIMIT,
        "direction": _RAIL_DIRECTION,
        "limit_factor": _number("Times the line speed.", above=0, le=HIGHEST_FACTOR),
    },
    "Electrify": {"direction": _RAIL_DIRECTION},
    "AddTrack": {
        "limit_kmh": _RAIL_LIMIT,
        "direction": _RAIL_DIRECTION,
        "max_distance_m": _RAIL_DISTANCE,
        "line": Annotated[LINE, Field(description="Where the track runs.")],
        "name": _text("What the new track is called."),
    },
    "AddStation": {"max_distance_m": _RAIL_DISTANCE, "name": _text("The name of the station.")},
    "SetHeadway": {"line": _text("A line by its name.")},
    "RemoveLine": {"line": _text("A line by its name.")},
    "AddLine": {"name": _text("The name of the line."), "number": _text("What trains bear.")},
}
"""What a field holds in a kind of edit where that is something else."""


def _model_of(kind: type[Any]) -> type[BaseModel]:
    """Return the model of an edit, or of a part of one."""
    fields: dict[str, Any] = {}
    if kind.__name__ in EDIT_KINDS:
        fields["edit"] = (Literal[kind.__name__], Field(description="The kind of edit."))
    for field in dataclasses.fields(kind):
        if not field.init:
            continue
        needed = field.default is dataclasses.MISSING
        needed = needed and field.default_factory is dataclasses.MISSING
        own = OWN_FIELDS.get(kind.__name__, {})
        what = own.get(field.name, FIELDS[field.name])
        fields[field.name] = (what, ... if needed else NOT_SAID)
    about_kind = (kind.__doc__ or "").strip().split("\n\n")[0].replace("\n    ", " ")
    made: type[BaseModel] = create_model(
        kind.__name__, __config__=STRICT, __doc__=about_kind, **fields
    )
    return made


JOIN: Any = _model_of(Join)
FIELDS["joins"] = Annotated[
    list[JOIN], Field(description="Where it meets others; it crosses all else on bridges.")
]


MODELS = {name: _model_of(kind) for name, kind in EDIT_KINDS.items()}
"""The model of each kind of edit."""

EDIT: Any = Annotated[
    functools.reduce(operator.or_, MODELS.values()),
    Field(discriminator="edit"),
]


class ScenarioModel(Strict):
    """A scenario: what is changed, in which order, and how well it is known."""

    format: Literal[1] = Field(description="The version of this format.")
    name: str = Field(min_length=1, description="What it is called in tables and on maps.")
    description: str = Field(default="", description="What happens, and why.")
    source: str = Field(default="", description="Where the facts are from.")
    confidence: str = Field(default="", description="How far they can be relied on.")
    area: list[float] = Field(
        default=NOT_SAID,
        min_length=4,
        max_length=4,
        description="West, south, east, north in degrees, if it is meant for one region only.",
    )
    edits: list[EDIT] = Field(default=[], description="The edits, in order.")
