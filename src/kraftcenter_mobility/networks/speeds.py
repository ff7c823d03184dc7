"""How fast each way is travelled when nobody is in the way.

A limit is not a speed. Cars' free-flow mean lies below the limit by road class (the table
in :mod:`kraftcenter_mobility.osm.tags`), and lower still on poor surfaces and where the
road bends. Bicycles and walkers keep their own pace, slowed by the surface.

The bend factor is ``1 / (1 + bendiness / half_bendiness)``, not below `lowest_bend_factor`,
with the bendiness of the whole way in degrees turned per kilometre, the measure used for
rural roads since COBA. The two constants are engineering judgement (confidence C): a
straight main road of 30 degrees per km loses 2 %, a winding lane of 300 loses 17 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from kraftcenter_mobility.arguments import check_positive
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.osm.scenario_tags import SPEED_KEY, set_speed_kmh
from kraftcenter_mobility.osm.tags import (
    ROAD_CLASSES,
    ferry_duration_s,
    free_flow_kmh,
    speed_limit,
    surface_factor,
)
from kraftcenter_mobility.units import MS_PER_KMH

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kraftcenter_mobility._kernels.csr import BoolArray, FloatArray, IntArray
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.osm.tags import RoadClass

__all__ = ["SpeedModel", "TaggedWays", "WaysOf", "limits_kmh", "way_speeds_kmh"]


def _table_free_flow(road_class: RoadClass, limit_kmh: float, built_up: bool) -> float:  # noqa: FBT001 - positional in a table of functions
    return free_flow_kmh(road_class, limit_kmh, built_up=built_up)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedModel:
    """What makes cars slower than the limit, each part replaceable."""

    free_flow_kmh: Callable[[RoadClass, float, bool], float] = _table_free_flow
    """Free-flow mean speed from road class, limit in km/h and whether built-up."""

    half_bendiness_deg_km: float = 1500.0
    """Bendiness at which cars go half as fast, were it not for the lowest factor."""

    lowest_bend_factor: float = 0.8

    ferry_kmh: float = 15.0
    """Speed of a ferry whose crossing time is not given; waiting is not counted."""

    def __post_init__(self) -> None:
        """Refuse what is no model of speeds."""
        if not callable(self.free_flow_kmh):
            raise InputError(f"free_flow_kmh must be a function, got {self.free_flow_kmh!r}")
        check_positive("half_bendiness_deg_km", self.half_bendiness_deg_km, finite=False)
        check_positive("ferry_kmh", self.ferry_kmh)
        check_positive("lowest_bend_factor", self.lowest_bend_factor)
        if self.lowest_bend_factor > 1.0:
            raise InputError(
                f"lowest_bend_factor must be one or less, got {self.lowest_bend_factor}"
            )

    def on(self, road_class: RoadClass, limit_kmh: float, *, built_up: bool) -> float:
        """Return the free-flow mean speed of cars on a class of road, in km/h.

        Raises
        ------
        InputError
            If `free_flow_kmh` gives something that is no speed.
        """
        speed_kmh = self.free_flow_kmh(road_class, limit_kmh, built_up)
        where = f"{road_class.name} at a limit of {limit_kmh:g} km/h"
        check_positive(f"what free_flow_kmh returns for {where}", speed_kmh)
        return speed_kmh


class TaggedWays(Protocol):
    """Ways with all that their speeds follow from: those of a network, or others."""

    @property
    def tag_sets(self) -> Sequence[Mapping[str, str]]:
        """Every distinct set of tags."""

    @property
    def way_tag_set(self) -> IntArray:
        """Which of them each way has. Shape (n_ways,)."""

    @property
    def way_built_up(self) -> BoolArray:
        """Which ways lie in built-up areas."""

    @property
    def way_bendiness_deg_km(self) -> FloatArray:
        """How bent each way is."""

    @property
    def way_length_m(self) -> FloatArray:
        """How long each way is as a whole."""


class WaysOf(NamedTuple):
    """Ways whose tags may be others than a network's."""

    tag_sets: Sequence[Mapping[str, str]]
    way_tag_set: IntArray
    way_built_up: BoolArray
    way_bendiness_deg_km: FloatArray
    way_length_m: FloatArray


def way_speeds_kmh(roads: TaggedWays, mode: Mode, model: SpeedModel) -> FloatArray:
    """Return the free-flow speed on every way. Shape (n_ways, 2): along it, against it."""
    speeds = _on_ways(roads, partial(_tag_speeds, mode=mode, model=model))
    if mode.kind == "motor":
        bends = 1.0 / (1.0 + roads.way_bendiness_deg_km / model.half_bendiness_deg_km)
        speeds = speeds * np.maximum(bends, model.lowest_bend_factor)[:, np.newaxis]
    duration_s = np.array([ferry_duration_s(tags) for tags in roads.tag_sets] or [0.0])
    ferry_s = duration_s[roads.way_tag_set] if roads.tag_sets else duration_s[:0]
    with np.errstate(invalid="ignore", divide="ignore"):
        crossing_kmh = roads.way_length_m / ferry_s / MS_PER_KMH
    timed = (ferry_s > 0) & (roads.way_length_m > 0)
    usual_kmh = np.where(timed[:, np.newaxis], crossing_kmh[:, np.newaxis], speeds)
    return _with_set_speeds(roads, mode, usual_kmh)


def _with_set_speeds(roads: TaggedWays, mode: Mode, usual_kmh: FloatArray) -> FloatArray:
    """Return the speeds with those that scenarios have set, or made higher or lower."""
    if not any(key.startswith(SPEED_KEY) for tags in roads.tag_sets for key in tags):
        return usual_kmh
    table = np.array([set_speed_kmh(tags, mode) for tags in roads.tag_sets])
    set_kmh, factor = np.moveaxis(table[roads.way_tag_set], -1, 0)
    speeds: FloatArray = np.where(np.isnan(set_kmh), usual_kmh, set_kmh) * factor
    return speeds


def limits_kmh(roads: TaggedWays) -> FloatArray:
    """Return the legal limit on every way. Shape (n_ways, 2): along it, against it."""
    return _on_ways(roads, speed_limit)


def _on_ways(roads: TaggedWays, rule: Callable[..., tuple[float, float]]) -> FloatArray:
    """Return what a rule makes of the tags of ways and of whether they are built-up.

    It is asked once for each of the two that occur together. Shape (n_ways, 2).
    """
    kind = 2 * roads.way_tag_set + roads.way_built_up
    table = np.zeros((2 * len(roads.tag_sets), 2))
    for each in np.flatnonzero(np.bincount(kind, minlength=len(table))).tolist():
        table[each] = rule(roads.tag_sets[each // 2], built_up=bool(each % 2))
    on_ways: FloatArray = table[kind]
    return on_ways


def _tag_speeds(
    tags: Mapping[str, str], *, built_up: bool, mode: Mode, model: SpeedModel
) -> tuple[float, float]:
    """Return the speed that a set of tags allows a mode, along the way and against it."""
    if tags.get("route") == "ferry" and "highway" not in tags:
        return model.ferry_kmh, model.ferry_kmh
    surface = surface_factor(tags, mode)
    if mode.kind != "motor":
        return mode.top_speed_kmh * surface, mode.top_speed_kmh * surface
    road_class = ROAD_CLASSES[tags["highway"]]
    faster = mode.built_up_factor if built_up else mode.rural_factor
    along, against = (
        min(model.on(road_class, limit, built_up=built_up) * faster, mode.top_speed_kmh) * surface
        for limit in speed_limit(tags, built_up=built_up)
    )
    return along, against
