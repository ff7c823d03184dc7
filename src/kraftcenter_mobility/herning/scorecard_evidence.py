"""The travel times behind the scorecard: each question asked once, of all scenarios together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from kraftcenter_mobility.modes import AMBULANCE, BICYCLE, CAR, TRANSIT, WALKING
from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.scenarios.compare import compare
from kraftcenter_mobility.scenarios.edits import CloseRoad
from kraftcenter_mobility.scenarios.place_accounts import PlaceEdit
from kraftcenter_mobility.scenarios.scenario import Scenario

from . import MUNICIPALITIES
from .scorecard_places import BOXEN, CELL, Surroundings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.scenarios.comparison import Comparison

__all__ = ["AS_IT_IS", "CLOSURES", "HOME", "QUESTIONS", "Evidence", "MissingError", "Question"]

BY_TRAIN = replace(TRANSIT, draws=8)
"""Unknown minutes are drawn less often than for a single question."""

BACK = replace(BY_TRAIN, access_cutoff_s=3600.0)
"""After an event people walk up to an hour to the train, for want of any other way."""

MORNING = ArrivalWindow("2026-03-10 07:30", "08:30")
EVENING = DepartureWindow("2026-03-10 22:30", "23:00")
AS_IT_IS = "(as it is)"
HOME = "home"


class MissingError(Exception):
    """The network cannot carry an indicator, or a part of one; says why."""


class Question(NamedTuple):
    """Who goes where by one mode. Kinds and categories stand for all places that have them."""

    mode: Any
    roles: tuple[str, ...]
    goals: tuple[str, ...]
    municipalities: tuple[str, ...] | None = None
    """Whose cells are asked about; None for all."""

    when: tuple[tuple[str, Any], ...] = ()


QUESTIONS = {
    "car": Question(
        CAR,
        (CELL, "city", "town", "airport"),
        ("junction", "town", "airport", "park", "hospital_emergency", "youth", "venue"),
    ),
    "ambulance": Question(AMBULANCE, (CELL,), ("hospital_emergency",)),
    "walking": Question(WALKING, (CELL, "town"), ("folkeskole", "station"), ("Herning",)),
    "bicycle": Question(BICYCLE, (CELL,), ("folkeskole",), ("Herning",)),
    "train": Question(
        BY_TRAIN,
        (CELL, "station"),
        ("main station", "youth", "higher", "hospital_emergency", "venue"),
        MUNICIPALITIES,
        (("arrival", MORNING),),
    ),
}
"""What is asked, under the names by which indicators ask for it."""

CLOSURES = {
    "r18-10": "Motortrafikvej nord om Herning",
    "r502-5": "Messemotorvejen (vest)",
    "r15-08": "Rute 15 Snejbjerg-Videbæk",
}
"""The roads whose closure the scorecard tries out: ids in the table of roads, and their names."""

WITHIN = {"r502-5": (8.86, 56.115, 8.92, 56.153)}
"""West, south, east and north of those that are part of a longer road of that name."""


def _closing(key: str) -> CloseRoad:
    """Return the edit that closes one of them; a scenario may have closed it already."""
    import shapely

    area = shapely.box(*WITHIN[key]) if key in WITHIN else None
    return CloseRoad(name=CLOSURES[key], within=area, allow_no_effect=True)


@dataclass(frozen=True)
class Evidence:
    """Travel times of a network and of scenarios, found when an indicator first needs them."""

    network: TransportNetwork
    scenarios: tuple[Scenario, ...]
    places: Surroundings
    threads: int | None = None

    @cached_property
    def notices(self) -> Notices:
        """What was odd in any of the comparisons."""
        return Notices()

    @cached_property
    def _found(self) -> dict[str, Comparison]:
        return {}

    def comparison(self, question: str) -> Comparison:
        """Return the comparison that answers a question.

        Raises
        ------
        MissingError
            If the network has no way to travel like that, or no such places.
        """
        if question not in self._found:
            self._found[question] = self._compared(question)
        return self._found[question]

    def people(
        self, question: str, roles: tuple[str, ...], within: tuple[str, ...] | None
    ) -> pd.DataFrame:
        """Return the origins of some roles and municipalities, None for all of these."""
        key = question, roles, within
        if key not in self._people:
            origins = self.comparison(question).origins
            chosen = origins["role"].isin(roles)
            if within is not None:
                chosen &= origins["municipality"].isin(within)
            self._people[key] = origins[chosen].drop(columns="geometry")
        return self._people[key]

    @cached_property
    def _people(self) -> dict[tuple[object, ...], pd.DataFrame]:
        return {}

    @property
    def closures(self) -> dict[str, Comparison]:
        """The comparisons with each road closed that the network has."""
        return {name: self.comparison(name) for name in CLOSURES if self._has_closure(name)}

    def _has_closure(self, name: str) -> bool:
        """Say whether a road that is to be closed is there as things are."""
        return bool(Scenario(name, (_closing(name),)).changes(self.network)[0])

    def _compared(self, question: str) -> Comparison:
        """Ask all scenarios; those without edits stand for how things are."""
        asked = QUESTIONS["car"] if question in CLOSURES else QUESTIONS.get(question)
        if question == HOME:
            origins, goals, mode, when = self._way_home()
        elif asked is not None:
            origins = self._who(asked)
            wanted = ("hospital_emergency",) if question in CLOSURES else asked.goals
            goals, mode, when = self._goals(wanted), asked.mode, dict(asked.when)
        self._check(mode, origins, goals)
        closed = (_closing(question),) if question in CLOSURES else ()
        found = compare(
            self.network,
            [self._about(each, origins, goals, closed) for each in self._asked],
            origins=origins,
            destinations=goals,
            modes=mode,
            population=None,
            threads=self.threads,
            progress=False,
            **when,
        )
        self.notices.include(found.notices)
        return found

    @property
    def _asked(self) -> tuple[Scenario, ...]:
        """The scenarios, and the empty one, which closures are added to."""
        return (Scenario(AS_IT_IS, ()), *self.scenarios)

    def _who(self, asked: Question) -> gpd.GeoDataFrame:
        """Return the origins of a question."""
        origins = self.places.origins
        chosen = origins["role"].isin(asked.roles)
        if asked.municipalities is not None:
            chosen &= (origins["role"] != CELL) | origins["municipality"].isin(asked.municipalities)
        return origins[chosen]

    def _goals(self, wanted: tuple[str, ...]) -> gpd.GeoDataFrame:
        """Return the destinations of some kinds or categories."""
        goals = self.places.destinations
        return goals[goals["kind"].isin(wanted) | goals["category"].isin(wanted)]

    def _way_home(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, Any, dict[str, Any]]:
        """Return the question how people come home from an event."""
        venue, people = self.places.destinations, self.places.origins
        homes = people[people["role"].eq(CELL) & people["municipality"].isin(MUNICIPALITIES)]
        return venue[venue.index == BOXEN], homes, BACK, {"departure": EVENING}

    def _check(self, mode: Any, origins: gpd.GeoDataFrame, goals: gpd.GeoDataFrame) -> None:
        """Say why a question cannot be asked of the network."""
        transit = self.network.transit
        by_train = mode in {BY_TRAIN, BACK}
        if by_train and not transit.lines and transit.feed is None:
            raise MissingError(
                "the network has no timetable; add one with with_lines(...) or with_gtfs(...)"
            )
        road = WALKING if by_train else mode
        if not self.network.segment_index(self.network.metric(road)).segment.size:
            raise MissingError(f"the network has no road for {road.name}")
        if origins.empty or goals.empty:
            raise MissingError("the network reaches none of the places")

    def _about(
        self,
        scenario: Scenario,
        origins: gpd.GeoDataFrame,
        goals: gpd.GeoDataFrame,
        closed: tuple[CloseRoad, ...],
    ) -> Scenario:
        """Return a scenario without the edits of places that a question is not about."""
        known = {*map(str, origins.index), *map(str, goals.index)}
        kinds = set(goals["kind"]) if "kind" in goals else set[str]()
        kept = []
        for edit in scenario.edits:
            if isinstance(edit, PlaceEdit):
                added = getattr(edit, "kind", None)
                if added in kinds:
                    known.add(str(getattr(edit, "name", "")))
                elif getattr(edit, "place", None) not in known:
                    continue
            kept.append(edit)
        return replace(scenario, edits=(*kept, *closed))

    def check_edits(self) -> None:
        """Refuse edits of places that nobody goes to, before anything is computed.

        Raises
        ------
        ScenarioError
            If a scenario edits a place that is not there.
        """
        for scenario in self.scenarios:
            scenario.edited_places({"destinations": self.places.destinations})

    def __post_init__(self) -> None:
        """Refuse scenarios that cannot be applied."""
        self.check_edits()
