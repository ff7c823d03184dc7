"""Rails with something changed: cut, faster, doubled, electrified, with stations and tracks."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_rails import (
    METRES_PER_LAT,
    METRES_PER_LON,
    NAMES,
    drawn_rail,
    straight,
    with_second_track,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.editing import (
    with_limits,
    with_parallel_tracks,
    with_voltage,
)
from kraftcenter_mobility.networks.rails.editing_candidates import with_candidates
from kraftcenter_mobility.networks.rails.editing_cuts import cut_tracks, point_at
from kraftcenter_mobility.networks.rails.editing_ends import end_at_station, end_near
from kraftcenter_mobility.networks.rails.editing_stations import tracks_near, with_station
from kraftcenter_mobility.networks.rails.editing_stretches import between, named, whole
from kraftcenter_mobility.networks.rails.editing_tracks import NewTrack, with_track
from kraftcenter_mobility.networks.rails.paths import find_paths
from kraftcenter_mobility.networks.rails.profiles import track_profile

DOUBLE = """
A---------B---------C
F---------G---------H
"""


def lengths(rail, *stations):
    """Return the lengths of a train's path over some stations, in metres."""
    return [path.length_m for path in find_paths(rail, [rail.station(s) for s in stations])]


def stop_points(rail):
    """Return where trains stop, in degrees."""
    pairs = zip(rail.stop_track, rail.stop_offset_m, strict=True)
    return np.array([point_at(rail, int(track), float(offset)) for track, offset in pairs])


CUTS = st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 5000.0)), max_size=6)


@given(cuts=CUTS)
@settings(max_examples=40, deadline=None)
def test_a_cut_changes_neither_lengths_nor_stops_nor_the_baseline(cuts):
    rail = straight()
    kept = rail.digest()
    track = np.array([each[0] for each in cuts], dtype=np.int64)
    after = cut_tracks(rail, track, np.array([each[1] for each in cuts], dtype=np.float64))
    assert after.n_tracks - rail.n_tracks == after.n_nodes - rail.n_nodes <= len(cuts)
    assert after.length_m.sum() == pytest.approx(rail.length_m.sum())
    assert stop_points(after) == pytest.approx(stop_points(rail), abs=1e-6)
    assert lengths(after, *"ABCDE") == pytest.approx(lengths(rail, *"ABCDE"), abs=1e-6)
    assert lengths(after, *"EDCBA") == pytest.approx(lengths(rail, *"EDCBA"), abs=1e-6)
    assert np.bincount(np.concatenate([after.tail, after.head])).max() == 2
    assert rail.digest() == kept


def test_a_cut_at_the_end_of_a_track_is_none():
    rail = straight()
    ends = np.array([0.0, 0.2, float(rail.length_m[0])])
    assert cut_tracks(rail, np.zeros(3, dtype=np.int64), ends) is rail


def test_a_limit_holds_between_two_points_of_the_way_in_one_direction():
    rail = straight()
    stretch = between(rail, rail.station("B"), rail.station("D"), from_m=1000.0, to_m=6000.0)
    after = with_limits(rail, stretch, limit_kmh=140.0, direction="forward")
    there = track_profile(after, find_paths(after, [0, 1, 2, 3, 4]))
    back = track_profile(after, find_paths(after, [4, 3, 2, 1, 0]))
    fast = there.limit_kmh == 140.0
    assert there.length_m[fast].sum() == pytest.approx(5000.0, abs=0.1)
    assert there.length_m[: int(np.argmax(fast))].sum() == pytest.approx(6000.0, rel=1e-3)
    assert (back.limit_kmh == 100.0).all()


def test_what_lies_between_stations_is_named_backwards_as_forwards():
    rail = straight()
    for begin, end in (("B", "D"), ("D", "B")):
        stretch = between(rail, rail.station(begin), rail.station(end))
        assert sorted(stretch.track) == [1, 2]
        assert (stretch.forward == (begin == "B")).all()


def test_both_tracks_of_a_double_line_are_meant_and_no_siding():
    rail = drawn_rail("A---------B---------C", ["ABC"], {"A": "Aulum", "C": "Casper"})
    near = 10.0 / METRES_PER_LAT
    doubled = with_second_track(rail, near)
    siding = with_second_track(doubled, -near, level=1)
    found = between(siding, 0, 1)
    assert sorted(found.track) == [0, 1, 2, 3]
    assert found.forward[np.isin(found.track, [0, 1])].all()
    assert not found.forward[np.isin(found.track, [2, 3])].any()


def test_tracks_are_chosen_by_name_and_way():
    rail = drawn_rail(DOUBLE.strip("\n"), ["ABC", "FGH"], {"A": "Aulum", "F": "Feldborg"})
    every = whole(rail, np.arange(rail.n_tracks))
    assert named(rail, every, "f-H", ()).track.tolist() == [2, 3]
    assert named(rail, every, "", (100,)).track.tolist() == [0, 1]
    assert not named(rail, every, "A-C", (101,)).track.size


def test_stations_that_no_track_joins_are_refused():
    rail = drawn_rail(DOUBLE.strip("\n"), ["ABC", "FGH"], {"A": "Aulum", "F": "Feldborg"})
    with pytest.raises(RailError, match="no track joins Aulum and Feldborg"):
        between(rail, 0, 1)
    rail = straight()
    with pytest.raises(RailError, match=r"Aulum - Borris is 5\.0 km long, and nothing of it lies"):
        between(rail, 0, 1, from_m=6000.0)


def test_tracks_are_electrified_and_doubled_where_it_is_said():
    rail = straight()
    stretch = between(rail, 1, 2)
    assert with_voltage(rail, stretch, 25.0).voltage_kv.tolist() == [0.0, 25.0, 0.0, 0.0]
    twice = with_parallel_tracks(with_parallel_tracks(rail, stretch), stretch, 2)
    assert twice.n_parallel.tolist() == [1, 4, 1, 1]
    assert rail.n_parallel.tolist() == [1, 1, 1, 1]


def test_a_station_is_put_where_the_track_is_nearest():
    rail = straight()
    lon = float(rail.node_lon[0]) + 2000.0 / METRES_PER_LON
    lat = float(rail.node_lat[0]) + 120.0 / METRES_PER_LAT
    after = with_station(rail, "Nørre", lon, lat, n_tracks=2, entrance=(lon, lat))
    new = after.station("Nørre")
    assert (new, after.station_tracks[new], after.station_kind[new]) == (5, 2, "halt")
    assert after.station_lat[new] == pytest.approx(rail.node_lat[0], abs=1e-6)
    assert lengths(after, "A", "Nørre", "B") == pytest.approx([2000.0, 3000.0], rel=1e-3)
    first, last = after.first_entrance[new : new + 2]
    assert after.entrance_lat[first:last].tolist() == [lat]
    with pytest.raises(RailError, match=r"no track lies within 100 m of 'Nørre' .* 120 m away"):
        with_station(rail, "Nørre", lon, lat, within_m=100.0)
    with pytest.raises(RailError, match="station_id 'B' is taken by 'Borris'"):
        with_station(rail, "Nørre", lon, lat, station_id="B")


def test_the_nearest_tracks_come_first_and_main_ones_alone():
    rail = drawn_rail(
        DOUBLE.strip("\n"), ["ABC", "FGH"], {"A": "Aulum", "F": "Feldborg"}, level={"FG": 2}
    )
    near = tracks_near(rail, float(rail.node_lon[0]) + 0.02, float(rail.node_lat[0]), within_m=900)
    assert near.track.tolist() == [0]
    assert near.distance_m[0] < 1.0


BEND = """
A---------B---------C



          D
"""


def test_a_new_track_leaves_beyond_the_platform_straight_on_from_one_side():
    rail = drawn_rail(BEND.strip("\n"), ["ABC", "D"], {"A": "Aulum", "B": "Borris", "C": "Casper"})
    there = (float(rail.node_lon[3]) + 0.02, float(rail.node_lat[3]))
    end = end_at_station(rail, rail.station("B"), there)
    assert end is not None
    points = np.array([[end.lon, end.lat], there])[1:]
    after = with_track(rail, (end, None), points, NewTrack(160.0, name="Spur"))
    after = with_station(after, "Durup", *there, within_m=50.0)
    assert after.limit_kmh[-1].tolist() == [160.0, 160.0]
    assert after.tag_sets[after.tag_set[-1]]["name"] == "Spur"
    (west,) = lengths(after, "B", "Durup")
    assert lengths(after, "A", "B", "Durup") == pytest.approx([5000.0, west], rel=1e-3)
    with pytest.raises(RailError, match="Casper"):
        find_paths(after, [after.station("C"), after.station("Durup")])


def test_a_new_track_joins_the_track_near_its_end_or_nothing():
    rail = straight()
    at = (float(rail.node_lon[2]), float(rail.node_lat[2]) - 0.001)
    end = end_near(rail, at, (at[0] + 0.1, at[1] - 0.01), within_m=150.0)
    assert end is not None
    assert (end.east, end.north) == pytest.approx((1.0, 0.0), abs=1e-3)
    assert end_near(rail, at, (at[0], at[1] - 0.1), within_m=50.0) is None


def test_a_new_track_is_as_long_as_is_said():
    rail = straight()
    ends = tuple(
        end_at_station(rail, rail.station(a), (rail.node_lon[k], rail.node_lat[k]))
        for a, k in (("B", 3), ("D", 1))
    )
    after = with_track(rail, ends, np.zeros((0, 2)), NewTrack(200.0, 25.0, 2, 12_345.0))
    assert after.length_m[-1] == 12_345.0
    assert (after.voltage_kv[-1], after.n_parallel[-1]) == (25.0, 2)
    assert lengths(after, *NAMES) == pytest.approx(lengths(rail, *NAMES))


def test_a_candidate_joins_at_nodes_that_both_have_and_where_it_ends_on_a_track():
    rail = drawn_rail("A---------B---------C", ["ABC"], {"A": "Aulum", "C": "Casper"})
    text = "A---------B---------C\n\n               X"
    ids = np.array([100, 2, 101, 102])
    planned = replace(drawn_rail(text, ["BX"], {}), node_id=ids)
    after = with_candidates(replace(rail, candidates=planned), np.array([0]))
    assert after.n_tracks == 3
    assert (after.tail[2], after.n_nodes) == (1, 4)
    lon = float(rail.node_lon[1]) + 0.01
    ends = replace(
        planned,
        node_id=ids + 1000,
        node_lon=np.where(ids == 2, lon, planned.node_lon),
        point_lon=np.where(np.arange(2) == 0, lon, planned.point_lon),
    )
    cut = with_candidates(replace(rail, candidates=ends), np.array([0]))
    assert cut.n_tracks == 4
    assert cut.node_lon[cut.tail[3]] == pytest.approx(lon, abs=1e-6)
    assert cut.length_m.sum() == pytest.approx(rail.length_m.sum() + planned.length_m.sum())
    assert with_candidates(rail, np.array([0])) is rail
