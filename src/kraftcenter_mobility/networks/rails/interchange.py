"""Railways as NetworkX graphs in the form that osmnx uses, and back.

A graph has one edge for each track and each direction in which trains may run. Stations,
routes and candidate tracks are text in JSON on the graph as a whole. What is written here
is read back without loss, with what was changed by hand on the edges; a graph of tracks
from elsewhere is read as far as it goes (:mod:`.foreign_graphs`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from kraftcenter_mobility import _version
from kraftcenter_mobility.errors import MobilityError, RailError

from .arrays import ARRAYS
from .storage import rail_from_storage, rail_to_storage
from .tables import track_geometry

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from .network import RailNetwork

__all__ = ["rail_from_graph", "rail_to_graph"]

DIRECTED = ("limit_kmh", "allowed", "wrong_way")
PLAIN = ("way_id", "length_m", "limit_known", "level", "gauge_mm", "voltage_kv", "n_parallel")
OF_STATIONS = tuple(
    name
    for name, (_, along) in ARRAYS.items()
    if along.split()[0] in {"station", "stop", "entrance"}
)
OSM_NAMES = {"way_id": "osmid", "length_m": "length"}
"""What osmnx calls these."""

ALONG, AGAINST = 0, 1


def rail_to_graph(rail: RailNetwork) -> nx.MultiDiGraph[Any]:
    """Return a railway as a graph in osmnx's form.

    Parameters
    ----------
    rail : RailNetwork
        The railway.

    Returns
    -------
    MultiDiGraph
        Nodes under their OpenStreetMap ids with ``x``, ``y`` and ``kind``; edges with
        ``osmid``, ``length`` in metres, ``geometry``, ``reversed``, ``limit_kmh`` and the
        other values of the track in that direction, and its tags. A track on which nothing
        may run has an edge with ``allowed`` False.
    """
    import networkx as nx

    arrays, manifest = rail_to_storage(rail)
    stations = {name: arrays[name].tolist() for name in OF_STATIONS}
    stations |= {name: value for name, value in manifest.items() if name.startswith("station_")}
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(
        crs="epsg:4326",
        created_with=f"kraftcenter_mobility {_version.__version__}",
        stations=json.dumps(stations, ensure_ascii=False),
        routes=json.dumps(manifest["routes"], ensure_ascii=False),
        tag_sets=json.dumps(manifest["tag_sets"], ensure_ascii=False),
        notices=json.dumps(manifest["notices"], ensure_ascii=False),
        candidates=_candidates_text(rail),
    )
    for index, node in enumerate(rail.node_id.tolist()):
        place = {"x": float(rail.node_lon[index]), "y": float(rail.node_lat[index])}
        graph.add_node(node, **place, kind=int(rail.node_kind[index]), index=index)
    for tail, head, attributes in _edges(rail):
        graph.add_edge(tail, head, **attributes)
    return graph


def _candidates_text(rail: RailNetwork) -> str:
    """Return the candidate tracks as text."""
    if rail.candidates is None:
        return "null"
    arrays, manifest = rail_to_storage(rail.candidates)
    plain = {name: array.tolist() for name, array in arrays.items()}
    return json.dumps([plain, manifest], ensure_ascii=False)


def _edges(rail: RailNetwork) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield the edges of all tracks."""
    geometry = track_geometry(rail, np.arange(rail.n_tracks))
    node = rail.node_id.tolist()
    for track, (tail, head) in enumerate(zip(rail.tail.tolist(), rail.head.tolist(), strict=True)):
        shared = {OSM_NAMES.get(name, name): getattr(rail, name)[track].item() for name in PLAIN}
        tags = rail.tag_sets[int(rail.tag_set[track])]
        shared |= {key: value for key, value in tags.items() if key not in shared}
        shared |= {"track": track, "tag_set": int(rail.tag_set[track])}
        closed = not rail.allowed[track].any()
        for column in (ALONG, AGAINST):
            if not rail.allowed[track, column] and not (closed and column == ALONG):
                continue
            along = column == ALONG
            own = {name: getattr(rail, name)[track, column].item() for name in DIRECTED}
            own |= {
                f"{name}_back": getattr(rail, name)[track, 1 - column].item() for name in DIRECTED
            }
            rise = float(rail.gradient_permille[track])
            own["gradient_permille"] = rise if along else -rise
            line = geometry[track] if along else geometry[track].reverse()
            own |= {"reversed": not along, "geometry": line}
            ends = (node[tail], node[head]) if along else (node[head], node[tail])
            yield (*ends, shared | own)


def rail_from_graph(graph: nx.MultiDiGraph[Any]) -> RailNetwork:
    """Return the railway of a graph.

    Parameters
    ----------
    graph : MultiDiGraph
        As :func:`rail_to_graph` makes it, or one of tracks in osmnx's form.

    Returns
    -------
    RailNetwork
        The railway; equal to the one that was written if nothing was changed.

    Raises
    ------
    RailError
        If the graph has no coordinates, or holds something no railway has.
    """
    import networkx as nx

    if not isinstance(graph, nx.DiGraph):
        raise RailError(f"graph must be a directed NetworkX graph, got {type(graph).__name__}")
    try:
        if "stations" in graph.graph and all("track" in d for _, _, d in graph.edges(data=True)):
            return _own(graph)
        from .foreign_graphs import rail_from_foreign

        return rail_from_foreign(graph)
    except MobilityError as error:
        raise RailError(f"the graph is no railway: {error}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise RailError(
            f"the graph is no railway ({type(error).__name__}: {error}); give nodes x and y in "
            f"degrees, and edges the tag 'railway'"
        ) from error


def _own(graph: nx.MultiDiGraph[Any]) -> RailNetwork:
    """Return the railway of a graph that was written here; tracks may have been taken out."""
    nodes = sorted(graph.nodes(data=True), key=lambda item: item[1]["index"])
    position = {node: k for k, (node, _) in enumerate(nodes)}
    by_track: dict[int, tuple[Any, Any, dict[str, Any]]] = {}
    for tail, head, data in graph.edges(data=True):
        if data["track"] not in by_track or not data["reversed"]:
            by_track[data["track"]] = (tail, head, data)
    arrays = {
        "node_id": [node for node, _ in nodes],
        "node_lon": [data["x"] for _, data in nodes],
        "node_lat": [data["y"] for _, data in nodes],
        "node_kind": [data["kind"] for _, data in nodes],
    }
    arrays |= _tracks(by_track, position)
    arrays |= _stations(json.loads(graph.graph["stations"]), sorted(by_track))
    typed = {
        name: np.array(arrays[name], dtype=dtype).reshape((-1, 2) if "x 2" in along else -1)
        for name, (dtype, along) in ARRAYS.items()
    }
    names = {n: v for n, v in json.loads(graph.graph["stations"]).items() if n not in ARRAYS}
    texts = {n: json.loads(graph.graph[n]) for n in ("tag_sets", "routes", "notices")}
    candidates = json.loads(graph.graph["candidates"])
    manifest = {**names, **texts, "candidates": None}
    if candidates is not None:
        plain, manifest["candidates"] = candidates
        for name, (dtype, along) in ARRAYS.items():
            shape = (-1, 2) if "x 2" in along else -1
            typed[f"candidates-{name}"] = np.array(plain[name], dtype=dtype).reshape(shape)
    return rail_from_storage(typed, manifest)


def _tracks(
    by_track: dict[int, tuple[Any, Any, dict[str, Any]]], position: dict[Any, int]
) -> dict[str, list[Any]]:
    """Return the arrays of the tracks as lists."""
    made: dict[str, list[Any]] = {
        name: [] for name, (_, along) in ARRAYS.items() if along.startswith(("track", "point"))
    }
    made["first_point"].append(0)
    for track in sorted(by_track):
        begin, end, data = by_track[track]
        turned = data["reversed"]
        tail, head = (end, begin) if turned else (begin, end)
        made["tail"].append(position[tail])
        made["head"].append(position[head])
        made["tag_set"].append(data["tag_set"])
        for name in PLAIN:
            made[name].append(data[OSM_NAMES.get(name, name)])
        for name in DIRECTED:
            pair = (data[name], data[f"{name}_back"])
            made[name].append(pair[::-1] if turned else pair)
        made["gradient_permille"].append(
            -data["gradient_permille"] if turned else data["gradient_permille"]
        )
        line = data["geometry"].reverse() if turned else data["geometry"]
        lon, lat = line.xy
        made["point_lon"].extend(lon)
        made["point_lat"].extend(lat)
        made["first_point"].append(len(made["point_lon"]))
    return made


def _stations(told: dict[str, Any], tracks: list[int]) -> dict[str, list[Any]]:
    """Return the arrays of the stations as lists, without stops on tracks that are gone."""
    made = {name: list(told[name]) for name in OF_STATIONS}
    number = {track: k for k, track in enumerate(tracks)}
    stays = [track in number for track in made["stop_track"]]
    size = [
        sum(stays[begin:end])
        for begin, end in zip(made["first_stop"][:-1], made["first_stop"][1:], strict=True)
    ]
    made["first_stop"] = [0, *np.cumsum(size).tolist()]
    made["stop_offset_m"] = [m for m, s in zip(made["stop_offset_m"], stays, strict=True) if s]
    made["stop_track"] = [number[t] for t in made["stop_track"] if t in number]
    return made
