"""Scenarios give what the edited data give: those of the obvious way, in `edited_osm`."""

import numpy as np
import pytest
from drawn import NO_DELAYS, drawn, way
from edited_osm import EditedOsm
from expanded import random_places
from random_changes import random_town_text
from rounding import A_TICK_PER_PLACE_S, assert_within

import kraftcenter_mobility as km
from kraftcenter_mobility.herning import sample_path
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.osm.reader import read_osm
from kraftcenter_mobility.osm.scenario_tags import with_node_delay, with_speed, with_speed_factor
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.edits import CloseRoad, RemoveRoad, SetJunctionDelay, SetSpeed
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.road_state import RoadState

A_CENTIMETRE_S = 0.02
"""Coordinates have 7 decimals, 1 cm, of which a new node of each of two roads may be off."""

FEW_PLACES = 10
SMALL = 100
"""Ways of a town of which a scenario should leave some alone."""

REAL = pytest.mark.realdata
BOTH_SIDES = ("forward", "backward")
STREETS_OF_CARS = {"residential", "tertiary", "secondary", "unclassified"}
WHO = ((), (km.CAR,), (km.BICYCLE, km.WALKING), (km.AMBULANCE,))


@pytest.fixture(
    scope="module",
    params=[
        1,
        2,
        pytest.param("sindal_2016.osm", marks=REAL),
        pytest.param("turnrestr_cathedral-no-left.pbf", marks=REAL),
    ],
)
def data(request, tmp_path_factory):
    """Return a random town, or a real one."""
    if isinstance(request.param, int):
        path = tmp_path_factory.mktemp("town") / "town.osm"
        path.write_text(random_town_text(request.param), encoding="utf-8")
    else:
        path = request.getfixturevalue("data_folder") / "osm" / request.param
    return Data(read_osm(path))


class Data:
    """What a file holds, and the network of it."""

    def __init__(self, extract):
        self.extract = extract
        self.network = km.TransportNetwork.from_extract(extract)
        self.few = 3 if extract.n_rows < SMALL else 8

    def ways(self, seed, n_ways):
        """Return the ids of some ways, the long ones more often."""
        roads = self.network.roads
        share = roads.way_length_m / roads.way_length_m.sum()
        chosen = np.random.default_rng(seed).choice(roads.way_id.size, n_ways, p=share)
        return tuple(sorted({int(roads.way_id[way]) for way in chosen}))

    def tags(self, way_id):
        """Return the tags of a way."""
        roads = self.network.roads
        return roads.tag_sets[roads.way_tag_set[np.searchsorted(roads.way_id, way_id)]]

    def pieces_at(self, point):
        """Return the pieces that begin or end where a point lies."""
        roads, lines = self.network.roads, self.network.piece_lines
        ends = np.stack((roads.point_id[lines.first_point], roads.point_id[lines.last_point]))
        return np.flatnonzero((ends == roads.point_id[point]).any(axis=0))

    def scenario(self, *edits):
        """Return the network with some edits, each of them applied by the library."""
        state = RoadState.of(self.network)
        for edit in edits:
            state, _ = edit.apply(state)
        return edited_network(self.network, state.changes)


def check(data, scenario, obvious, *, tolerance_s=0.0, seed=1, n_places=24):
    """Check that two networks give the same times, in every mode and with turns and without."""
    network = obvious.network(data.network)
    for mode in km.MODES:
        places = random_places(data.network, mode, n_places, seed=seed)
        for turns in {mode.turns, n_places > FEW_PLACES}:
            found, wanted = (
                km.travel_time_matrix(
                    each,
                    places,
                    places,
                    mode=mode,
                    turns=turns,
                    allow_islands=True,
                    max_distance_m=20_000.0,
                )
                for each in (scenario, network)
            )
            assert_within(found, wanted, tolerance_s)


def test_no_edit_is_the_data_as_they_are(data):
    check(data, data.network, EditedOsm(data.extract))


@pytest.mark.parametrize("seed", range(4))
def test_closed_roads_are_as_if_tagged_so(data, seed):
    ways, modes = data.ways(seed, data.few), WHO[seed]
    obvious = EditedOsm(data.extract)
    obvious.close(ways, modes)
    edit = CloseRoad(way_ids=ways, modes=modes, allow_no_effect=True)
    check(data, data.scenario(edit), obvious, seed=seed)


@pytest.mark.parametrize("direction", BOTH_SIDES)
def test_roads_closed_one_way_are_as_if_tagged_so(data, direction):
    ways = [way for way in data.ways(5, data.few) if not {"bus", "psv"} & set(data.tags(way))]
    obvious = EditedOsm(data.extract)
    obvious.close(ways, (), (direction,))
    edit = CloseRoad(way_ids=ways, direction=direction, allow_no_effect=True)
    check(data, data.scenario(edit), obvious)


def test_closing_a_part_of_a_road_closes_just_that(data):
    from shapely import LineString

    obvious = EditedOsm(data.extract)
    way_id, (low, high) = some_inner_nodes(data)
    parts = obvious.split(way_id, low, high)
    obvious.close(parts[1:2])
    (row,) = obvious.rows_of(parts[1])
    line = LineString([obvious.lonlat[node] for node in obvious.rows[row][2]])
    edit = CloseRoad(way_ids=(way_id,), within=line.buffer(1e-6))
    check(data, data.scenario(edit), obvious)


def some_inner_nodes(data):
    """Return the longest way that is cut twice or more, and two nodes at which it is."""
    roads, lines = data.network.roads, data.network.piece_lines
    named = {m.ref for each in roads.restrictions for m in each.members}
    for way_index in np.argsort(-roads.way_length_m).tolist():
        way_id = int(roads.way_id[way_index])
        pieces = lines.of_ways(np.array([way_index]))
        row = int(np.flatnonzero(data.extract.way_id == way_id)[0])
        span = slice(data.extract.first_ref[row], data.extract.first_ref[row + 1])
        nodes = data.extract.ref[span].tolist()
        ends = [lines.first_point[pieces], lines.last_point[pieces]]
        met = {int(roads.point_id[point]) for points in ends for point in points}
        inner = [node for node in nodes[1:-1] if node in met]
        if way_id not in named and len(inner) > 1 and len(set(nodes)) == len(nodes):
            return way_id, (inner[0], inner[-1])
    pytest.skip("no road is cut so often")


@pytest.mark.parametrize("limit_kmh", [30.0, 90.0, 130.0])
def test_another_limit_is_as_if_it_stood_on_the_sign(data, limit_kmh):
    ways = data.ways(int(limit_kmh), 30)
    obvious = EditedOsm(data.extract)
    obvious.limit(ways, limit_kmh)
    edit = SetSpeed(way_ids=ways, limit_kmh=limit_kmh, allow_no_effect=True)
    check(data, data.scenario(edit), obvious)


def test_another_speed_is_that_of_the_whole_way(data):
    ways = data.ways(7, 30)
    obvious = EditedOsm(data.extract)
    obvious.retag(ways, lambda tags: with_speed(tags, 33.0, ()))
    obvious.retag(ways, lambda tags: with_speed_factor(tags, 1.25, (km.CAR,), ("backward",)))
    edits = (
        SetSpeed(way_ids=ways, speed_kmh=33.0, allow_no_effect=True),
        SetSpeed(way_ids=ways, factor=1.25, modes=(km.CAR,), direction="backward"),
    )
    check(data, data.scenario(*edits), obvious)


def test_a_delay_at_a_junction_is_the_node_s_own(data):
    roads = data.network.roads
    nodes = roads.node_id[np.argsort(-np.diff(roads.first_out))[:12]].tolist()
    obvious = EditedOsm(data.extract)
    edits = []
    for node in nodes:
        obvious.delay(node, lambda tags: with_node_delay(tags, delay_s=25.0))
        edits.append(SetJunctionDelay(node_id=node, delay_s=25.0))
    check(data, data.scenario(*edits), obvious)


@pytest.mark.parametrize("seed", range(3))
def test_roads_that_are_removed_are_as_if_never_drawn(data, seed):
    ways = data.ways(20 + seed, data.few)
    obvious = EditedOsm(data.extract)
    obvious.remove(ways)
    check(
        data,
        data.scenario(RemoveRoad(way_ids=ways)),
        obvious,
        tolerance_s=A_TICK_PER_PLACE_S,
        seed=seed,
    )


@pytest.mark.parametrize("seed", range(3))
def test_a_road_between_two_junctions_is_as_if_drawn_so(data, seed):
    (one, here), (other, there) = two_junctions(data, seed)
    edit = AddRoad((here, there), "tertiary", joins=(Join(*here), Join(*there)), limit_kmh=70)
    obvious = EditedOsm(data.extract)
    obvious.add(-1, edit.tags, [(one, *here), (other, *there)])
    check(data, data.scenario(edit), obvious, tolerance_s=A_TICK_PER_PLACE_S, seed=seed)


def two_junctions(data, seed):
    """Return the ids and coordinates of two nodes at which streets meet, and none of one way."""
    roads, lines = data.network.roads, data.network.piece_lines
    is_street = np.array([each.get("highway") in STREETS_OF_CARS for each in roads.tag_sets])
    rng = np.random.default_rng(seed)
    for one, other in rng.choice(roads.way_id.size, (1000, 2)):
        pieces = [int(rng.choice(lines.of_ways(np.array([each])))) for each in (one, other)]
        nodes = [int(lines.first_point[piece]) for piece in pieces]
        if not is_street[roads.way_tag_set[[one, other]]].all():
            continue
        met = [set(roads.way_id[roads.piece_way[data.pieces_at(node)]]) for node in nodes]
        if min(map(len, met)) > 1 and not met[0] & met[1]:
            return [
                (int(roads.point_id[k]), (float(roads.point_lon[k]), float(roads.point_lat[k])))
                for k in nodes
            ]
    raise AssertionError("no two junctions are apart")


@pytest.mark.parametrize("seed", range(3))
def test_a_road_that_joins_others_halfway_is_as_if_drawn_so(data, seed):
    (one, *here), (other, *there) = two_links(data, seed)
    joins = (
        Join(*here[0], (f"way/{one}",)),
        Join(*there[0], (f"way/{other}",)),
    )
    edit = AddRoad((here[0], there[0]), "secondary", joins=joins, oneway=True)
    obvious = EditedOsm(data.extract)
    for number, way_id, (lonlat, link) in ((-2, one, here), (-3, other, there)):
        obvious.insert(way_id, *link, number, *lonlat)
    obvious.add(-1, edit.tags, [(-2, *here[0]), (-3, *there[0])])
    check(data, data.scenario(edit), obvious, tolerance_s=A_CENTIMETRE_S, seed=seed)


def two_links(data, seed):
    """Return two ways with the middle of their longest link, and the link's nodes."""
    extract, roads = data.extract, data.network.roads
    found = []
    for way_id in np.random.default_rng(seed).permutation(roads.way_id):
        rows = np.flatnonzero(extract.way_id == way_id)
        span = slice(extract.first_ref[rows[0]], extract.first_ref[rows[0] + 1])
        nodes, lon, lat = extract.ref[span], extract.lon[span], extract.lat[span]
        long = np.hypot(np.diff(lon), np.diff(lat))
        is_street = data.tags(way_id).get("highway") in STREETS_OF_CARS
        if rows.size == 1 and is_street and long.max() > 5e-4:
            k = int(long.argmax())
            middle = round(float(lon[k : k + 2].mean()), 7), round(float(lat[k : k + 2].mean()), 7)
            found.append((int(way_id), middle, (int(nodes[k]), int(nodes[k + 1]))))
        if len(found) == 2:
            return found
    pytest.skip("no two links are long enough")


def test_edits_of_the_sample_are_as_if_they_were_in_its_file():
    check_every_kind(Data(read_osm(sample_path())), seed=0, n_places=8)


@pytest.mark.parametrize("seed", range(4))
def test_edits_of_every_kind_together_are_as_if_all_were_in_the_data(data, seed):
    check_every_kind(data, seed)


def check_every_kind(data, seed, **settings):
    """Check a mix of edits of every kind."""
    shut, slow, gone = (data.ways(k + seed, data.few) for k in (30, 40, 50))
    slow, gone = ({*ways} - {*shut} for ways in (slow, gone))
    slow, gone = slow - gone or shut, gone or slow
    (one, here), (other, there) = two_junctions(data, 60 + seed)
    new = AddRoad((here, there), "primary", joins=(Join(*here), Join(*there)))
    edits = (
        new,
        RemoveRoad(way_ids=tuple(gone)),
        SetSpeed(way_ids=tuple(slow), limit_kmh=40.0, allow_no_effect=True),
        CloseRoad(way_ids=shut, modes=WHO[seed], allow_no_effect=True),
        SetJunctionDelay(node_id=one, extra_s=10.0),
    )
    obvious = EditedOsm(data.extract)
    obvious.add(-1, new.tags, [(one, *here), (other, *there)])
    obvious.remove(gone)
    obvious.limit(slow, 40.0)
    obvious.close(shut, WHO[seed])
    obvious.delay(one, lambda tags: with_node_delay(tags, extra_s=10.0))
    scenario = data.scenario(*edits)
    check(data, scenario, obvious, tolerance_s=A_TICK_PER_PLACE_S, seed=seed, **settings)


# Two squares of streets beside each other, 100 m and 200 m long, with a road on from F
SQUARES = """
A-------B-------C
|       |       |
D-------E-------F---G
"""
STREETS = ("AB", "BC", "AD", "BE", "CF", "DE", "EF", "FG")
EVERYWHERE = ("AB", "BC.3", "AD", "BE.8", "CF", "DE", "EF.2", "FG")


def drawn_with(name="", tags=None, turns=()):
    """Return the squares, through a file, with one street tagged otherwise."""
    ways = [way(each, **(tags or {}) if each == name else {}) for each in STREETS]
    drawing = drawn(SQUARES, ways, turns, even=False)
    return drawing.with_network(drawing.network.with_delays(NO_DELAYS))


def applied(drawing, *edits):
    """Return the times everywhere in a drawing after some edits."""
    state = RoadState.of(drawing.network)
    for edit in edits:
        state, _ = edit.apply(state)
    return times(edited_network(drawing.network, state.changes), drawing)


def times(network, drawing):
    places = drawing.places(*EVERYWHERE)
    return km.travel_time_matrix(network, places, places, mode=km.CAR)


@pytest.mark.parametrize(
    ("tags", "edit"),
    [
        ({"maxspeed": "30"}, {"limit_kmh": 30}),
        ({"maxspeed__forward": "30"}, {"limit_kmh": 30, "direction": "forward"}),
        ({"maxspeed__backward": "110"}, {"limit_kmh": 110, "direction": "backward"}),
    ],
)
@pytest.mark.parametrize("street", ["BE", "DE", "CF"])
def test_a_file_with_another_limit_is_read_as_the_scenario_is_built(street, tags, edit):
    before, after = drawn_with(), drawn_with(street, tags)
    found = applied(before, SetSpeed(way_ids=(before.way_ids[street],), **edit))
    np.testing.assert_array_equal(found, times(after.network, after))


@pytest.mark.parametrize("direction", BOTH_SIDES)
@pytest.mark.parametrize("street", ["AB", "BE", "EF"])
def test_a_file_with_a_one_way_street_is_read_as_the_scenario_is_built(street, direction):
    before = drawn_with()
    after = drawn_with(street, {"oneway": "-1" if direction == "forward" else "yes"})
    edit = CloseRoad(way_ids=(before.way_ids[street],), direction=direction, modes=(km.CAR,))
    np.testing.assert_array_equal(applied(before, edit), times(after.network, after))


@pytest.mark.parametrize("street", STREETS)
def test_a_file_with_a_closed_street_is_read_as_the_scenario_is_built(street):
    before, after = drawn_with(), drawn_with(street, {"motor_vehicle": "no"})
    edit = CloseRoad(way_ids=(before.way_ids[street],), modes=(km.CAR, km.AMBULANCE))
    np.testing.assert_array_equal(applied(before, edit), times(after.network, after))


@pytest.mark.parametrize("street", STREETS)
@pytest.mark.parametrize("edit", [CloseRoad, RemoveRoad])
def test_a_file_without_a_street_is_read_as_the_scenario_is_built(street, edit):
    before, after = drawn_with(), drawn_with(street, {"access": "no", "foot": "no"})
    found = applied(before, edit(way_ids=(before.way_ids[street],)))
    assert_within(found, times(after.network, after), A_TICK_PER_PLACE_S)
