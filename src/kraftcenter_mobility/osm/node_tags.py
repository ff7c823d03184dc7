"""What a node does to those who pass it: stop them, or delay them.

A barrier's own access tags come first, by the hierarchy of the mode; where they are silent
the kind of barrier decides. Ambulances have the keys to gates, locked ones too, and take
away removable bollards; bollards and blocks that are fixed stop them, and so does a height
restrictor, as they are 2.7 m high.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from .access_tags import BUS_KEYS, MODE_KEYS, decide
from .road_classes import CLOSED, OPEN
from .tag_values import tag_value, tag_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.modes import Mode

__all__ = ["NODE_KEYS", "control_direction", "node_blocks", "node_control"]

EVERYBODY = frozenset({"motor", "bicycle", "foot"})
SOFT = frozenset({"bicycle", "foot"})
WALKERS = frozenset({"foot"})
NOBODY: frozenset[str] = frozenset()

GATES = (
    *("gate", "lift_gate", "sliding_gate", "bump_gate", "hampshire_gate", "sally_port"),
    *("entrance", "toll_booth", "border_control", "checkpoint", "cattle_grid"),
    *("height_restrictor", "kerb", "armadillo", "coupure"),
)
POSTS = (
    *("bollard", "block", "jersey_barrier", "cycle_barrier", "motorcycle_barrier", "chain"),
    *("rope", "planter", "bus_trap", "sump_buster", "swing_gate", "wicket_gate", "bar"),
    *("kent_carriage_gap", "log", "tyres", "yes"),
)
STILES = (
    *("kissing_gate", "stile", "step_over", "turnstile", "full-height_turnstile"),
    *("horse_stile", "squeeze_stile", "v_stile", "door", "debris", "spikes", "ditch"),
)
WALLS = ("wall", "fence", "hedge", "city_wall", "retaining_wall", "guard_rail")

PASSED_BY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(GATES, EVERYBODY),
        **dict.fromkeys(POSTS, SOFT),
        **dict.fromkeys(STILES, WALKERS),
        **dict.fromkeys(WALLS, NOBODY),
    }
)
"""Which kinds of mode pass a barrier that no tag opens or closes; unknown ones stop nobody."""

OPENED_BY_AMBULANCES = frozenset({"swing_gate", "bus_trap", "sump_buster"})
TOO_LOW_FOR_AMBULANCES = frozenset({"height_restrictor"})
LOWERED_BOLLARDS = frozenset({"removable", "rising", "foldable", "fold_down", "hinged"})

NOT_A_CROSSING = frozenset({"", "no", "unmarked", "informal"})
NOT_CALMING = frozenset({"", "no", "island", "rumble_strip", "painted_island"})
SILENT_SIGNALS = frozenset({"blink_mode", "blinker", "emergency"})
"""Signals that stop nobody on an ordinary day."""

NODE_KEYS = frozenset(
    (
        *MODE_KEYS,
        *BUS_KEYS,
        *("barrier", "bollard", "locked", "highway", "railway", "traffic_calming"),
        *("crossing", "crossing:signals", "traffic_signals"),
        *("direction", "traffic_signals:direction"),
    )
)
"""Every key of a node that is read here."""


def node_blocks(tags: Mapping[str, str], mode: Mode) -> bool:
    """Say whether a barrier on a node stops a mode.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the node.
    mode : Mode
        How to travel.

    Returns
    -------
    bool
        False wherever there is no ``barrier``: access tags on a crossing concern those who
        cross, not those who pass.

    Examples
    --------
    >>> from kraftcenter_mobility.modes import BICYCLE, CAR
    >>> node_blocks({"barrier": "bollard"}, CAR), node_blocks({"barrier": "bollard"}, BICYCLE)
    (True, False)
    """
    barriers = [barrier for barrier in tag_values(tags, "barrier") if barrier != "no"]
    if not barriers:
        return False
    passes = all(_passes(barrier, tags, mode) for barrier in barriers)
    return decide(tags, mode, OPEN if passes else CLOSED) == CLOSED


def _passes(barrier: str, tags: Mapping[str, str], mode: Mode) -> bool:
    """Say whether a mode passes a kind of barrier where no access tag speaks."""
    if mode.blue_light:
        lowered = tag_value(tags, "bollard") in LOWERED_BOLLARDS
        if barrier in OPENED_BY_AMBULANCES or (barrier == "bollard" and lowered):
            return True
        return barrier not in TOO_LOW_FOR_AMBULANCES and _lets_by(barrier, mode)
    return tag_value(tags, "locked") != "yes" and _lets_by(barrier, mode)


def _lets_by(barrier: str, mode: Mode) -> bool:
    """Say whether the table lets a mode pass a kind of barrier."""
    return mode.kind in PASSED_BY.get(barrier, EVERYBODY)


def node_control(tags: Mapping[str, str]) -> str:
    """Return what delays those who pass a node.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the node.

    Returns
    -------
    str
        ``"signals"``, ``"stop"``, ``"give_way"``, ``"mini_roundabout"``,
        ``"crossing_signals"``, ``"crossing"``, ``"level_crossing"`` or ``"calming"``, the
        slowest where there are several; empty where nothing delays. Unmarked crossings do
        not, as walkers wait there, nor do signals that only blink.

    Examples
    --------
    >>> node_control({"highway": "crossing", "crossing": "traffic_signals"})
    'crossing_signals'
    """
    highway = tag_value(tags, "highway")
    if tag_value(tags, "railway") == "level_crossing":
        return "level_crossing"
    if highway == "traffic_signals":
        return _signals(tag_value(tags, "traffic_signals"))
    if highway in {"stop", "give_way", "mini_roundabout"}:
        return highway
    crossing = _crossing(tags, highway)
    if crossing != "crossing_signals" and tag_value(tags, "traffic_calming") not in NOT_CALMING:
        return "calming"
    return crossing


def _signals(kind: str) -> str:
    """Return what signals of a kind do."""
    if kind in SILENT_SIGNALS:
        return ""
    return "crossing_signals" if kind in {"pedestrian_crossing", "crossing"} else "signals"


def _crossing(tags: Mapping[str, str], highway: str) -> str:
    """Return what a crossing on foot does to those whose road is crossed."""
    kinds = set(tag_values(tags, "crossing"))
    if "traffic_signals" in kinds or tag_value(tags, "crossing:signals") == "yes":
        return "crossing_signals"
    marked = bool(kinds - NOT_A_CROSSING)
    return "crossing" if marked or (highway == "crossing" and not kinds) else ""


def control_direction(tags: Mapping[str, str]) -> int:
    """Return in which direction of its way a signal or sign on a node is met.

    Parameters
    ----------
    tags : mapping of str to str
        The tags of the node.

    Returns
    -------
    int
        +1 by those who travel along the way, -1 against it, 0 both or unknown.

    Examples
    --------
    >>> control_direction({"highway": "stop", "direction": "backward"})
    -1
    """
    said = tag_value(tags, "traffic_signals:direction") or tag_value(tags, "direction")
    return {"forward": 1, "backward": -1}.get(said, 0)
