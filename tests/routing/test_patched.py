"""Times on what was prepared, with a patch: bit for bit those of the network built again."""

import numpy as np
import pytest
from drawn import drawn, way
from random_changes import (
    EVERY_KIND,
    random_changes,
    random_places,
    random_town,
    times_both_ways,
)

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import NewRoad, RoadChanges
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.restrictions import restricted_modes
from kraftcenter_mobility.osm.scenario_tags import closed_to, with_node_delay, with_speed_factor

MODES = pytest.mark.parametrize("mode", km.MODES, ids=lambda mode: mode.name)
TURNS = pytest.mark.parametrize("turns", [True, False])

BLOCKS = """
A---B---C
|   |   |
D---E---F
|   |   |
G---H---I
"""
STREETS = ("AB", "BC", "DE", "EF", "GH", "HI", "AD", "DG", "BE", "EH", "CF", "FI")


@pytest.fixture(scope="module")
def blocks():
    return drawn(BLOCKS, STREETS)


def assert_same(network, changes, places, mode, **settings):
    """Check that both ways give the same bits, and return the times."""
    edited, patched = times_both_ways(network, changes, places, mode, **settings)
    np.testing.assert_array_equal(patched, edited)
    return patched


def tags_of(drawing, name):
    """Return the pieces of a way, with their tags."""
    roads = drawing.network.roads
    (index,) = np.flatnonzero(roads.way_id == drawing.way_ids[name])
    tags = roads.tag_sets[roads.way_tag_set[index]]
    return dict.fromkeys(np.flatnonzero(roads.piece_way == index).tolist(), tags)


def retagged(drawing, name, change):
    """Return the changes that give a way other tags."""
    return RoadChanges(tags={piece: change(tags) for piece, tags in tags_of(drawing, name).items()})


@MODES
@TURNS
def test_no_change_gives_the_baseline_bit_for_bit(blocks, mode, turns):
    places = blocks.places("AB", "EF", "HI", "E")
    times = assert_same(blocks.network, RoadChanges(), places, mode, turns=turns)
    baseline = km.travel_time_matrix(blocks.network, places, places, mode=mode, turns=turns)
    np.testing.assert_array_equal(times, baseline)


@MODES
@TURNS
@pytest.mark.parametrize("street", ["BE", "DE", "AB"])
def test_a_slower_street_is_slow_to_places_at_its_ends_too(blocks, mode, turns, street):
    changes = retagged(blocks, street, lambda tags: with_speed_factor(tags, 0.2, (mode,)))
    for letters in ("ABCDEFGHI", street, street[0] + "I", "DB"):
        places = blocks.places(*letters)
        assert_same(blocks.network, changes, places, mode, turns=turns)


@MODES
@TURNS
@pytest.mark.parametrize("street", ["BE", "DE", "AB"])
def test_nobody_uses_a_closed_street_from_a_place_at_its_end(blocks, mode, turns, street):
    changes = retagged(blocks, street, lambda tags: closed_to(tags, ()))
    for letters in ("ABCDEFGHI", street, street[0] + "I", "DB"):
        places = blocks.places(*letters)
        times = assert_same(blocks.network, changes, places, mode, turns=turns)
        before = km.travel_time_matrix(blocks.network, places, places, mode=mode, turns=turns)
        if letters == street:
            assert (times[0, 1], times[1, 0]) > (before.iloc[0, 1], before.iloc[1, 0])


@MODES
def test_a_delay_at_a_junction_is_met_by_places_at_it_as_by_others(blocks, mode):
    changes = RoadChanges(node_tags={5: with_node_delay({}, delay_s=40.0)})
    assert_same(blocks.network, changes, blocks.places("E", "B", "EF", "EH.1", "D"), mode)


@MODES
@TURNS
def test_the_only_street_left_can_be_closed(mode, turns):
    road = drawn("A---B---C", ["AB", way("BC", highway="residential")])
    changes = retagged(road, "AB", lambda tags: closed_to(tags, ()))
    places = road.places("BC", "C", "B", "AB")
    assert_same(road.network, changes, places, mode, turns=turns)


@MODES
@TURNS
def test_a_road_can_be_added_to_a_network_that_is_one_ring(mode, turns):
    ring = drawn("A---B\n|   |\nD---C", ["AB", "BC", "CD", "DA"])
    roads = ring.network.roads
    (corner,) = roads.node_id[:1].tolist()
    lon, lat = float(roads.node_lon[0]), float(roads.node_lat[0])
    end = round(lon - 2e-3, 7), lat
    road = NewRoad(
        -9,
        {"highway": "residential"},
        "",
        "",
        (corner, -1),
        (lon, end[0]),
        (lat, end[1]),
        built_up=False,
    )
    places = ring.places("AB", "CD")
    places.loc["new"] = type(places.iloc[0])(end[0] + 5e-4, lat)
    assert_same(ring.network, RoadChanges(roads=(road,)), places, mode, turns=turns)


@TURNS
@pytest.mark.parametrize("seed", range(60))
def test_any_mix_of_changes_gives_the_times_of_the_network_built_again(seed, turns):
    network = random_town(seed // 4, negative=seed % 8 == 0).network
    changes = random_changes(network, seed, n_changes=1 + seed % 4)
    places = random_places(network, changes, seed)
    settings = {"turns": turns, "access": seed % 3 > 0, "allow_islands": seed % 7 == 0}
    assert_same(network, changes, places, km.MODES[seed % 4], **settings)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_many_changes_of_one_kind_give_the_times_of_the_network_built_again(kind):
    network = random_town(77).network
    changes = random_changes(network, 5, (kind,), n_changes=8)
    assert_same(network, changes, random_places(network, changes, 5), km.CAR)


@TURNS
@pytest.mark.parametrize("seed", range(16))
def test_a_network_that_was_edited_can_be_edited_again(seed, turns):
    network = random_town(100 + seed).network
    network = edited_network(network, random_changes(network, seed, ("add", "close", "remove")))
    changes = random_changes(network, 50 + seed, ("add", "add", "close", "limit"))
    places = random_places(network, changes, seed)
    assert_same(network, changes, places, km.MODES[seed % 4], turns=turns)


@pytest.mark.parametrize("seed", range(3))
def test_any_mix_of_changes_on_the_sample_gives_the_times_of_it_built_again(sample, seed):
    changes = random_changes(sample, seed, n_changes=6)
    places = random_places(sample, changes, seed, n_places=26)
    assert_same(sample, changes, places, (km.CAR, km.BICYCLE, km.AMBULANCE)[seed])


@pytest.mark.realdata
@pytest.mark.parametrize(
    "name", ["sindal_2016.osm", "roenne_2016.osm", "turnrestr_cathedral-no-left.pbf"]
)
def test_any_mix_of_changes_on_real_data_gives_the_times_of_them_built_again(data_folder, name):
    network = km.TransportNetwork.from_osm(data_folder / "osm" / name)
    for seed in range(8):
        changes = random_changes(network, seed, n_changes=1 + seed)
        places = random_places(network, changes, seed)
        for mode in km.MODES:
            assert_same(network, changes, places, mode, turns=seed % 2 == 0)


@TURNS
def test_a_network_of_an_area_has_roads_that_end_at_its_rim(turns):
    drawing = drawn(BLOCKS, STREETS, area=(8.9695, 56.1385, 8.9715, 56.1405))
    for seed in range(10):
        changes = random_changes(drawing.network, seed, n_changes=3)
        places = random_places(drawing.network, changes, seed)
        assert_same(drawing.network, changes, places, km.CAR, turns=turns)


def test_a_network_that_was_saved_is_patched_like_any_other(tmp_path):
    random_town(8).network.save(tmp_path / "town.km")
    network = km.TransportNetwork.load(tmp_path / "town.km")
    for seed in range(8):
        changes = random_changes(network, seed, n_changes=3)
        assert_same(network, changes, random_places(network, changes, seed), km.MODES[seed % 4])


def test_a_road_that_is_an_island_can_be_removed():
    drawing = drawn("A---B---C\n    |\n    D     E---F", ["AB", "BC", "BD", "EF"])
    (piece,) = tags_of(drawing, "EF")
    places = drawing.places("AB", "BC", "D", "EF")
    assert_same(drawing.network, RoadChanges(removed=frozenset([piece])), places, km.CAR)


def test_the_towns_are_as_awkward_as_they_say():
    towns = [random_town(seed).network for seed in range(12)]
    roads = [town.roads for town in towns]
    assert any(each.segment_in_zone.any() for each in roads)
    assert any((each.edge_role & 2).any() for each in roads)
    assert any(restricted_modes(r.tags) for each in roads for r in each.restrictions)
    kinds = {key for each in roads for tags in each.node_tag_sets for key in tags}
    assert {"barrier", "highway"} <= kinds
    islands = [town.islands(town.metric(km.CAR)).n_islands for town in towns]
    assert any(islands)
