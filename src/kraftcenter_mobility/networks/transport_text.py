"""What a notebook shows of a network, its tracks and what runs: in figures, at a glance.

Nothing is computed here that takes time: no travel times, no report, no timetable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kraftcenter_mobility.html_tables import html_facts, html_folded, html_table

from .geodesy import metres_per_degree

if TYPE_CHECKING:
    from kraftcenter_mobility._kernels.csr import FloatArray

    from .public_transport import PublicTransport
    from .rails.network import RailNetwork
    from .transport import TransportNetwork

__all__ = ["network_html", "places_text", "rail_html", "transit_html"]

M_PER_KM = 1000.0
SHOWN_STATIONS = 12
SHOWN_LINES = 30


def network_html(network: TransportNetwork) -> str:
    """Return a network as a table for a notebook.

    Parameters
    ----------
    network : TransportNetwork
        The network.

    Returns
    -------
    str
        HTML, with what was odd about the data folded below.
    """
    roads, rail, transit = network.roads, network.rail, network.transit
    has_rail = bool(rail.n_tracks or rail.n_stations)
    graph = (
        f"{roads.segment_length_m.sum() / M_PER_KM:,.0f} km, {roads.n_nodes:,} nodes, "
        f"{roads.n_edges:,} directed edges, {roads.turn_rule.size:,} turns"
    )
    facts = (
        ("data", network.source or "unnamed"),
        ("as of", network.timestamp),
        ("extent", _extent(roads.node_lon, roads.node_lat)),
        ("roads", graph),
        ("tracks", _tracks(rail) if has_rail else ""),
        ("runs", _runs(transit)),
        ("places", places_text(network)),
    )
    notices = network.notices
    odd = html_folded(_odd(len(notices)), notices._repr_html_()) if len(notices) else ""
    return html_facts("Transport network", facts) + odd


def places_text(network: TransportNetwork) -> str:
    """Return how many places of which kind a network has.

    Parameters
    ----------
    network : TransportNetwork
        The network.

    Returns
    -------
    str
        Such as ``"10 hospitals, 1 venue"``; "none" where there are none.
    """
    kinds = network.place_table["kind"].value_counts().to_dict()
    return ", ".join(_counted(count, str(kind)) for kind, count in kinds.items()) or "none"


def rail_html(rail: RailNetwork) -> str:
    """Return a railway as a table for a notebook.

    Parameters
    ----------
    rail : RailNetwork
        The tracks and stations.

    Returns
    -------
    str
        HTML.
    """
    whole_m = max(float(rail.length_m.sum()), 1.0)
    names = ", ".join(rail.station_name[:SHOWN_STATIONS])
    more = rail.n_stations - SHOWN_STATIONS
    facts = (
        ("tracks", _tracks(rail)),
        ("electrified", f"{rail.length_m[rail.voltage_kv > 0.0].sum() / whole_m:.0%}"),
        ("line speed known", f"{rail.length_m[rail.limit_known].sum() / whole_m:.0%}"),
        ("routes", f"{len(rail.routes):,}"),
        ("stations", names + (f" and {more:,} more" if more > 0 else "")),
    )
    notices = rail.notices
    odd = html_folded(_odd(len(notices)), notices._repr_html_()) if len(notices) else ""
    return html_facts("Railway", facts) + odd


def transit_html(transit: PublicTransport) -> str:
    """Return what runs as a table for a notebook.

    Parameters
    ----------
    transit : PublicTransport
        The tracks, lines and feeds.

    Returns
    -------
    str
        HTML.
    """
    rows = []
    for line in transit.lines[:SHOWN_LINES]:
        ends, calls = f"{line.stations[0]} - {line.stations[-1]}", f"{len(line.calls)}"
        when = repr(line).removeprefix(f"Line {line.name!r}: {ends}, {calls} calls, ")
        rows.append((line.name, ends, calls, when))
    head = ("line", "between", "calls", "runs") if rows else ()
    more = len(transit.lines) - len(rows)
    below = [f"and {more:,} more lines" if more > 0 else "", _tracks(transit.rail)]
    below.append("" if transit.feed is None else f"Published timetable: {_feed(transit)}")
    return html_table("What runs", head, rows, footer="\n".join(filter(None, below)))


def _tracks(rail: RailNetwork) -> str:
    """Return how much railway there is."""
    km = float(rail.length_m.sum()) / M_PER_KM
    return f"{km:,.0f} km on {_counted(rail.n_tracks, 'track')}, " + _counted(
        rail.n_stations, "station"
    )


def _runs(transit: PublicTransport) -> str:
    """Return how much runs, nothing where nothing does."""
    lines = f"{_counted(len(transit.lines), 'line')} over the tracks" if transit.lines else ""
    return "\n".join(filter(None, (lines, _feed(transit))))


def _feed(transit: PublicTransport) -> str:
    """Return what a feed holds, nothing where there is none."""
    return "" if transit.feed is None else repr(transit.feed)[len("<Feed ") : -1]


def _extent(lon: FloatArray, lat: FloatArray) -> str:
    """Return from where to where nodes lie, and how many kilometres that is."""
    if lon.size == 0:
        return ""
    west, east, south, north = (float(each) for each in (*_ends(lon), *_ends(lat)))
    x_m, y_m = (float(m[0]) for m in metres_per_degree(np.array([(south + north) / 2.0])))
    size = f"{(east - west) * x_m / M_PER_KM:,.0f} x {(north - south) * y_m / M_PER_KM:,.0f} km"
    return f"{west:.2f} to {east:.2f} east, {south:.2f} to {north:.2f} north: {size}"


def _ends(values: FloatArray) -> tuple[float, float]:
    """Return the lowest and the highest of some values."""
    return float(values.min()), float(values.max())


def _odd(n_kinds: int) -> str:
    """Return how many kinds of oddity there are."""
    return f"{_counted(n_kinds, 'kind')} of oddity in the data"


def _counted(count: int, what: str) -> str:
    """Return a number of things, in the singular if it is one."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
