"""Which roads people use before and after, and what part of the effect each carries.

A gain is carried by the roads that somebody uses only after: it is split among them by the
lengths travelled. Where the way stays the same it is carried by the roads on which time
falls, split by how much. A loss likewise by the roads that are no longer used, or those on
which time grows. The parts add up to the effect.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.routing.journeys import journeys

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.networks.transport import TransportNetwork

    from .comparison import Comparison
    from .results import Case

__all__ = ["road_table", "traced_ways", "ways_after"]

SECONDS_PER_HOUR = 3600.0
SIDES = ("baseline", "scenario")
COLUMNS = (
    "people",
    "difference_s",
    "destination",
    "travel_time_s",
    "length_m",
    "roads",
    "legs",
    "geometry",
)
UNNAMED = "(roads without a name)"
WALKS = "(walks to and from the road)"
NO_WAY = {"travel_time_s": np.inf, "length_m": np.inf, "roads": "", "geometry": None}


def traced_ways(
    comparison: Comparison, name: str, mode: Mode, origins: pd.Index, *, progress: bool | None
) -> gpd.GeoDataFrame:
    """Return the ways to the nearest destination before and after, origin by origin.

    The entries are those of :class:`Explanation.journeys`.
    """
    import geopandas as gpd
    import pandas as pd

    case = comparison.case(name)
    if origins.empty:
        index = pd.MultiIndex.from_product([origins[:0], SIDES], names=["origin", "side"])
        return gpd.GeoDataFrame(columns=COLUMNS, index=index, geometry="geometry", crs=4326)
    networks = comparison.network, _edited(comparison.network, case)
    parts = []
    with progress_bar(2 * len(origins), "ways", show=progress) as advance:
        for side, case_name, network in zip(SIDES, ("", name), networks, strict=True):
            found = _ways_of_side(comparison, case_name, network, mode, origins, advance)
            parts.append(found.assign(side=side))
    ways = pd.concat(parts).set_index("side", append=True)
    times_s = [ways["travel_time_s"].xs(side, level="side") for side in SIDES]
    change_s = times_s[1] - times_s[0]
    ways = ways.assign(
        people=comparison.people_of(name).loc[ways.index.get_level_values("origin")].to_numpy(),
        difference_s=change_s.loc[ways.index.get_level_values("origin")].to_numpy(),
    )
    order = pd.MultiIndex.from_product([origins, SIDES], names=["origin", "side"])
    return ways.loc[order, list(COLUMNS)]


def _edited(network: TransportNetwork, case: Case) -> TransportNetwork:
    """Return the network with a scenario; its new roads without a name go by their edits."""
    called: dict[int, str] = {}
    known = {road.way_id: road.name or road.number for road in case.changes.roads}
    for number, account in enumerate(case.accounts, start=1):
        ways = [int(way) for way in account.geometry.index] if account.edit == "AddRoad" else []
        of_road = known.get(ways[0], "") if ways else ""
        called |= dict.fromkeys(ways, of_road or f"new road (edit {number})")
    roads = [
        road if road.name or road.number else road._replace(name=called.get(road.way_id, ""))
        for road in case.changes.roads
    ]
    return edited_network(network, replace(case.changes, roads=tuple(roads)))


def ways_after(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ways with the scenario; an empty table has none."""
    return ways[ways.index.get_level_values("side") == SIDES[1]]


def _ways_of_side(  # noqa: PLR0913, PLR0917 - one side of a comparison
    comparison: Comparison,
    case_name: str,
    network: TransportNetwork,
    mode: Mode,
    origins: pd.Index,
    advance: Any,
) -> gpd.GeoDataFrame:
    """Return the ways of some origins, each to its nearest destination of one side.

    Only those that lead somewhere are followed: where all are closed there is no network to
    follow them in.
    """
    import pandas as pd

    case = comparison.cases[case_name]
    times = comparison.times[case_name, mode.name].loc[origins]
    nearest = times.columns[times.to_numpy().argmin(axis=1)]
    reached = np.isfinite(times.to_numpy().min(axis=1))
    found = [_no_ways(origins[~reached], nearest[~reached])]
    for destination in nearest[reached].unique():
        among = origins[reached & (nearest == destination)]
        ways = journeys(
            network,
            case.origins.loc[among],
            case.destinations.loc[[destination]],
            mode=mode,
            progress=False,
            **comparison.study.settings._asdict(),
        )
        found.append(ways.reset_index("destination"))
        advance(len(among))
    advance(int((~reached).sum()))
    return pd.concat([part for part in found if len(part)])


def _no_ways(origins: pd.Index, destinations: pd.Index) -> gpd.GeoDataFrame:
    """Return the entries of origins that no way leads from."""
    import geopandas as gpd

    rows = [NO_WAY | {"destination": destination, "legs": []} for destination in destinations]
    columns = ["destination", "travel_time_s", "length_m", "roads", "legs", "geometry"]
    index = origins.rename("origin")
    return gpd.GeoDataFrame(rows, columns=columns, index=index, geometry="geometry", crs=4326)


def road_table(ways: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what every road carries of the effect, from finite ways before and after.

    The entries are those of :class:`Explanation.roads`.
    """
    import pandas as pd

    totals: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for origin in ways.index.get_level_values("origin").unique():
        before, after = ways.loc[(origin, "baseline")], ways.loc[(origin, "scenario")]
        _add_origin(totals, before, after)
    columns = [
        "difference_person_h",
        "people_more",
        "people_less",
        "baseline_person_h",
        "scenario_person_h",
    ]
    table = pd.DataFrame.from_dict(dict(totals), orient="index").reindex(columns=columns)
    table = table.astype(float).fillna(0.0)
    table.index.name = "road"
    order = np.argsort(-table["difference_person_h"].abs().to_numpy(), kind="stable")
    return table.iloc[order]


def _add_origin(totals: dict[str, dict[str, float]], before: Any, after: Any) -> None:
    """Add what the people of one origin do to the totals of the roads they use."""
    people, difference_s = float(after["people"]), float(after["difference_s"])
    use = [_use(before["legs"]), _use(after["legs"])]
    for road in {**use[0], **use[1]}:
        was, now = road in use[0], road in use[1]
        totals[road]["people_more"] += people * (now and not was)
        totals[road]["people_less"] += people * (was and not now)
        for name, one in zip(SIDES, use, strict=True):
            hours = one.get(road, (0.0, 0.0))[1] * people / SECONDS_PER_HOUR
            totals[road][f"{name}_person_h"] += hours
    for road, part in _parts(use[0], use[1], difference_s).items():
        totals[road]["difference_person_h"] += part * people * difference_s / SECONDS_PER_HOUR


def _use(legs: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return the metres and the seconds on every road of a journey."""
    use: dict[str, tuple[float, float]] = {}
    for leg in legs:
        road = WALKS if leg["kind"] == "walk" else leg["road"] or UNNAMED
        length_m, time_s = use.get(road, (0.0, 0.0))
        use[road] = length_m + leg["length_m"], time_s + leg["time_s"]
    return use


def _parts(
    before: dict[str, tuple[float, float]],
    after: dict[str, tuple[float, float]],
    difference_s: float,
) -> dict[str, float]:
    """Return the part of a journey's gain or loss that each road carries; they add up to one."""
    gains = difference_s < 0
    more, less = (after, before) if gains else (before, after)
    parts = {road: more[road][0] for road in more if road not in less}
    if not sum(parts.values()):
        saved = {road: before[road][1] - after[road][1] for road in before if road in after}
        parts = {road: abs(time_s) for road, time_s in saved.items() if (time_s > 0) == gains}
    total = sum(parts.values())
    return {road: part / total for road, part in parts.items()} if total else {}
