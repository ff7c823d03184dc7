"""What a network holds, and what was met while it was built."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility.errors import ModeError
from kraftcenter_mobility.modes import MODES
from kraftcenter_mobility.osm.tags import speed_limit_source

from .components import Islands, find_islands

if TYPE_CHECKING:
    from kraftcenter_mobility.modes import Mode
    from kraftcenter_mobility.notices import Notices

    from .rails.report import RailReport
    from .road import RoadNetwork
    from .transit_report import TransitReport
    from .transport import TransportNetwork

__all__ = ["BuildReport", "build_report"]

M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was built, in figures a planner can check against what is known of the region."""

    source: str
    timestamp: str
    """When the data were current, empty where they do not say."""

    n_nodes: int
    n_edges: int
    n_turns: int
    n_ways: int
    road_km: float
    """Length of all roads, each counted once whatever the directions."""

    km_by_class: dict[str, float]
    tagged_speed_share: float
    """Share of the length of roads for cars whose limit is signed in the data."""

    built_up_share: float
    """Share of the length of all roads that lies in built-up areas."""

    restrictions_used: int
    restrictions_skipped: dict[str, int]
    """By reason."""

    km_by_mode: dict[str, float]
    """Length that each mode can reach the rest of the network from, and be reached on."""

    islands_by_mode: dict[str, int]
    """Groups of roads that a mode may use, but not to get to the rest of the network."""

    places: dict[str, int]
    """Places by kind."""

    notices: list[dict[str, object]] = field(repr=False)
    """Everything odd that was met: code, meaning, count, examples."""

    rail: RailReport | None = None
    """The tracks and stations, if there are any."""

    transit: TransitReport | None = None
    """The lines and published timetables, if there are any."""

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, ready for JSON."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the report as a JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        """Return the report as a page to read."""
        classes = sorted(self.km_by_class.items(), key=lambda item: -item[1])
        lines = [
            f"Network from {self.source or 'unnamed data'}"
            + (f", data of {self.timestamp}" if self.timestamp else ""),
            f"  {self.n_nodes:,} nodes, {self.n_edges:,} directed edges, {self.n_turns:,} turns",
            f"  {self.n_ways:,} ways, {self.road_km:,.1f} km of road",
            "  km by class: " + ", ".join(f"{name} {km:,.1f}" for name, km in classes),
            f"  limit signed in the data on {self.tagged_speed_share:.0%} of the km for cars",
            f"  {self.built_up_share:.0%} of all km are built-up",
            f"  turn restrictions: {self.restrictions_used} used, "
            f"{sum(self.restrictions_skipped.values())} not"
            + "".join(f"; {count} as {why}" for why, count in self.restrictions_skipped.items()),
            "  km connected, by mode: "
            + ", ".join(
                f"{mode} {km:,.1f} (and {_in_words(self.islands_by_mode[mode])})"
                for mode, km in self.km_by_mode.items()
            ),
            "  places: " + (", ".join(f"{n} {kind}" for kind, n in self.places.items()) or "none"),
        ]
        if self.notices:
            lines.append("  Odd, but used:")
            for notice in self.notices:
                examples = ", ".join(str(example) for example in _examples(notice)[:2])
                lines.append(
                    f"    {notice['count']:>7,} x {notice['meaning']}"
                    + (f" (e.g. {examples})" if examples else "")
                )
        parts = [part for part in (self.rail, self.transit) if part is not None]
        return "\n\n".join(["\n".join(lines), *map(str, parts)])

    def __repr__(self) -> str:
        """Return the page as well: it is what one wants to see of a report."""
        return str(self)

    def _repr_html_(self) -> str:
        """Return the report as tables for a notebook."""
        from .report_text import report_html

        return report_html(self)


def _in_words(n_islands: int) -> str:
    """Return a number of islands, in the singular if it is one."""
    return "1 island" if n_islands == 1 else f"{n_islands:,} islands"


def _examples(notice: dict[str, object]) -> list[object]:
    """Return the examples of a notice."""
    examples = notice["examples"]
    return examples if isinstance(examples, list) else []


def build_report(network: TransportNetwork) -> BuildReport:
    """Return the report of a network.

    Networks that differ in their public transport share what is said of their roads.
    """
    from .transit_report import transit_report

    rail = network.rail
    return replace(
        network.remembered("report of roads", lambda: _road_report(network)),
        rail=rail.memory.get("report", rail.report) if rail.n_tracks or rail.n_stations else None,
        transit=transit_report(network.transit),
    )


def _road_report(network: TransportNetwork) -> BuildReport:
    """Return what is to be said of the roads and places of a network."""
    roads = network.roads
    notices = network.notices
    tag_set = roads.way_tag_set[roads.piece_way]
    highway = [tags.get("highway", tags.get("route", "")) for tags in roads.tag_sets]
    length_m = roads.piece_length_m
    by_set_m = np.bincount(tag_set, weights=length_m, minlength=len(highway))
    km_by_class: dict[str, float] = {}
    for name, metres in zip(highway, by_set_m.tolist(), strict=True):
        if metres:
            km_by_class[name] = km_by_class.get(name, 0.0) + metres / M_PER_KM
    total_m = float(length_m.sum())
    islands = {mode.name: _islands(network, mode) for mode in MODES}
    segment_m = roads.segment_length_m
    kinds = network.place_table["kind"].value_counts() if len(network.place_table) else {}
    return BuildReport(
        source=network.source,
        timestamp=network.timestamp,
        n_nodes=roads.n_nodes,
        n_edges=roads.n_edges,
        n_turns=roads.turn_rule.size,
        n_ways=roads.way_id.size,
        road_km=total_m / M_PER_KM,
        km_by_class=km_by_class,
        tagged_speed_share=_signed_share(roads),
        built_up_share=float(length_m[roads.way_built_up[roads.piece_way]].sum()) / total_m,
        restrictions_used=notices.count("restriction-used"),
        restrictions_skipped=_skipped(notices),
        km_by_mode={
            name: float(segment_m[found.mainland].sum()) / M_PER_KM
            for name, found in islands.items()
        },
        islands_by_mode={name: found.n_islands for name, found in islands.items()},
        places={str(kind): int(count) for kind, count in dict(kinds).items()},
        notices=[
            record
            for record in notices.to_records()
            if not str(record["code"]).startswith("restriction-used")
        ],
    )


def _islands(network: TransportNetwork, mode: Mode) -> Islands:
    """Return the islands of a mode, none where it may use no road at all."""
    try:
        return find_islands(network.metric(mode))
    except ModeError:
        nowhere = np.zeros(network.roads.n_segments, dtype=np.bool_)
        return Islands(nowhere, nowhere, nowhere, 0)


def _signed_share(roads: RoadNetwork) -> float:
    """Return the share of the length of roads for cars whose limit is signed."""
    from .edges import access_table

    from_signs = np.array([speed_limit_source(tags) != "default" for tags in roads.tag_sets])
    for_cars = access_table(roads.tag_sets, MODES[:1]).max(axis=(1, 2)) > 0
    tag_set = roads.way_tag_set[roads.piece_way]
    length_m = roads.piece_length_m * for_cars[tag_set]
    return float((length_m * from_signs[tag_set]).sum() / max(length_m.sum(), 1.0))


def _skipped(notices: Notices) -> dict[str, int]:
    """Return how many restrictions were not used, by reason."""
    prefix = "a turn restriction is not used: "
    return {
        str(record["meaning"]).removeprefix(prefix): int(str(record["count"]))
        for record in notices.to_records()
        if str(record["code"]).startswith("restriction-skipped")
    }
