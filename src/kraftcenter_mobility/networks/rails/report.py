"""What a railway consists of, in figures a planner can check against what is known of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.osm.rail_tags import MAIN
from kraftcenter_mobility.osm.tag_values import tag_value

if TYPE_CHECKING:
    from .network import RailNetwork

__all__ = ["RailReport", "rail_report", "track_components"]

M_PER_KM = 1000.0
LEVEL_NAMES = ("main", "crossover", "siding", "yard or spur", "industrial or freight")
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RailReport:
    """What a railway consists of. Lengths are of tracks, each of a double line by itself."""

    n_tracks: int
    n_stations: int
    n_routes: int
    track_km: float
    km_by_kind: dict[str, float]
    """By the tag ``railway``."""

    km_by_level: dict[str, float]
    electrified_share: float
    """Of the length of main tracks."""

    limit_known_share: float
    """Share of the length of main tracks whose limit is tagged."""

    n_parts: int
    """Groups of tracks between which no track leads."""

    largest_part_share: float
    """Share of the length of all tracks that lies in the largest of them."""

    stations_joined: int
    stations_off_the_tracks: tuple[str, ...]
    """Names of the stations at which no train can call."""

    routes_with_gaps: dict[str, str]
    """Routes that no train can run, by name, and why."""

    candidate_km: float
    notices: list[dict[str, object]] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the report as a page to read."""
        kinds = ", ".join(f"{kind} {km:,.1f} km" for kind, km in self.km_by_kind.items())
        levels = ", ".join(f"{name} {km:,.1f} km" for name, km in self.km_by_level.items())
        off = ", ".join(self.stations_off_the_tracks[:SHOWN])
        lines = [
            f"Railway: {self.track_km:,.1f} km on {self.n_tracks:,} tracks",
            f"  kinds              {kinds or 'none'}",
            f"  use                {levels or 'none'}",
            f"  electrified        {self.electrified_share:.0%} of main tracks",
            f"  line speed tagged  {self.limit_known_share:.0%} of main tracks",
            f"  parts              {self.n_parts:,}, {self.largest_part_share:.1%} in the largest",
            f"  stations           {self.n_stations:,}, {self.stations_joined:,} on tracks",
            f"  routes             {self.n_routes:,}, {len(self.routes_with_gaps):,} with gaps",
            f"  candidates         {self.candidate_km:,.1f} km proposed or under construction",
        ]
        if off:
            lines.append(f"  off the tracks     {off}")
        lines += [f"  gap in {name}: {why}" for name, why in self.routes_with_gaps.items()]
        lines += [f"{r['count']:>8,}  {r['code']}: {r['meaning']}" for r in self.notices]
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return the page as well: it is what one wants to see of a report."""
        return str(self)


def rail_report(rail: RailNetwork, *, routes: bool = True) -> RailReport:
    """Return what a railway consists of.

    Parameters
    ----------
    rail : RailNetwork
        The railway.
    routes : bool, optional
        Also look for a path for every route, each train free to turn where it must.

    Returns
    -------
    RailReport
        To print, or to check.
    """
    kinds = [tag_value(rail.tag_sets[k], "railway") for k in rail.tag_set.tolist()]
    main = rail.level == MAIN
    part = track_components(rail)
    part_m = np.bincount(part, weights=rail.length_m) if part.size else np.zeros(1)
    joined = np.diff(rail.first_stop) > 0
    candidates = rail.candidates
    return RailReport(
        n_tracks=rail.n_tracks,
        n_stations=rail.n_stations,
        n_routes=len(rail.routes),
        track_km=float(rail.length_m.sum()) / M_PER_KM,
        km_by_kind=_km_by(np.array(kinds, dtype=str), rail),
        km_by_level=_km_by(
            np.array([LEVEL_NAMES[k] for k in rail.level.tolist()], dtype=str), rail
        ),
        electrified_share=_share(rail, (rail.voltage_kv > 0.0) & main, main),
        limit_known_share=_share(rail, rail.limit_known & main, main),
        n_parts=int(part.max()) + 1 if part.size else 0,
        largest_part_share=float(part_m.max() / max(part_m.sum(), 1.0)),
        stations_joined=int(joined.sum()),
        stations_off_the_tracks=tuple(
            rail.station_name[k] or rail.station_id[k] for k in np.flatnonzero(~joined).tolist()
        ),
        routes_with_gaps=_gaps(rail) if routes else {},
        candidate_km=0.0 if candidates is None else float(candidates.length_m.sum()) / M_PER_KM,
        notices=rail.notices.to_records(),
    )


def _km_by(names: np.ndarray[Any, Any], rail: RailNetwork) -> dict[str, float]:
    """Return the length of tracks by name, the longest first."""
    found, which = np.unique(names, return_inverse=True)
    km = np.bincount(which, weights=rail.length_m, minlength=found.size) / M_PER_KM
    return {str(found[k]): float(km[k]) for k in np.argsort(-km, kind="stable").tolist()}


def _share(rail: RailNetwork, part: Any, whole: Any) -> float:
    """Return the share of the length of some tracks that others make up."""
    return float(rail.length_m[part].sum() / max(rail.length_m[whole].sum(), 1.0))


def track_components(rail: RailNetwork) -> Any:
    """Return which group of joined tracks each belongs to, the first 0. Shape (n_tracks,)."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    if rail.n_tracks == 0:
        return np.zeros(0, dtype=np.int64)
    shape = (rail.n_nodes, rail.n_nodes)
    joints = csr_matrix((np.ones(rail.n_tracks), (rail.tail, rail.head)), shape=shape)
    _, part = connected_components(joints, directed=False)
    return np.unique(part[rail.tail], return_inverse=True)[1]


def _gaps(rail: RailNetwork) -> dict[str, str]:
    """Return the routes that no train can run, and why."""
    gaps: dict[str, str] = {}
    for route in rail.routes:
        stations = [rail.station(station) for station in route.stations]
        try:
            rail.find_paths(
                stations, gauge_mm=_gauge_at(rail, stations), may_turn=[True] * len(stations)
            )
        except RailError as error:
            gaps[route.name or f"relation/{route.relation_id}"] = str(error)
    return gaps


def _gauge_at(rail: RailNetwork, stations: list[int]) -> int:
    """Return the gauge at the first of some stations that has a known one, else the usual."""
    for station in stations:
        stops = rail.stop_track[rail.first_stop[station] : rail.first_stop[station + 1]]
        known = rail.gauge_mm[stops][rail.gauge_mm[stops] > 0]
        if known.size:
            return int(known[0])
    return 1435
