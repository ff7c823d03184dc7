"""What the tags of railways mean: pure functions on plain tags.

Which tracks are kept and which are only used where there is no other way follows the rules
of OpenRailwayMap [1]_ and of pfaedle [2]_.

References
----------
.. [1] https://wiki.openstreetmap.org/wiki/OpenRailwayMap/Tagging
.. [2] H. Bast and P. Brosi, "Sparse map-matching in public transit networks with turn
   restrictions," SIGSPATIAL 2018. doi:10.1145/3274895.3274957
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from .tag_values import tag_value, tag_values

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = [
    "CROSSOVER",
    "INDUSTRIAL",
    "MAIN",
    "RAIL_KINDS",
    "SIDING",
    "YARD",
    "candidate_kind",
    "fallback_limit_kmh",
    "gauges_mm",
    "gradient_permille",
    "level",
    "limits_kmh",
    "n_tracks",
    "preferred_direction",
    "rail_speed_kmh",
    "track_kind",
    "voltage_kv",
]

RAIL_KINDS = ("rail", "light_rail", "narrow_gauge")
"""Values of ``railway`` that are tracks for trains."""

LIFECYCLE = ("proposed", "planned", "construction")

MAIN, CROSSOVER, SIDING, YARD, INDUSTRIAL = range(5)
"""How readily a passenger train uses a track, most readily first."""

SERVICE_LEVELS = {"crossover": CROSSOVER, "siding": SIDING, "yard": YARD, "spur": YARD}
"""Any other value of ``service`` counts as a siding. A yard cannot be dropped: the word is
often found on crossovers."""

NOT_FOR_PASSENGERS = frozenset({"industrial", "military", "test", "tourism"})

KMH_PER_MPH = 1.609344
SLOWEST_KMH, FASTEST_KMH = 1.0, 500.0
SPEED = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(km/h|kmh|kph|km/t|mph)?", re.ASCII)

INCLINE = re.compile(r"([+-]?\d{1,3}(?:[.,]\d{1,3})?)\s*(%|\u2030|permille)?", re.ASCII)
STEEPEST_PERMILLE = 350.0
"""The steepest railway without a cable rises by nearly half its length; no train in service
on plain rails comes near this."""

KNOWN_GAUGES_MM = (180, 1900)
ELECTRIFIED = frozenset({"yes", "contact_line", "rail", "4th_rail", "third_rail", "ground-level"})
KV_BY_FREQUENCY = {"50": 25.0, "60": 25.0, "16.7": 15.0, "16.67": 15.0, "0": 1.5}
USUAL_KV = 25.0
"""Of electrified main lines whose voltage is not tagged: Denmark's."""

FALLBACK_KMH = {
    "main": 120.0,
    "branch": 80.0,
    "": 100.0,
    "light_rail": 70.0,
    "narrow_gauge": 50.0,
    "subway": 70.0,
    "tram": 50.0,
}
"""Limits where neither the track nor its neighbours have one (confidence C)."""

UNELECTRIFIED_MAIN_KMH = 100.0
LEVEL_FALLBACK_KMH = {CROSSOVER: 60.0, SIDING: 40.0, YARD: 25.0, INDUSTRIAL: 25.0}


def track_kind(tags: Mapping[str, str], kinds: Collection[str] = RAIL_KINDS) -> str:
    """Return the kind of railway that trains run on today, empty if it is none.

    Examples
    --------
    >>> track_kind({"railway": "rail"}), track_kind({"railway": "abandoned"})
    ('rail', '')
    """
    kind = tag_value(tags, "railway")
    return kind if kind in kinds else ""


def candidate_kind(tags: Mapping[str, str], kinds: Collection[str] = RAIL_KINDS) -> str:
    """Return the kind of railway that is proposed or being built, empty if it is none.

    Examples
    --------
    >>> candidate_kind({"railway": "construction", "construction": "rail"})
    'rail'
    """
    state = tag_value(tags, "railway")
    if state in kinds:
        return ""
    states = (state,) if state in LIFECYCLE else LIFECYCLE
    for name in states:
        kind = tag_value(tags, f"{name}:railway") or (tag_value(tags, state) if state else "")
        if kind in kinds:
            return kind
    said = any(tag_value(tags, key) for key in (state, f"{state}:railway"))
    return "rail" if state in LIFECYCLE and not said and "rail" in kinds else ""


def rail_speed_kmh(text: str) -> float:
    """Return a line speed in km/h, the lowest of several, NaN if there is none to be read.

    Examples
    --------
    >>> [rail_speed_kmh(text) for text in ("120", "50 mph", "80;100", "0", "fast")]
    [120.0, 80.4672, 80.0, nan, nan]
    """
    speeds = [_one_speed(part.strip()) for part in re.split(r"[;|]", text.lower())]
    return min((speed for speed in speeds if not math.isnan(speed)), default=math.nan)


def _one_speed(text: str) -> float:
    """Return what one value means, NaN if nothing that can be."""
    found = SPEED.fullmatch(text)
    if found is None:
        return math.nan
    speed = float(found[1].replace(",", ".")) * (KMH_PER_MPH if found[2] == "mph" else 1.0)
    return speed if SLOWEST_KMH <= speed <= FASTEST_KMH else math.nan


def limits_kmh(tags: Mapping[str, str]) -> tuple[float, float]:
    """Return the line speeds along a way and against it in km/h, NaN where not known.

    A limit for one direction alone holds for the other too.

    Examples
    --------
    >>> limits_kmh({"maxspeed": "120", "maxspeed:backward": "100"})
    (120.0, 100.0)
    """
    both = rail_speed_kmh(tags.get("maxspeed", ""))
    ways = [rail_speed_kmh(tags.get(f"maxspeed:{way}", "")) for way in ("forward", "backward")]
    along, against = (both if math.isnan(speed) else speed for speed in ways)
    return (against if math.isnan(along) else along), (along if math.isnan(against) else against)


def fallback_limit_kmh(tags: Mapping[str, str]) -> float:
    """Return the line speed in km/h to assume of a track by what it is used for."""
    demoted = level(tags)
    if demoted != MAIN:
        return LEVEL_FALLBACK_KMH[demoted]
    kind = tag_value(tags, "railway")
    if kind in FALLBACK_KMH:
        return FALLBACK_KMH[kind]
    usage = tag_value(tags, "usage")
    if usage == "main" and voltage_kv(tags) == 0.0:
        return UNELECTRIFIED_MAIN_KMH
    return FALLBACK_KMH.get(usage, FALLBACK_KMH[""])


def level(tags: Mapping[str, str]) -> int:
    """Return how readily a passenger train uses a track, from MAIN to INDUSTRIAL.

    Examples
    --------
    >>> level({"railway": "rail"}), level({"railway": "rail", "service": "yard"})
    (0, 3)
    """
    freight = tag_value(tags, "railway:traffic_mode") == "freight"
    if freight or tag_value(tags, "usage") in NOT_FOR_PASSENGERS:
        return INDUSTRIAL
    service = tag_value(tags, "service")
    return SERVICE_LEVELS.get(service, SIDING) if service else MAIN


def gauges_mm(tags: Mapping[str, str]) -> tuple[int, ...]:
    """Return the gauges of a track in millimetres, none where they are not known.

    Examples
    --------
    >>> gauges_mm({"gauge": "1435;1000"})
    (1435, 1000)
    """
    low, high = KNOWN_GAUGES_MM
    found = [int(part) for part in tag_values(tags, "gauge") if re.fullmatch(r"\d{3,4}", part)]
    return tuple(gauge for gauge in found if low <= gauge <= high)


def voltage_kv(tags: Mapping[str, str]) -> float:
    """Return the voltage over or beside a track in kilovolt, zero where there is none.

    Examples
    --------
    >>> voltage_kv({"electrified": "contact_line", "voltage": "15000"})
    15.0
    """
    if not ELECTRIFIED.intersection(tag_values(tags, "electrified")):
        return 0.0
    volts = [int(part) for part in tag_values(tags, "voltage") if re.fullmatch(r"\d{2,6}", part)]
    if volts and max(volts) > 0:
        return max(volts) / 1000.0
    return KV_BY_FREQUENCY.get(tag_value(tags, "frequency"), USUAL_KV)


def preferred_direction(tags: Mapping[str, str]) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Return how a track is run: along the way and against it.

    Returns
    -------
    allowed : tuple of bool
        Whether trains may run at all in each direction.
    wrong_way : tuple of bool
        Whether they run against the usual direction.

    Examples
    --------
    >>> preferred_direction({"railway:preferred_direction": "forward"})
    ((True, True), (False, True))
    """
    oneway = tag_value(tags, "oneway")
    allowed = (oneway not in {"-1", "reverse"}, oneway not in {"yes", "true", "1"})
    usual = tag_value(tags, "railway:preferred_direction")
    return allowed, (usual == "backward", usual == "forward")


def n_tracks(tags: Mapping[str, str]) -> int:
    """Return how many tracks a way says it stands for, one where it does not say.

    Examples
    --------
    >>> n_tracks({"tracks": "2"}), n_tracks({"tracks": "many"})
    (2, 1)
    """
    said = tag_value(tags, "tracks")
    return max(1, min(int(said), 20)) if re.fullmatch(r"\d{1,2}", said) else 1


def gradient_permille(tags: Mapping[str, str]) -> float:
    """Return the rise along a way in metres per kilometre, zero where it is not known.

    A plain number is in per cent, as for roads.

    Examples
    --------
    >>> [gradient_permille({"incline": text}) for text in ("1.2%", "-12 permille", "up")]
    [12.0, -12.0, 0.0]
    """
    found = INCLINE.fullmatch(tag_value(tags, "incline"))
    if found is None:
        return 0.0
    rise = float(found[1].replace(",", ".")) * (1.0 if found[2] not in {"%", None} else 10.0)
    return rise if abs(rise) <= STEEPEST_PERMILLE else 0.0
