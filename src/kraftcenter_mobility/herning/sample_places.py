"""Towns, hospitals, schools, venues: the tables' places as OpenStreetMap nodes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from . import AREA, table
from .sample_geometry import records, to_metres

if TYPE_CHECKING:
    from .sample_geometry import FloatArray

__all__ = ["facility_nodes", "place_nodes"]

DATE = re.compile(r"\d{4}(-\d\d){0,2}")
SCHOOL = {"amenity": "school", "isced:level": "1;2"}
YOUTH = {"amenity": "school", "isced:level": "3"}

TAGS: dict[str, dict[str, str]] = {
    "hospital_emergency": {"amenity": "hospital", "healthcare": "hospital", "emergency": "yes"},
    "hospital_university": {"amenity": "hospital", "healthcare": "hospital", "emergency": "yes"},
    "hospital_elective": {"amenity": "hospital", "healthcare": "hospital", "emergency": "no"},
    "hospital_part": {"amenity": "research_institute"},
    "health_centre": {"amenity": "clinic", "healthcare": "centre"},
    "health_centre_urgent": {"amenity": "clinic", "healthcare": "clinic"},
    "folkeskole": SCHOOL | {"operator:type": "public"},
    "folkeskole_special": SCHOOL | {"operator:type": "public", "school": "special_education_needs"},
    "friskole": SCHOOL | {"operator:type": "private"},
    "school_status_unknown": SCHOOL,
    "upper_secondary": YOUTH,
    "upper_secondary_sosu": YOUTH,
    "higher_education": {"amenity": "college", "isced:level": "6"},
    "event_arena": {"amenity": "events_venue", "building": "stadium"},
    "event_stadium": {"leisure": "stadium", "sport": "soccer"},
    "event_fair": {"amenity": "exhibition_centre"},
    "event_congress": {"amenity": "conference_centre"},
    "event_planned": {"proposed:amenity": "events_venue"},
    "sport": {"leisure": "sports_centre", "sport": "swimming"},
    "museum": {"tourism": "museum"},
    "retail": {"shop": "mall"},
    "airport": {"aeroway": "aerodrome"},
    "business_park": {"landuse": "commercial"},
}
"""What each category of the table of facilities is in OpenStreetMap."""

NOT_A_CAPACITY = "per year"


def facility_nodes() -> list[tuple[FloatArray, dict[str, str]]]:
    """Return where each facility is, in metres, and its tags, if it has a position."""
    rows = table("facilities")
    located = rows[rows["lat"].notna()].sort_values("id")
    return [(to_metres(row["lon"], row["lat"]), _facility_tags(row)) for row in records(located)]


def place_nodes() -> list[tuple[FloatArray, dict[str, str]]]:
    """Return where each town and village in the area is, in metres, and its tags."""
    west, south, east, north = AREA
    rows = table("places")
    inside = rows["lon"].between(west, east) & rows["lat"].between(south, north)
    located = rows[inside].sort_values("name")
    return [(to_metres(row["lon"], row["lat"]), _place_tags(row)) for row in records(located)]


def _facility_tags(row: dict[str, Any]) -> dict[str, str]:
    tags = dict(TAGS[row["category"]])
    if row["name"].startswith("Aarhus Universitet,"):
        tags["amenity"] = "university"
    if row["closed"]:
        tags = {f"disused:{key}": value for key, value in tags.items()}
        tags["end_date"] = row["closed"]
    tags |= {"name": row["name"], **_common(row), "kraftcenter:id": row["id"]}
    if row["capacity"] and NOT_A_CAPACITY not in row["capacity_unit"]:
        tags["capacity"] = f"{float(row['capacity']):g}"
        if row["category"].startswith("hospital"):
            tags["beds"] = tags["capacity"]
    if opened := DATE.match(row["opened"]):
        tags["start_date"] = opened[0]
    return tags


def _place_tags(row: dict[str, Any]) -> dict[str, str]:
    tags = {"place": row["kind"], "name": row["name"], **_common(row)}
    if row["alt_names"]:
        tags["alt_name"] = row["alt_names"]
    if row["population"] and row["kind"] != "suburb":
        tags["population"] = f"{float(row['population']):.0f}"
        if row["population_year"]:
            tags["population:date"] = f"{float(row['population_year']):.0f}"
    elif row["population"]:
        tags["kraftcenter:population_within_town"] = f"{float(row['population']):.0f}"
    if row["municipality"]:
        tags["is_in:municipality"] = row["municipality"]
    return tags


def _common(row: dict[str, Any]) -> dict[str, str]:
    return {"kraftcenter:source": "table", "kraftcenter:confidence": row["confidence"]}
