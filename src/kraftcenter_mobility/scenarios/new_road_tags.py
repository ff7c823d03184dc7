"""The tags of a new road, and of the links by which it joins others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.scenario_tags import closed_to
from kraftcenter_mobility.osm.tags import ROAD_CLASSES, speed_limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kraftcenter_mobility.modes import Mode

__all__ = ["CLASSES", "limit_text", "link_tags", "new_road_tags"]

CLASSES = tuple(name for name in ROAD_CLASSES if name != "ferry")
"""What a new road can be: a ferry would need a timetable of its own."""

LINK_LIMIT_KMH = 70.0
"""Links are ramps and short connections; nobody signs them faster."""


def new_road_tags(  # noqa: PLR0913 - the columns of an edit
    road_class: str,
    *,
    limit_kmh: float | None,
    lanes: int | None,
    oneway: bool,
    number: str,
    name: str,
    modes: Sequence[Mode],
) -> dict[str, str]:
    """Return the tags of a new road.

    A class that is one-way by law, such as a motorway, is tagged ``oneway=no`` unless the
    road is to be one-way. Modes that are not to use it find it closed.
    """
    tags = {"highway": road_class}
    if limit_kmh is not None:
        tags["maxspeed"] = limit_text(limit_kmh)
    if lanes is not None:
        tags["lanes"] = str(lanes)
    if oneway:
        tags["oneway"] = "yes"
    elif ROAD_CLASSES[road_class].oneway:
        tags["oneway"] = "no"
    tags |= {key: text for key, text in (("ref", number), ("name", name)) if text}
    return _closed_to_others(tags, modes)


def link_tags(tags: Mapping[str, str], *, built_up: bool, modes: Sequence[Mode]) -> dict[str, str]:
    """Return the tags of the links of a new road, which are open both ways.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the new road.
    built_up : bool
        Whether it lies in a built-up area.
    modes : sequence of Mode
        Who alone may use it; none means everybody.
    """
    linked = f"{tags['highway']}_link"
    name = linked if linked in ROAD_CLASSES else tags["highway"]
    limit_kmh = min(speed_limit(tags, built_up=built_up)[0], LINK_LIMIT_KMH)
    both_ways = {"oneway": "no"} if ROAD_CLASSES[name].oneway else {}
    return _closed_to_others(
        {"highway": name, "maxspeed": limit_text(limit_kmh), **both_ways}, modes
    )


def limit_text(limit_kmh: float) -> str:
    """Return a limit as it is tagged, to the hundredth of a km/h."""
    return f"{round(limit_kmh, 2):g}"


def _closed_to_others(tags: dict[str, str], modes: Sequence[Mode]) -> dict[str, str]:
    """Return tags by which only some modes may use a road, or all if none is given."""
    named = {mode.name for mode in modes}
    others = [mode for mode in MODES if mode.name not in named]
    return closed_to(tags, others) if modes and others else tags
