"""Hospitals, schools, venues, stations and towns as a table, one row per place.

A school in OpenStreetMap may be a node, the outline of its grounds and each of its
buildings, all of the same name. Here it becomes one place, where people go in.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from .features import classify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from kraftcenter_mobility.notices import Notices

    from .features import Entrance, Feature

__all__ = ["places_from_features"]

SAME_PLACE_M = {"town": 3000.0}
SAME_PLACE_ELSE_M = 300.0
"""Objects of one kind and name no further apart than this are one place. A town's outline
and its node may lie further apart than the buildings of a school."""

METRES_PER_DEGREE = 111_195.0

CAPACITY_KEYS = {"hospital": ("capacity:beds", "beds")}
CAPACITY_ELSE_KEYS = ("capacity", "capacity:persons", "capacity:beds", "beds")

NOT_FOR_VISITORS = frozenset(
    {"no", "exit", "emergency", "fire_exit", "service", "garage", "staircase", "home", "private"}
)

COUNT = re.compile(
    r"(?:~|>|ca\.?|circa)?\s*([0-9]{1,3}(?:[ .,'\u00a0\u202f][0-9]{3})+|[0-9]{1,9})"
    r"\s*(?:[a-zæøå]+\.?|\([^)]*\))?",
    re.IGNORECASE,
)
"""A whole number with or without its thousands apart, ``1.200`` or ``ca. 450 pladser``."""

PLAINER = ("other", "hospital", "station")
"""Categories that say less than others of their kind."""


@dataclass(slots=True)
class _Place:
    """A place, and the objects it was made of, the one that describes it best first."""

    kind: str
    category: str
    name: str
    features: list[Feature] = field(default_factory=list)


def places_from_features(
    features: Sequence[Feature], entrances: Mapping[int, Entrance], notices: Notices
) -> gpd.GeoDataFrame:
    """Make a table of places from OpenStreetMap objects.

    Parameters
    ----------
    features : sequence of Feature, length n_features
        Objects that may be places; those that are not are passed over.
    entrances : mapping of int to Entrance
        The nodes with an entrance, by node id.
    notices : Notices
        Is told what was merged, renamed or could not be read.

    Returns
    -------
    GeoDataFrame, shape (n_places, 6)
        Points in EPSG:4326 under unique names, ordered by kind and name, with ``kind``,
        ``category``, ``osm_id``, ``capacity`` and ``population``. A place that is drawn as an
        area lies at its main entrance, else at another one, else at a point inside.

    Examples
    --------
    >>> from kraftcenter_mobility.notices import Notices
    >>> from kraftcenter_mobility.osm.features import Feature
    >>> sunds = Feature("node", 1, {"place": "town", "name": "Sunds"}, 9.0148, 56.2044, ())
    >>> places_from_features([sunds], {}, Notices())[["kind", "category", "osm_id"]]
           kind category  osm_id
    name
    Sunds  town     town  node/1
    """
    places = _merged(_classified(features, notices), notices)
    return _to_table(_uniquely_named(places, notices), entrances, notices)


def _classified(features: Sequence[Feature], notices: Notices) -> list[_Place]:
    """Return one place per object, ordered so that the same input gives the same answer."""
    places = []
    for feature in features:
        found = classify(feature.tags)
        if found is None:
            continue
        if not (math.isfinite(feature.lon) and math.isfinite(feature.lat)):
            notices.add("place-without-point", "a place has no coordinates", _osm_id(feature))
            continue
        places.append(_Place(*found, _name(feature), [feature]))
    places.sort(key=lambda place: (place.kind, _identity(place), *_rank(place)))
    return places


def _merged(places: list[_Place], notices: Notices) -> Iterator[_Place]:
    """Make one place of those that have the same kind and name and are close together."""
    for (kind, identity), group in groupby(places, key=lambda p: (p.kind, _identity(p))):
        reach_m = SAME_PLACE_M.get(kind, SAME_PLACE_ELSE_M)
        kept: list[_Place] = []
        for place in group:
            same = (other for other in kept if identity and _distance_m(other, place) <= reach_m)
            first = next(same, None)
            if first is None:
                kept.append(place)
                continue
            first.features += place.features
            if first.category in PLAINER and place.category not in PLAINER:
                first.category = place.category
            notices.add(
                "merged-place",
                "objects of one kind and name, close together, are taken for one place",
                f"{_osm_id(place.features[0])} is part of {first.name!r}",
            )
        yield from kept


def _uniquely_named(places: Iterator[_Place], notices: Notices) -> list[_Place]:
    """Give every place a name of its own, a town before the station of the same name."""
    ordered = sorted(places, key=lambda place: place.kind != "town")
    for place in ordered:
        if place.category == "other":
            notices.add(
                "school-of-no-level",
                "neither tags nor name say that a school is folkeskole, youth or higher education",
                f"{_osm_id(place.features[0])} {place.name!r}",
            )
        if not place.name:
            place.name = f"{place.kind} {_osm_id(place.features[0])}"
            notices.add("unnamed-place", "a place has no name", place.name)
    first_kind: dict[str, str] = {}
    for place in ordered:
        first_kind.setdefault(place.name, place.kind)
    taken = set(first_kind)
    given: set[str] = set()
    for place in ordered:
        is_first = first_kind[place.name] == place.kind
        wished = place.name if is_first else f"{place.name} ({place.kind})"
        name, number = wished, 2
        while name in given or (name in taken and name != place.name):
            name, number = f"{wished} ({number})", number + 1
        if name != place.name:
            notices.add("renamed-place", "places share a name; one got an addition", name)
        place.name = name
        given.add(name)
    return sorted(ordered, key=lambda place: (place.kind, place.name))


def _to_table(
    places: Sequence[_Place], entrances: Mapping[int, Entrance], notices: Notices
) -> gpd.GeoDataFrame:
    """Return the places as a table."""
    import geopandas as gpd
    import pandas as pd

    points = [_point(place, entrances) for place in places]
    columns = {
        "kind": pd.Series([place.kind for place in places], dtype=str),
        "category": pd.Series([place.category for place in places], dtype=str),
        "osm_id": pd.Series([_osm_id(place.features[0]) for place in places], dtype=str),
        "capacity": pd.Series([_capacity(place, notices) for place in places], dtype=float),
        "population": pd.Series(
            [_count(place, ("population",), notices) for place in places], dtype=float
        ),
    }
    geometry = gpd.points_from_xy([lon for lon, _ in points], [lat for _, lat in points])
    table = gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")
    table.index = pd.Index([place.name for place in places], dtype=str, name="name")
    return table


def _point(place: _Place, entrances: Mapping[int, Entrance]) -> tuple[float, float]:
    """Return where one goes in, as longitude and latitude.

    A main entrance counts on any part of the place, another one only on the part that
    describes the place best: a side door of one of five buildings says little.
    """
    if place.kind == "town":
        return place.features[0].lon, place.features[0].lat
    for parts, kinds in ((place.features, {"main"}), (place.features[:1], None)):
        for ref in (ref for part in parts for ref in part.refs):
            entrance = entrances.get(ref)
            if entrance is None or entrance.kind in NOT_FOR_VISITORS:
                continue
            if kinds is None or entrance.kind in kinds:
                return entrance.lon, entrance.lat
    return place.features[0].lon, place.features[0].lat


def _capacity(place: _Place, notices: Notices) -> float:
    """Return how many a place holds: beds, pupils, seats."""
    return _count(place, (*CAPACITY_KEYS.get(place.kind, ()), *CAPACITY_ELSE_KEYS), notices)


def _count(place: _Place, keys: Sequence[str], notices: Notices) -> float:
    """Return the first readable count that an object of a place has, NaN if none has."""
    for feature in place.features:
        for key in dict.fromkeys(keys):
            text = feature.tags.get(key, "").strip()
            match = COUNT.fullmatch(text)
            if match:
                return float(re.sub(r"[^0-9]", "", match[1]))
            if text:
                notices.add(
                    f"unreadable-{keys[-1] if keys[-1] == 'population' else 'capacity'}",
                    "a count of people or beds could not be read",
                    f"{_osm_id(feature)}: {key}={text[:40]!r}",
                )
    return math.nan


def _name(feature: Feature) -> str:
    """Return what an object is called, "" if nothing."""
    names = (feature.tags.get(key, "") for key in ("name", "name:da", "official_name"))
    return next((" ".join(name.split()) for name in names if name.strip()), "")


def _identity(place: _Place) -> str:
    """Return what two objects of the same place have in common in their names."""
    name = place.name.casefold()
    return re.sub(r"\s+(station|st\.?)$", "", name) if place.kind == "station" else name


def _rank(place: _Place) -> tuple[bool, bool, int, bool, int]:
    """Return a key that puts first the object that describes a place best.

    That is the outline of its grounds, then its largest building, then a node; of a town it
    is the node, which mappers put at its centre.
    """
    feature = place.features[0]
    is_node = feature.osm_type == "node"
    return (
        is_node != (place.kind == "town"),
        "building" in feature.tags,
        -len(feature.refs),
        feature.osm_type != "relation",
        feature.osm_id,
    )


def _osm_id(feature: Feature) -> str:
    """Return the type and number that find an object on openstreetmap.org."""
    return f"{feature.osm_type}/{feature.osm_id}"


def _distance_m(one: _Place, other: _Place) -> float:
    """Return the distance between two places that are close together."""
    here, there = one.features[0], other.features[0]
    north = here.lat - there.lat
    east = (here.lon - there.lon) * math.cos(math.radians(here.lat))
    return METRES_PER_DEGREE * math.hypot(north, east)
