"""Random towns, random changes to their roads and places to ask about, all from a seed.

Towns are small, and as awkward as real ones are: destination-only streets and the zones
behind them, one-ways, barriers, restrictions at nodes and via ways, footpaths, a motorway,
a ferry, a roundabout, an estate behind streets for residents, an island. A ring of open
streets is always the largest part. Changes are of every kind that edits make.
"""

from itertools import pairwise

import geopandas as gpd
import numpy as np
from drawn import METRES_PER_LAT, METRES_PER_LON, NORTH, WEST, built, osm_text, turn, way
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility._kernels.hierarchy import INFINITE
from kraftcenter_mobility.networks.changes import NewRoad, PieceCut, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.scenario_tags import (
    closed_to,
    with_node_delay,
    with_speed,
    with_speed_factor,
)
from kraftcenter_mobility.routing.patched import PatchedRoads
from kraftcenter_mobility.routing.patched_joins import joined_before

EVERY_KIND = ("close", "close part", "speed", "limit", "delay", "remove", "add", "island", "ring")

NO_TIME = 1e-9
"""Ticks of an edge that takes none, which SciPy would take for no edge."""

SIDE = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
RING = "ABCDEJOTYXWVUPKFA"
ESTATE = {"r": (440.0, -150.0), "s": (540.0, -120.0), "t": (480.0, -240.0)}
"""Open streets to which only streets for residents lead."""

ISLAND = {"y": (-150.0, -30.0), "z": (-180.0, -250.0)}
STREETS = (
    *({"highway": "residential"},) * 4,
    {"highway": "tertiary"},
    {"highway": "secondary", "maxspeed": "60"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "unclassified", "motor_vehicle": "destination"},
    {"highway": "residential", "access": "destination", "oneway": "-1"},
    {"highway": "service", "service": "driveway"},
    {"highway": "footway", "bicycle": "yes"},
    {"highway": "path"},
    {"highway": "motorway", "oneway": "no"},
    {"highway": "living_street", "surface": "gravel"},
    {"highway": "residential", "bicycle": "no"},
    {"highway": "busway"},
    {"route": "ferry", "duration": "00:03"},
    {"highway": "tertiary", "junction": "roundabout"},
)
CORNERS = (
    *({},) * 8,
    {"highway": "traffic_signals"},
    {"highway": "stop"},
    {"highway": "give_way", "direction": "forward"},
    {"highway": "crossing"},
    {"barrier": "bollard"},
    {"barrier": "gate", "access": "private"},
    {"highway": "mini_roundabout"},
)
KINDS_OF_TURN = ("no_left_turn", "no_u_turn", "only_straight_on", "no_entry")
CLASSES = ("primary", "residential", "motorway", "service", "cycleway")
WHO = ((), (), (km.CAR,), (km.BICYCLE, km.WALKING), (km.CAR, km.AMBULANCE))
WHERE = (("forward", "backward"), ("forward",), ("backward",))


def random_town(seed, *, even=False, negative=False):
    """Return the drawing of a random town; its nodes' ids are below zero if wanted."""
    metres, ways, turns, nodes = _town(seed)
    ids = {letter: k - 60 if negative else k + 1 for k, letter in enumerate(sorted(metres))}
    return built(metres, ways, turns, nodes, even=even, node_ids=ids)


def random_town_text(seed):
    """Return a random town as an OpenStreetMap file, no street of it drawn upon another."""
    metres, ways, turns, nodes = _town(seed, overlaid=False)
    lonlat = {
        letter: (round(WEST + x / METRES_PER_LON, 7), round(NORTH + y / METRES_PER_LAT, 7))
        for letter, (x, y) in metres.items()
    }
    node_ids = {letter: 1 + k for k, letter in enumerate(sorted(metres))}
    way_ids = {each.name: 1001 + k for k, each in enumerate(ways)}
    return osm_text(lonlat, ways, turns, nodes, node_ids, way_ids)


def _town(seed, *, overlaid=True):
    """Return the corners of a town in metres, its ways, restrictions and tags of corners."""
    rng = np.random.default_rng(seed)
    metres = {
        letter: (k % SIDE * 90.0 + rng.uniform(-30, 30), k // SIDE * -90.0 + rng.uniform(-30, 30))
        for k, letter in enumerate(LETTERS)
    }
    ways = [
        way(line, f"{line}{k}", **STREETS[rng.integers(len(STREETS))])
        for k, line in enumerate(_lines(rng, overlaid))
    ]
    ways.append(way(RING, "ring", highway="residential"))
    metres |= ESTATE | ISLAND
    ways += [way(line, line, highway="residential") for line in ("rs", "st", "tr", "yz")]
    ways += [
        way(line, line, highway="service", motor_vehicle="destination") for line in ("Or", "tT")
    ]
    inner = [letter for letter in LETTERS if letter not in RING]
    nodes = {letter: CORNERS[rng.integers(len(CORNERS))] for letter in inner}
    turns = [each for _ in range(6) if (each := _random_turn(rng, ways))]
    return metres, ways, turns, nodes


def _lines(rng, overlaid):
    """Return streets along the inner lines of a grid, some of them through several corners.

    One is a loop, and one may be drawn upon another.
    """
    rows = [LETTERS[k : k + SIDE] for k in range(SIDE, len(LETTERS) - SIDE, SIDE)]
    columns = [LETTERS[k::SIDE] for k in range(1, SIDE - 1)]
    lines = []
    for line in (*rows, *columns):
        begin = 0
        while begin < SIDE - 1:
            end = min(begin + int(rng.integers(1, 4)), SIDE - 1)
            if rng.random() < 0.9:
                lines.append(line[begin : end + 1])
            begin = end
    again = lines[int(rng.integers(len(lines)))]
    lines.append("GS" if not overlaid else again)
    lines.append("GML")
    return lines


def _random_turn(rng, ways):
    """Return a restriction at a node or via a way, None if none is found."""
    kind = str(rng.choice(KINDS_OF_TURN))
    origin, via, to = (ways[k] for k in rng.choice(len(ways), 3, replace=False))
    if rng.random() < 0.5:
        shared = set(origin.nodes[:1] + origin.nodes[-1:]) & set(to.nodes[:1] + to.nodes[-1:])
        return turn(kind, origin.name, min(shared), to.name) if shared else None
    ends = set(via.nodes[:1] + via.nodes[-1:])
    meets = {*origin.nodes} & ends and {*to.nodes} & ends
    return turn(kind, origin.name, via.name, to.name) if meets else None


def random_changes(network, seed, kinds=EVERY_KIND, n_changes=3):
    """Return some changes of a random mix of kinds."""
    making = _Making(network, np.random.default_rng(seed))
    for _ in range(n_changes):
        making.change(str(making.rng.choice(kinds)))
    return making.changes()


class _Making:
    """Changes that are being made, one after the other."""

    def __init__(self, network, rng):
        self.network, self.roads, self.lines = network, network.roads, network.piece_lines
        self.rng = rng
        self.tags, self.removed, self.cuts, self.new, self.node_tags = {}, set(), [], [], {}
        self.free_id = min(0, *map(int, (self.roads.way_id.min(), self.roads.point_id.min()))) - 1

    def changes(self):
        kept = tuple(cut for cut in self.cuts if cut.piece not in self.removed)
        tags = {piece: tags for piece, tags in self.tags.items() if piece not in self.removed}
        return RoadChanges(
            tags=tags,
            removed=frozenset(self.removed),
            cuts=kept,
            roads=tuple(self.new),
            node_tags=self.node_tags,
        )

    def change(self, kind):
        rng, roads = self.rng, self.roads
        piece = int(rng.integers(roads.piece_way.size))
        modes, sides = WHO[rng.integers(len(WHO))], WHERE[rng.integers(len(WHERE))]
        if kind == "close":
            self._retag(self._stretch(piece), lambda tags: closed_to(tags, modes))
        elif kind == "close part":
            self._retag([piece], lambda tags: closed_to(tags, modes, sides))
        elif kind == "speed":
            factor = float(rng.uniform(0.2, 3.0))
            change = with_speed_factor if rng.random() < 0.7 else with_speed
            value = factor if change is with_speed_factor else 40.0 * factor
            self._retag(self._stretch(piece), lambda tags: change(tags, value, modes, sides))
        elif kind == "limit":
            limit = str(int(rng.integers(2, 13)) * 10)
            self._retag(self._stretch(piece), lambda tags: {**tags, "maxspeed": limit})
        elif kind == "delay":
            node = int(roads.node_id[rng.integers(roads.n_nodes)])
            known = self.node_tags.get(node, self.network.surroundings.node_tags.get(node, {}))
            self.node_tags[node] = with_node_delay(known, delay_s=float(rng.integers(0, 60)))
        elif kind == "remove":
            self.removed |= {piece} if rng.random() < 0.5 else set(self._stretch(piece))
        elif kind == "add":
            self._add([self._spot() for _ in range(int(rng.integers(2, 4)))])
        elif kind == "island":
            self._add([self._beside(piece) for _ in range(2)])
        elif kind == "ring":
            spot, *others = self._spot(), *(self._beside(piece) for _ in range(3))
            self._add([*others[: rng.integers(2)], spot, *others[1:], spot])

    def _stretch(self, piece):
        """Return a piece, its segment or its way, with what lies along it."""
        choice = self.rng.integers(3)
        if choice == 0:
            return [piece]
        if choice == 1:
            return self.lines.of_ways(self.roads.piece_way[[piece]]).tolist()
        segment = int(self.lines.segment[piece])
        return list(range(*self.roads.first_piece[segment : segment + 2].tolist()))

    def _retag(self, pieces, change):
        """Give pieces other tags, the same object where they had the same ones."""
        roads = self.roads
        for piece in pieces:
            tags = self.tags.get(piece, roads.tag_sets[roads.way_tag_set[roads.piece_way[piece]]])
            self.tags[piece] = change(tags)

    def _new_id(self):
        self.free_id -= 1
        return self.free_id

    def _beside(self, piece):
        """Return a node of its own, beside a piece."""
        point = int(self.lines.first_point[piece])
        lon, lat = self.roads.point_lon[point], self.roads.point_lat[point]
        east, north = self.rng.uniform(-3e-3, 3e-3, 2)
        return self._new_id(), round(float(lon + east), 7), round(float(lat + north), 7)

    def _spot(self):
        """Return a node on some road: of a new one, the end of a piece, along it, or a cut."""
        rng, roads = self.rng, self.roads
        if self.new and rng.random() < 0.3:
            road = self.new[rng.integers(len(self.new))]
            k = int(rng.integers(len(road.node_id)))
            return road.node_id[k], road.lon[k], road.lat[k]
        piece = int(rng.integers(roads.piece_way.size))
        first, last = int(self.lines.first_point[piece]), int(self.lines.last_point[piece])
        if rng.random() < 0.4:
            return self._point(int(rng.choice([first, last])))
        if last - first > 1 and rng.random() < 0.5:
            point = int(rng.integers(first + 1, last))
            offset_m = float(roads.point_offset_m[point] - roads.point_offset_m[first])
            self.cuts.append(PieceCut(piece, offset_m, *self._point(point)))
            return self._point(point)
        return self._cut(piece, first, int(rng.integers(first, last)))

    def _point(self, point):
        roads = self.roads
        lonlat = float(roads.point_lon[point]), float(roads.point_lat[point])
        return int(roads.point_id[point]), *lonlat

    def _cut(self, piece, first, point):
        """Return a new node on the link after a point."""
        roads, share = self.roads, self.rng.uniform(0.2, 0.8)
        span = slice(point, point + 2)
        lon, lat, offset_m = (
            float(values[0] + share * (values[1] - values[0]))
            for values in (roads.point_lon[span], roads.point_lat[span], roads.point_offset_m[span])
        )
        node = self._new_id(), round(lon, 7), round(lat, 7)
        self.cuts.append(PieceCut(piece, offset_m - float(roads.point_offset_m[first]), *node))
        return node

    def _add(self, nodes):
        """Add a road through some nodes, unless two that follow each other are the same."""
        ids, lon, lat = zip(*nodes, strict=True)
        if any(one == other for one, other in pairwise(ids)):
            return
        rng = self.rng
        tags = {"highway": str(rng.choice(CLASSES))}
        if rng.random() < 0.3:
            tags["oneway"] = "yes"
        if rng.random() < 0.2:
            tags["motor_vehicle"] = "destination"
        if rng.random() < 0.1:
            tags["junction"] = "roundabout"
        self.new.append(
            NewRoad(self._new_id(), tags, "New", "N1", ids, lon, lat, bool(rng.random() < 0.5))
        )


def random_places(network, changes, seed, n_places=24):
    """Return places along roads that change, at nodes, on new roads and anywhere."""
    rng = np.random.default_rng(seed)
    roads, lines = network.roads, network.piece_lines
    touched = sorted({*changes.tags, *changes.removed, *(cut.piece for cut in changes.cuts)})
    points = [(float(x), float(y)) for x, y in zip(roads.point_lon, roads.point_lat, strict=True)]
    near = [
        points[k] for p in touched for k in range(lines.first_point[p], lines.last_point[p] + 1)
    ]
    new = [
        ((a + b) / 2, (c + d) / 2)
        for road in changes.roads
        for a, b, c, d in zip(road.lon, road.lon[1:], road.lat, road.lat[1:], strict=False)
    ]
    nodes = list(zip(roads.node_lon.tolist(), roads.node_lat.tolist(), strict=True))
    chosen = []
    for among, n, off in ((near, 6, 0.0), (near, 6, 2e-4), (new, 4, 1e-4), (nodes, 4, 0.0)):
        if among:
            some = np.array(among)[rng.choice(len(among), n)]
            chosen.append(some + rng.normal(0.0, off, (n, 2)))
    n_left = n_places - sum(map(len, chosen))
    anywhere = np.array(points)[rng.choice(len(points), n_left)]
    chosen.append(anywhere + rng.normal(0.0, 3e-4, (n_left, 2)))
    lonlat = np.concatenate(chosen)
    names = [f"place {k}" for k in range(n_places)]
    return gpd.GeoSeries(gpd.points_from_xy(*lonlat.T), index=names, crs="EPSG:4326")


def times_both_ways(network, changes, places, mode, **settings):
    """Return the times after changes on the edited network, and on the patched one."""
    turns = settings.get("turns")
    islands = settings.get("allow_islands", False)
    access = settings.get("access", True)
    max_distance_m = settings.get("max_distance_m", 5000.0)
    metric = network.metric(mode, turns=turns)
    index = network.segment_index(metric, allow_islands=islands)
    joins = index.nearest(places.x.to_numpy(), places.y.to_numpy())
    joined = joined_before(metric, places, joins, max_distance_m=max_distance_m, access=access)
    patched = PatchedRoads(network, metric, changes, joined=(joined,), allow_islands=islands)
    ends = patched.ends(joined)
    edited = km.travel_time_matrix(
        edited_network(network, changes),
        places,
        places,
        mode=mode,
        turns=turns,
        access=access,
        allow_islands=islands,
        max_distance_m=max_distance_m,
    )
    return edited.to_numpy(), patched.matrix(ends, ends)


def ticks_between_nodes(base, patch=None):
    """Return the ticks between all nodes of a mode's graph, -1 for no way, as SciPy finds them."""
    graph, ticks = base.graph, base.ticks.copy()
    tail = np.repeat(np.arange(graph.n_nodes), np.diff(graph.first_out.astype(np.int64)))
    head, n_nodes = graph.head.astype(np.int64), graph.n_nodes
    if patch is not None:
        ticks[patch.edge] = patch.ticks
        tail, head = np.concatenate((tail, patch.tail)), np.concatenate((head, patch.head))
        ticks, n_nodes = np.concatenate((ticks, patch.new_ticks)), n_nodes + patch.n_new
    order = np.lexsort((ticks, head, tail))
    tail, head, ticks = tail[order], head[order], ticks[order].astype(np.float64)
    counts = np.concatenate(([True], (np.diff(tail) != 0) | (np.diff(head) != 0)))
    counts &= ticks < INFINITE
    weight = np.maximum(ticks[counts], NO_TIME)
    weights = csr_array((weight, (tail[counts], head[counts])), shape=(n_nodes, n_nodes))
    between = dijkstra(weights)
    return np.rint(np.where(np.isfinite(between), between, -1.0))
