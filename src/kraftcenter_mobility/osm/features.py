"""Which OpenStreetMap objects are places, and of what kind.

Pure functions on plain tags. A school's level is told by its tags where they say it, and
otherwise by the words of its name, which in Danish say it nearly always.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FEATURE_KEYS", "Entrance", "Feature", "classify", "is_feature"]


class Feature(NamedTuple):
    """An OpenStreetMap object that may be a place."""

    osm_type: str
    osm_id: int
    tags: dict[str, str]
    lon: float
    lat: float
    """Of the node, or of a point inside the outline."""
    refs: tuple[int, ...]
    """The ids of the nodes of the outline, or outlines; none for a node."""


class Entrance(NamedTuple):
    """A node where one goes in."""

    lon: float
    lat: float
    kind: str
    """The value of the tag ``entrance``."""


FEATURE_KEYS = frozenset(
    {"amenity", "building", "healthcare", "leisure", "place", "public_transport", "railway"}
)
"""Every object that :func:`is_feature` accepts has one of these keys."""

PLACES = frozenset({"city", "town", "village", "suburb", "hamlet"})

SCHOOLS = frozenset({"school", "college", "university"})

VENUES = {
    "events_venue": "venue",
    "conference_centre": "conference",
    "exhibition_centre": "exhibition",
    "theatre": "theatre",
    "concert_hall": "theatre",
    "music_venue": "venue",
    "arts_centre": "arts_centre",
}
"""Where people are to be at a set hour. Museums and cinemas, where they come and go all day,
and village halls, of which a region has hundreds, are not event venues."""

HALLS = frozenset({"sports_centre", "sports_hall", "ice_rink"})
VENUE_CAPACITY = 1000
"""A sports hall that seats so many is an event venue."""

NOT_TRAINS = frozenset({"miniature", "funicular", "aerialway"})

GONE = ("disused", "abandoned", "demolished", "razed", "was", "construction", "proposed")
"""With the value yes, or as the value of the main tag, the object is not there."""

LIFECYCLE_VALUES = frozenset({*GONE, "planned", "ruins"})

YOUTH_LEVELS = frozenset({3, 4})
LOWER_LEVELS = frozenset({1, 2})
LAST_FOLKESKOLE_GRADE = 10

LEVEL_WORDS = {
    "special": "special special_needs special_education_needs specialskole",
    "folkeskole": "primary elementary lower_secondary middle folkeskole grundskole friskole",
    "youth": "secondary upper_secondary high gymnasium vocational professional further",
    "higher": "tertiary university higher higher_education post_secondary",
}
"""What ``school``, ``school:type``, ``school:level`` and ``education`` may say."""

SPECIAL = re.compile(r"special(skole|center|klasse|børnehjem)|heldagsskole|dagbehandling")
HIGHER = re.compile(
    r"\b(universitet(et)?|university|professionshøjskolen?|(handels|ingeniør|journalist)højskolen?"
    r"|(erhvervs|kunst|maskinmester|film)akademi(et)?|business academy|sygeplejeskolen?"
    r"|\w*seminari(um|et)|\w*konservatori(um|et)"
    r"|(arkitekt|design|maskinmester|navigations)skolen?)\b"
)
YOUTH = re.compile(
    r"\b(\w*gymnasi(um|et|er|erne)|hf|vuc|htx|hhx|stx|eud|eux|hg|fgu|sosu|tech college"
    r"|\w*sundhedsskolen?|\w*(erhvervs|handels|katedral|latin|landbrugs|produktions)skolen?"
    r"|tekniske? skole|erhvervsuddannelser)\b"
)
OTHER = re.compile(
    r"højskole|efterskole|ungdomsskole|sprogcenter"
    r"|\b(musik|kultur|billed|kunst|danse|ballet|ride|svømme|sejl|sejler|køre|flyve|sprog|aften"
    r"|natur|sommer|politi|brand)skole"
)
FOLKESKOLE = re.compile(
    r"\b(\w*skole([nr]|rne)?|school|\w*(skole|lærings)cent(er|ret)|børneby(en)?"
    r"|børneunivers(et)?|klasse ?cent(er|ret))\b"
)
"""In this order: a professionshøjskole and an efterskole end in skole as well."""


def is_feature(tags: Mapping[str, str]) -> bool:
    """Say whether an object with these tags is a place of some kind.

    Examples
    --------
    >>> is_feature({"amenity": "hospital"}), is_feature({"disused:amenity": "hospital"})
    (True, False)
    """
    return classify(tags) is not None


def classify(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the kind and the category of an object, None if it is no place.

    Examples
    --------
    >>> classify({"amenity": "school", "name": "Herning Gymnasium"})
    ('school', 'youth')
    >>> classify({"place": "village", "name": "Kibæk"})
    ('town', 'village')
    """
    found = _hospital(tags) or _school(tags) or _venue(tags) or _station(tags) or _town(tags)
    return None if found is None or _is_gone(tags) else found


def _is_gone(tags: Mapping[str, str]) -> bool:
    """Say whether an object is no longer, or not yet, what its tags call it."""
    return any(tags.get(key, "no") != "no" for key in GONE) or (
        tags.get("building") in LIFECYCLE_VALUES
    )


def _hospital(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Tell hospitals with an emergency department from those without."""
    if tags.get("amenity") != "hospital" and tags.get("healthcare") != "hospital":
        return None
    specialities = _words(tags.get("healthcare:speciality", ""))
    acute = tags.get("emergency") in {"yes", "24/7", "designated"} or "emergency" in specialities
    return "hospital", "hospital_emergency" if acute else "hospital"


def _school(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Tell the levels of schools apart."""
    amenity = tags.get("amenity", "")
    if amenity not in SCHOOLS:
        return None
    name = " ".join(re.findall(r"\w+", tags.get("name", "").casefold()))
    level = _level_of_tags(tags) or _level_of_name(name, amenity)
    return "school", level


def _level_of_tags(tags: Mapping[str, str]) -> str:
    """Return the level that the tags of a school state, "" if they state none."""
    said = {
        word
        for key in ("school", "school:type", "school:level", "education")
        for word in _words(tags.get(key, ""))
    }
    stated = [level for level, words in LEVEL_WORDS.items() if said & set(words.split())]
    if stated[:1] == ["special"]:
        return "special"
    isced = _numbers(tags.get("isced:level", ""))
    if isced and max(isced) > 0:
        lowest = min(isced - {0})
        if lowest in LOWER_LEVELS:
            return "folkeskole"
        return "youth" if lowest in YOUTH_LEVELS else "higher"
    grades = _numbers(tags.get("grades", ""))
    if grades:
        lower = min(grades) < LAST_FOLKESKOLE_GRADE or max(grades) == LAST_FOLKESKOLE_GRADE
        return "folkeskole" if lower else "youth"
    return stated[0] if stated else ""


def _level_of_name(name: str, amenity: str) -> str:
    """Return the level that the name of a school suggests."""
    if SPECIAL.search(name):
        return "special"
    if HIGHER.search(name) or amenity == "university":
        return "higher"
    if YOUTH.search(name):
        return "youth"
    if OTHER.search(name):
        return "other"
    if amenity == "college":
        return "youth"
    return "folkeskole" if FOLKESKOLE.search(name) else "other"


def _venue(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Tell the places where events are held."""
    amenity, leisure = tags.get("amenity", ""), tags.get("leisure", "")
    if amenity in VENUES:
        return "venue", VENUES[amenity]
    words = _words(tags.get("name", "").replace(" ", ";"))
    building = tags.get("building", "")
    if building == "arena" or (leisure in HALLS and any(w.endswith("arena") for w in words)):
        return "venue", "arena"
    if leisure == "stadium" or (building == "stadium" and words):  # unnamed ones are stands
        return "venue", "stadium"
    capacity = tags.get("capacity", "").replace(".", "")
    if leisure in HALLS and capacity.isdecimal() and int(capacity[:9]) >= VENUE_CAPACITY:
        return "venue", "arena"
    return None


def _station(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Tell where trains stop for people."""
    railway = tags.get("railway", "")
    by_train = tags.get("public_transport") == "station" and tags.get("train") == "yes"
    if railway not in {"station", "halt"} and (railway or not by_train):
        return None
    service = tags.get("station", "")
    if service in NOT_TRAINS or tags.get("railway:traffic_mode") == "freight":
        return None
    if "no" in {tags.get("train", ""), tags.get("passenger", "")} and not service:
        return None
    if service in {"subway", "light_rail", "monorail"}:
        return "station", "metro" if service == "subway" else service
    return "station", railway or "station"


def _town(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Tell where people live."""
    place = tags.get("place", "")
    is_settlement = place in PLACES and tags.get("boundary") != "administrative"
    return ("town", place) if is_settlement else None


def _words(text: str) -> set[str]:
    """Return the words of a list separated by semicolons or commas."""
    return {word.strip().casefold() for word in re.split(r"[;,]", text)} - {""}


def _numbers(text: str) -> set[int]:
    """Return the small numbers of a list such as ``0-9`` or ``1;2;3``."""
    found: set[int] = set()
    for low, high in re.findall(r"([0-9]{1,2})(?:\s*-\s*([0-9]{1,2}))?", text):
        found.update(range(int(low), int(high or low) + 1))
    return found
