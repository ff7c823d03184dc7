"""Where people of the region go, how and when: what its scenarios are judged by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from kraftcenter_mobility import herning
from kraftcenter_mobility.modes import (
    AMBULANCE,
    BICYCLE,
    CAR,
    TRANSIT,
    Mode,
    TransitMode,
)
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow
from kraftcenter_mobility.places import (
    FOLKESKOLER,
    HOSPITALS,
    STATIONS,
    VENUES,
    YOUTH_EDUCATION,
    PlaceKind,
)

from .scenario_table import WITHIN_S

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.scenarios.scenario import Scenario

__all__ = ["ACUTE_HOSPITALS", "GOALS", "RAIL_GOALS", "Goal", "by_goal", "by_train"]

MORNING = ArrivalWindow("2026-03-10 07:30", "08:30")
"""On a Tuesday: lessons, work and the first appointments begin."""

HOUR_S = 3600.0
FEW_MAPS = 2


class Goal(NamedTuple):
    """Where people go, and who, how and when."""

    name: str
    kind: PlaceKind
    modes: tuple[Mode | TransitMode, ...]
    within_s: float
    municipalities: tuple[str, ...]
    """Those all of whose places of this kind the sample knows."""

    arrival: ArrivalWindow = MORNING
    """By when people must be there, where they go by public transport."""

    only: tuple[str, ...] = ()
    """Names of the places that are meant; by default all of the kind."""

    most_maps: int | None = None
    """How many scenarios are drawn; by default as many as for any comparison."""

    @property
    def folder(self) -> str:
        """What the folder of its files is called."""
        name = self.name if self.only else self.kind.name
        return f"{name}{' by train' if by_train(self.modes) else ''}".lower().replace(" ", "-")

    def places(self, network: TransportNetwork) -> gpd.GeoDataFrame:
        """Return where people go."""
        found = network.places(self.kind)
        return found[found.index.isin(self.only)] if self.only else found


ACUTE_HOSPITALS = replace(HOSPITALS, name="acute hospitals", categories=("hospital_emergency",))
"""Where ambulances go."""

BY_TRAIN = replace(TRANSIT, draws=8)
"""On foot to the train; unknown minutes are drawn less often than for a single question."""

GOALS = (
    Goal("acute hospital", ACUTE_HOSPITALS, (CAR, AMBULANCE), WITHIN_S, herning.MUNICIPALITIES),
    Goal("folkeskole", FOLKESKOLER, (CAR, BICYCLE), 600.0, ("Herning",)),
    Goal("event venue", VENUES, (CAR,), 900.0, herning.MUNICIPALITIES),
)
"""What scenarios of roads and places are about; one that edits no places is about the first."""

RAIL_GOALS = (
    Goal(
        "acute hospital",
        ACUTE_HOSPITALS,
        (BY_TRAIN,),
        HOUR_S,
        herning.MUNICIPALITIES,
        most_maps=FEW_MAPS,
    ),
    Goal(
        "upper secondary school",
        YOUTH_EDUCATION,
        (BY_TRAIN,),
        HOUR_S,
        herning.MUNICIPALITIES,
        most_maps=FEW_MAPS,
    ),
    Goal(
        "station of Aarhus",
        STATIONS,
        (BY_TRAIN,),
        2.0 * HOUR_S,
        herning.MUNICIPALITIES,
        only=("Aarhus H",),
        most_maps=FEW_MAPS,
    ),
)
"""What every scenario of rail and services is about."""


def by_train(modes: Iterable[Mode | TransitMode]) -> bool:
    """Say whether public transport is among some modes."""
    return any(isinstance(mode, TransitMode) for mode in modes)


def by_goal(
    scenarios: Iterable[Scenario],
    network: TransportNetwork,
    modes: tuple[Mode | TransitMode, ...] = (),
) -> dict[Goal, list[Scenario]]:
    """Return the scenarios of each goal that any of them is about.

    Parameters
    ----------
    scenarios : iterable of Scenario
        What to compare.
    network : TransportNetwork
        Where the places are.
    modes : tuple of Mode, optional
        How to travel instead of as suits each goal: without public transport, goals of rail
        scenarios are left out.

    Returns
    -------
    dict
        Scenarios by goal, those of roads and places first.
    """
    places = {goal: network.places(goal.kind) for goal in GOALS}
    asked_for = not modes or by_train(modes)
    found: dict[Goal, list[Scenario]] = {goal: [] for goal in (*GOALS, *RAIL_GOALS)}
    for scenario in scenarios:
        if not scenario.transit_edits:
            found[_goal(scenario, places)].append(scenario)
        elif asked_for:
            for goal in RAIL_GOALS:
                found[goal].append(scenario)
    return {goal: chosen for goal, chosen in found.items() if chosen}


def _goal(scenario: Scenario, places: dict[Goal, gpd.GeoDataFrame]) -> Goal:
    """Return what a scenario is about: the kind of the first place it edits."""
    for edit in scenario.place_edits:
        for goal, table in places.items():
            is_new = getattr(edit, "kind", None) == goal.kind.kind
            if is_new or getattr(edit, "place", None) in table.index:
                return goal
    return GOALS[0]
