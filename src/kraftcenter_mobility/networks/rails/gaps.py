"""Why no path joins two stations, said in words that tell what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.networks.geodesy import link_length_m

from .legs import movement_costs, search_leg, standings
from .lines import points_of
from .report import track_components
from .states import state_graph, usable_states

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import IntArray

    from .legs import Leg
    from .network import RailNetwork

__all__ = ["gap_message", "unusable_message"]


def gap_message(rail: RailNetwork, pair: tuple[int, int], *, gauge_mm: int, electric: bool) -> str:
    """Return why a train gets from one station no further than to before the next."""
    here, there = (_name(rail, station) for station in pair)
    leg = _alone(rail, pair, gauge_mm=gauge_mm, electric=electric)
    if np.isfinite(leg.cost_km).any():
        return (
            f"a train that has come to {here} cannot go on to {there} without turning back; "
            f"let it turn at {here}, or name the stations in another order"
        )
    if electric and _joined(rail, pair, gauge_mm=gauge_mm):
        return (
            f"the tracks between {here} and {there} are not electrified throughout; electrify "
            f"them, or choose rolling stock that needs no contact line"
        )
    if _joined(rail, pair, gauge_mm=None):
        return (
            f"the tracks between {here} and {there} are not of gauge {gauge_mm} mm throughout; "
            f"choose rolling stock that fits them"
        )
    if _are_connected(rail, pair):
        return (
            f"no train can run from {here} to {there}: the tracks are joined, but only against "
            f"the way a switch leads or a track may be run; name a station between them at "
            f"which to turn, or look at the switches and the directions"
        )
    return f"no track joins {here} and {there}: {_furthest(rail, leg, pair)}"


def unusable_message(rail: RailNetwork, station: int, state: IntArray) -> str:
    """Return why a train may stand on none of a station's tracks."""
    track = np.unique(state >> 1)
    gauges = ", ".join(str(gauge) for gauge in np.unique(rail.gauge_mm[track]).tolist())
    wire = "some" if (rail.voltage_kv[track] > 0.0).any() else "none"
    return (
        f"the train fits no track at {_name(rail, station)}: their gauge is {gauges} mm, and "
        f"{wire} of them electrified; choose other rolling stock, or electrify them"
    )


def _name(rail: RailNetwork, station: int) -> str:
    """Return what a station is called."""
    return rail.station_name[station] or rail.station_id[station]


def _alone(
    rail: RailNetwork, pair: tuple[int, int], *, gauge_mm: int | None, electric: bool = False
) -> Leg:
    """Return the way between two stations for a train that may set out in any direction."""
    usable = usable_states(rail, gauge_mm=gauge_mm, electric=electric)
    begin, end = (standings(rail, station) for station in pair)
    free = np.where(usable[begin.state], 0.0, np.inf)
    return search_leg(rail, movement_costs(state_graph(rail), usable), begin, free, end)


def _joined(rail: RailNetwork, pair: tuple[int, int], *, gauge_mm: int | None) -> bool:
    """Say whether there is a way between two stations for a train without a contact line."""
    return bool(np.isfinite(_alone(rail, pair, gauge_mm=gauge_mm).cost_km).any())


def _are_connected(rail: RailNetwork, pair: tuple[int, int]) -> bool:
    """Say whether tracks join two stations, whatever the direction."""
    part = track_components(rail)
    here, there = (set(part[standings(rail, station).state >> 1].tolist()) for station in pair)
    return not here.isdisjoint(there)


def _furthest(rail: RailNetwork, leg: Leg, pair: tuple[int, int]) -> str:
    """Return how near to the second station the tracks come that the first one reaches."""
    here, there = (_name(rail, station) for station in pair)
    reached = np.unique(np.flatnonzero(leg.previous != -1) >> 1)
    _, point = points_of(rail.first_point, reached)
    lon, lat = rail.point_lon[point], rail.point_lat[point]
    wanted_lon = np.full(point.size, rail.station_lon[pair[1]])
    wanted_lat = np.full(point.size, rail.station_lat[pair[1]])
    away_m = link_length_m(lon, lat, wanted_lon, wanted_lat)
    nearest = int(np.argmin(away_m))
    return (
        f"the tracks that can be reached from {here} come no nearer to {there} than "
        f"{away_m[nearest] / 1000.0:.2f} km, at ({lon[nearest]:.5f}, {lat[nearest]:.5f}); add the "
        f"missing track, or another station between them"
    )
