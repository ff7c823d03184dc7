"""Ways cut where they meet and joined where nothing changes; nothing along them is lost."""

import itertools

import numpy as np
import pytest
from drawn import built, drawn, turn, way
from reference import ELLIPSOID

import kraftcenter_mobility as km
from kraftcenter_mobility.networks import build


def all_kept(monkeypatch):
    """Make the next networks keep every node at which ways end or meet."""

    def kept(_extract, pieces, *_):
        return np.ones(pieces.node_id.size, dtype=np.bool_)

    monkeypatch.setattr(build, "_kept_nodes", kept)


def metres_by_way(roads):
    """Return the length of the pieces of every way, by its id."""
    return np.bincount(roads.piece_way, weights=roads.piece_length_m, minlength=roads.way_id.size)


def check_geometry(roads):
    """Check that points, offsets, lengths and ends of every segment tell one story."""
    for segment in range(roads.n_segments):
        span = slice(roads.first_point[segment], roads.first_point[segment + 1])
        lon, lat = roads.point_lon[span], roads.point_lat[span]
        *_, links_m = ELLIPSOID.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
        offset_m = np.concatenate(([0.0], np.cumsum(links_m)))
        np.testing.assert_allclose(roads.point_offset_m[span], offset_m, rtol=1e-5, atol=1e-3)
        pieces = slice(roads.first_piece[segment], roads.first_piece[segment + 1])
        whole_m = roads.segment_length_m[segment]
        assert roads.piece_length_m[pieces].sum() == pytest.approx(whole_m, abs=1e-6)
        assert roads.point_id[span][0] == roads.node_id[roads.segment_tail[segment]]
        assert roads.point_id[span][-1] == roads.node_id[roads.segment_head[segment]]


# A road of five ways, drawn this way and that, with bends; T is a junction.
#   A-B along, B-C against, C-D along, D-T against its drawing; the side road is T-S.
BENDY = """
    A---B
        |           S
        Q---C   D---T---E
            |   |
            R---P
"""


def bendy():
    return drawn(
        BENDY,
        [
            way("AB", maxspeed="30"),
            way("CQB", maxspeed__forward="40", maxspeed__backward="60"),
            way("CRP", surface="gravel"),
            way("TDP", maxspeed="50"),
            "TE",
            "TS",
        ],
        even=False,
    )


def test_ways_in_a_row_become_one_segment_with_all_their_points():
    town = bendy()
    roads = town.network.roads
    assert roads.n_segments == 3
    longest = int(np.argmax(roads.segment_length_m))
    span = slice(roads.first_point[longest], roads.first_point[longest + 1])
    letters = "".join("ABCDEPQRST"[k - 1] for k in roads.point_id[span])
    assert letters in ("ABQCRPDT", "TDPRCQBA")
    pieces = slice(roads.first_piece[longest], roads.first_piece[longest + 1])
    along = dict(zip(roads.way_id[roads.piece_way[pieces]], roads.piece_along[pieces], strict=True))
    as_drawn = [bool(along[1001 + k]) for k in range(4)]
    assert as_drawn in ([True, False, True, False], [False, True, False, True])
    check_geometry(roads)


def test_merging_keeps_every_length_way_and_time(monkeypatch):
    places = ["AB", "QC", "RP", "DT", "TE", "TS", "QB.3", "CR.9"]
    merged = bendy()
    times = [
        km.travel_time_matrix(
            merged.network, merged.places(*places), merged.places(*places), mode=mode
        )
        for mode in km.MODES
    ]
    all_kept(monkeypatch)
    cut = bendy()

    assert cut.network.roads.n_segments == 6
    np.testing.assert_allclose(
        metres_by_way(merged.network.roads), metres_by_way(cut.network.roads), rtol=1e-12
    )
    for mode, expected in zip(km.MODES, times, strict=True):
        again = km.travel_time_matrix(
            cut.network, cut.places(*places), cut.places(*places), mode=mode
        )
        np.testing.assert_array_equal(again, expected)


def test_merging_changes_nothing_on_random_winding_roads(monkeypatch):
    rng = np.random.default_rng(7)
    letters = "ABCDEFGHJKLMNPQRSTUV"
    metres = {letter: tuple(rng.uniform(0, 900, 2)) for letter in letters}
    tags = [{}, {"maxspeed": "30"}, {"surface": "gravel"}, {"maxspeed:backward": "40"}]
    ways = [way(a + b, **tags[k % 4]) for k, (a, b) in enumerate(itertools.pairwise(letters))]
    ways += [way("AK"), way("KV"), way("EQ", oneway="yes")]
    ends = [a + b for a, b in zip(letters[::3], letters[1::3], strict=False)]
    merged = built(metres, ways, even=False)
    expected = km.travel_time_matrix(
        merged.network, merged.places(*ends), merged.places(*ends), mode=km.CAR
    )
    all_kept(monkeypatch)
    cut = built(metres, ways, even=False)
    again = km.travel_time_matrix(cut.network, cut.places(*ends), cut.places(*ends), mode=km.CAR)

    assert cut.network.roads.n_segments > merged.network.roads.n_segments
    np.testing.assert_array_equal(again, expected)
    check_geometry(merged.network.roads)


@pytest.mark.parametrize(
    "change", [{"oneway": "yes"}, {"access": "no"}, {"bicycle": "no"}, {"motor_vehicle": "private"}]
)
def test_ways_are_not_joined_where_somebody_may_pass_who_could_not_before(change):
    road = drawn("A---M---B", ["AM", way("MB", **change)]).network.roads
    assert road.n_segments == (2 if change != {"access": "no"} else 1)


@pytest.mark.parametrize("change", [{"maxspeed": "30"}, {"surface": "sand"}, {"name": "Torvet"}])
def test_ways_are_joined_where_only_speed_or_name_changes(change):
    road = drawn("A---M---B", ["AM", way("MB", **change)]).network.roads
    assert road.n_segments == 1
    assert road.first_piece.tolist() == [0, 2]


def test_one_way_streets_are_joined_only_head_to_tail():
    along = drawn("A---M---B", [way("AM", oneway="yes"), way("BM", oneway="-1")])
    against = drawn("A---M---B", [way("AM", oneway="yes"), way("BM", oneway="yes")])
    assert along.network.roads.n_segments == 1
    assert against.network.roads.n_segments == 2


RING = """
    A---B
    |   |
    D---C
"""


@pytest.mark.parametrize(
    "ways",
    [["ABCDA"], ["ABC", "CDA"], ["AB", "CB", "CD", "AD"], ["BCDAB"], ["AB", "BCDA"]],
)
def test_an_isolated_ring_is_one_segment_that_comes_back_to_itself(ways):
    ring = drawn(RING, ways)
    roads = ring.network.roads
    assert roads.n_segments == 1
    assert roads.segment_tail[0] == roads.segment_head[0]
    assert roads.segment_length_m[0] == pytest.approx(400.0, rel=1e-3)
    assert ring.seconds("AB", "CD") == pytest.approx(20.0, rel=1e-3)
    assert ring.seconds("AB", "DA") == pytest.approx(10.0, rel=1e-3)
    assert ring.seconds("DA", "AB") == pytest.approx(10.0, rel=1e-3)
    check_geometry(roads)


def test_a_one_way_ring_is_driven_round():
    ring = drawn(RING, [way("ABCDA", oneway="yes")])
    assert ring.seconds("AB", "BC") == pytest.approx(10.0, rel=1e-3)
    assert ring.seconds("BC", "AB") == pytest.approx(30.0, rel=1e-3)
    assert ring.seconds("AB.75", "AB.25") == pytest.approx(35.0, rel=1e-3)


def test_a_loop_at_the_end_of_a_road_leads_back_to_it():
    # X-A, and from A round the ring: a segment that begins and ends at A.
    loop = drawn(
        """
    X---A---B
        |   |
        D---C
        """,
        ["XA", "ABCDA"],
    )
    assert loop.network.roads.n_segments == 2
    assert loop.seconds("XA", "BC") == pytest.approx(20.0, rel=1e-3)
    assert loop.seconds("XA", "CD") == pytest.approx(20.0, rel=1e-3)
    assert loop.seconds("AB", "DA") == pytest.approx(10.0, rel=1e-3)
    check_geometry(loop.network.roads)


def test_one_may_come_back_by_a_loop_where_one_may_not_turn_back():
    # Not left at A: round the loop and straight on.
    loop = drawn(
        """
            S
            |
        X---A---B
            |   |
            D---C
        """,
        ["XA", "ABCDA", "SA"],
        [turn("no_left_turn", "XA", "A", "SA")],
    )
    assert loop.seconds("XA", "SA") == pytest.approx((50 + 400 + 50) / 10, rel=1e-3)


def test_a_way_may_pass_through_itself():
    # A figure of eight: one way, twice through X.
    eight = drawn(
        """
        A---B
        |   |
        D---X---E
            |   |
            G---F
        """,
        ["XBADXEFGX"],
    )
    roads = eight.network.roads
    assert roads.n_segments == 2
    assert roads.segment_length_m == pytest.approx([400.0, 400.0], rel=1e-3)
    assert eight.seconds("AB", "EF") == pytest.approx((50 + 100 + 100 + 50) / 10, rel=1e-3)
    check_geometry(roads)


def test_a_way_that_ends_on_itself_is_cut_there():
    # The figure of a 9: the end of the way meets its middle.
    nine = drawn(
        """
        A---B
        |   |
        D---C
            |
            E
        """,
        ["CBADCE"],
    )
    assert nine.network.roads.n_segments == 2
    assert nine.seconds("CE", "AB") == pytest.approx((50 + 100 + 50) / 10, rel=1e-3)


def test_parallel_roads_between_the_same_junctions_are_kept_apart():
    town = drawn(
        """
        U-------V
        |       |
    X---A-------B---Y
        """,
        ["XA", "AB", way("AUVB", maxspeed="50"), "BY"],
    )
    roads = town.network.roads
    pairs = np.stack([roads.segment_tail, roads.segment_head])
    assert roads.n_segments == 4
    assert len({tuple(sorted(pair)) for pair in pairs.T.tolist()}) == 3
    assert town.seconds("XA", "BY") == pytest.approx(30.0, rel=1e-3)
    assert town.seconds("XA", "UV") == pytest.approx((50 + 100 + 100) / 10, rel=1e-3)


def test_two_ways_over_the_same_nodes_are_two_segments():
    town = drawn("X---A---B---Y", ["XA", "AB", way("AB", "twin", oneway="yes"), "BY"])
    assert town.network.roads.n_segments == 4
    assert town.seconds("XA", "BY") == pytest.approx(20.0, rel=1e-3)


def test_links_without_length_take_no_time():
    metres = {"A": (0, 0), "B": (100, 0), "C": (100, 0), "D": (200, 0), "E": (100, 90)}
    town = built(metres, ["AB", "BC", "CD", "CE"])
    assert town.seconds("AB", "CD") == pytest.approx(10.0, rel=1e-3)
    assert np.isfinite(town.network.metric(km.CAR).piece_time_s).all()


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["sindal_2016.osm", "roenne_2016.osm", "tunoe_2026.osm"])
def test_real_roads_lose_nothing_when_they_are_merged(name, data_folder, monkeypatch):
    path = data_folder / "osm" / name
    merged = km.TransportNetwork.from_osm(path).roads
    all_kept(monkeypatch)
    cut = km.TransportNetwork.from_osm(path).roads

    assert merged.n_segments < cut.n_segments
    np.testing.assert_array_equal(merged.way_id, cut.way_id)
    np.testing.assert_allclose(metres_by_way(merged), metres_by_way(cut), rtol=1e-9)
    assert set(merged.point_id) == set(cut.point_id)
    check_geometry(merged)
