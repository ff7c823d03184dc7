"""The ways of trains over tracks, switches and crossings, drawn beside their answers."""

import itertools

import networkx as nx
import numpy as np
import pytest
from drawn_tracks import path_nodes, rails, station, stop, track
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.errors import RailError
from kraftcenter_mobility.networks.rails.lines import lines_of
from kraftcenter_mobility.networks.rails.movements import find_movements
from kraftcenter_mobility.networks.rails.paths import find_paths
from kraftcenter_mobility.networks.rails.profiles import track_profile
from kraftcenter_mobility.networks.rails.states import state_graph


def go(rail, *names, **how):
    return rail.find_paths([rail.station(name) for name in names], **how)


TWO_TRACKS = """
A-B-----------C-D
   \\
     \\
E-----F-------G-H
"""
CROSSOVER = (track("ABCD"), track("EFGH"), track("BF", service="crossover"))
ENDS = {"A": stop("West"), "D": stop("North"), "H": stop("South"), "E": stop("Southwest")}


def test_a_train_changes_tracks_over_a_crossover_in_the_direction_it_leads():
    rail = rails(TWO_TRACKS, *CROSSOVER, nodes=ENDS)

    (path,) = go(rail, "West", "South")

    assert path_nodes(rail, TWO_TRACKS, [path]) == "BF"
    assert path.forward.all()
    assert path.length_m == pytest.approx(100 + np.hypot(200, 60) + 500, rel=1e-3)


def test_a_train_cannot_take_a_crossover_that_leads_the_other_way():
    rail = rails(TWO_TRACKS, *CROSSOVER, nodes=ENDS)

    with pytest.raises(RailError, match="from Southwest to North: the tracks are joined, but"):
        go(rail, "Southwest", "North")


CROSSING = """
A-------B
  \\   /
    X
  /   \\
C-------D
"""


@pytest.mark.parametrize("drawn_as", ["two ways", "four ways"])
def test_a_train_goes_straight_on_over_a_crossing_without_switches(drawn_as):
    ends = {"A": stop("NW"), "B": stop("NE"), "C": stop("SW"), "D": stop("SE")}
    tracks = {"two ways": ["AXD", "CXB"], "four ways": ["AX", "XD", "CX", "XB"]}[drawn_as]
    switch = rails(CROSSING, *map(track, tracks), nodes=ends | {"X": {"railway": "switch"}})
    crossing = rails(
        CROSSING, *map(track, tracks), nodes=ends | {"X": {"railway": "railway_crossing"}}
    )

    assert go(switch, "NW", "NE")
    assert go(crossing, "NW", "SE")
    assert go(crossing, "NE", "SW")
    with pytest.raises(RailError, match="from NW to NE: the tracks are joined, but"):
        go(crossing, "NW", "NE")


TRIANGLE = """
A---B---------C---D
      G     I



        H J






         E



         F
"""


def test_a_train_takes_the_side_of_a_triangle_that_leads_there():
    rail = rails(
        TRIANGLE,
        track("ABCD"),
        track("BGHEF"),
        track("CIJE"),
        nodes={"A": stop("West"), "D": stop("East"), "F": stop("South")},
    )

    assert path_nodes(rail, TRIANGLE, go(rail, "West", "South")) == "BE"
    assert path_nodes(rail, TRIANGLE, go(rail, "East", "South")) == "CE"
    assert path_nodes(rail, TRIANGLE, go(rail, "West", "East")) == "BC"
    with pytest.raises(RailError, match="come to South cannot go on to East without turning"):
        go(rail, "West", "South", "East")


STUB = """
A-------B---C
       /
   ---
D-
"""


def test_a_train_reverses_in_a_station_only_where_it_may():
    rail = rails(
        STUB,
        track("ABC"),
        track("DB"),
        nodes={"A": stop("Aa"), "C": stop("Stub"), "D": stop("Dd")},
    )

    there, back = go(rail, "Aa", "Stub", "Dd", may_turn=[False, True, False])

    assert (there.turns_back, back.turns_back) == (False, True)
    assert there.forward.all()
    assert not back.forward.any()
    assert back.length_m == pytest.approx(200 + np.hypot(400, 60), rel=1e-3)
    with pytest.raises(RailError, match=r"come to Stub cannot go on to Dd without turning back"):
        go(rail, "Aa", "Stub", "Dd")
    with pytest.raises(RailError, match="from Aa to Dd: the tracks are joined, but"):
        go(rail, "Aa", "Dd")


ISLAND = """
A---B---C        D---E
"""


def test_tracks_that_share_no_node_do_not_join_and_the_gap_is_named():
    rail = rails(ISLAND, track("ABC"), track("DE"), nodes={"A": stop("Skjern"), "E": stop("Lem")})

    with pytest.raises(RailError) as caught:
        go(rail, "Skjern", "Lem")

    assert "no track joins Skjern and Lem" in str(caught.value)
    assert "come no nearer to Lem than 0.65 km" in str(caught.value)


PARALLEL = """
A---B---C---D---E---F
      \\       /
        G---H
"""


def test_a_train_avoids_a_siding_and_running_against_the_usual_direction():
    ends = {"A": stop("West"), "F": stop("East")}
    loop = (track("ABCDEF"), track("BGHE"))
    along = {"railway:preferred_direction": "forward"}

    shortest = rails(PARALLEL, *loop, nodes=ends)
    against = rails(
        PARALLEL,
        track("ABC"),
        ("CDE", {"railway": "rail"} | along),
        track("EF"),
        track("BGHE"),
        nodes=ends,
    )

    assert "G" not in path_nodes(shortest, PARALLEL, go(shortest, "East", "West"))
    assert path_nodes(against, PARALLEL, go(against, "West", "East")) == "BCE"
    assert path_nodes(against, PARALLEL, go(against, "East", "West")) == "EB"


def test_no_train_runs_against_a_track_that_is_one_way():
    rail = rails("A---B---C", track("ABC", oneway="yes"), nodes={"A": stop("Aa"), "C": stop("Cc")})

    assert go(rail, "Aa", "Cc")
    with pytest.raises(RailError, match="from Cc to Aa: the tracks are joined, but"):
        go(rail, "Cc", "Aa")


def test_an_electric_train_needs_a_contact_line_all_the_way():
    wire = {"electrified": "contact_line", "voltage": "25000"}
    rail = rails(
        "A---B---C---D",
        track("AB", **wire),
        track("BC"),
        track("CD", **wire),
        nodes={"A": stop("Aa"), "B": stop("Bb"), "D": stop("Dd")},
    )

    assert go(rail, "Aa", "Bb", electric=True)
    with pytest.raises(RailError, match="between Aa and Dd are not electrified throughout"):
        go(rail, "Aa", "Dd", electric=True)


def test_a_train_keeps_to_its_gauge_and_to_tracks_that_have_both():
    rail = rails(
        "A---B---C---D",
        track("AB", gauge="1000"),
        track("BC", gauge="1435;1000"),
        track("CD", gauge="1435"),
        nodes={"A": stop("Aa"), "B": stop("Bb"), "C": stop("Cc"), "D": stop("Dd")},
    )

    assert go(rail, "Aa", "Cc", gauge_mm=1000)
    assert go(rail, "Bb", "Dd")
    with pytest.raises(RailError, match="the train fits no track at Dd: their gauge is 1435 mm"):
        go(rail, "Bb", "Dd", gauge_mm=1000)


def test_a_break_of_gauge_on_the_way_is_named():
    rail = rails(
        "A---B---C---D",
        track("AB", gauge="1000"),
        track("BC", gauge="1435"),
        track("CD", gauge="1000"),
        nodes={"A": stop("Aa"), "D": stop("Dd")},
    )

    with pytest.raises(RailError, match="between Aa and Dd are not of gauge 1000 mm throughout"):
        go(rail, "Aa", "Dd", gauge_mm=1000)


def test_stations_on_one_track_are_as_far_apart_as_their_positions():
    rail = rails("A---B---C---D", track("ABCD"), nodes={"B": stop("Bb"), "C": stop("Cc")})

    (there,), (back,) = go(rail, "Bb", "Cc"), go(rail, "Cc", "Bb")

    assert there.length_m == pytest.approx(200, rel=1e-3)
    assert back.length_m == pytest.approx(there.length_m)
    assert (there.forward.tolist(), back.forward.tolist()) == ([True], [False])
    assert back.begin_m[0] == pytest.approx(rail.length_m[0] - there.end_m[0])


@pytest.mark.parametrize(
    ("stations", "turns", "words"),
    [
        ([0], None, "two stations or more"),
        ([0, 7], None, "must be indices below 2, got 7"),
        ([0, -1], None, "must be indices below 2, got -1"),
        ([0, "Cc"], None, "RailNetwork.station finds the index"),
        ([0, 1], [True], "for each of the 2 stations, got 1"),
    ],
)
def test_questions_that_make_no_sense_are_refused(stations, turns, words):
    rail = rails("A---B---C", track("ABC"), nodes={"A": stop("Aa"), "C": stop("Cc")})

    with pytest.raises(RailError, match=words):
        find_paths(rail, stations, may_turn=turns)


def test_a_profile_tells_limits_and_gradients_in_the_direction_of_travel():
    rail = rails(
        "A---B---C",
        track("AB", maxspeed__forward="100", maxspeed__backward="80", incline="1.2%"),
        track("CB", maxspeed="60", incline="5 permille", electrified="yes", voltage="25000"),
        nodes={"A": stop("Aa"), "C": stop("Cc")},
    )

    there = track_profile(rail, go(rail, "Aa", "Cc"))
    back = track_profile(rail, go(rail, "Cc", "Aa"))

    assert there.limit_kmh.tolist() == [100, 60]
    assert there.gradient_permille.tolist() == [12, -5]
    assert there.voltage_kv.tolist() == [0, 25]
    assert back.limit_kmh.tolist() == [60, 80]
    assert back.gradient_permille.tolist() == [5, -12]
    assert there.length_m.sum() == pytest.approx(400, rel=1e-3)
    assert track_profile(rail, ()).length_m.size == 0


def test_a_station_drawn_as_a_point_joins_lines_that_come_in_from_anywhere():
    drawing = """
A---B----C

   D
"""
    point = rails(
        drawing,
        track("AB"),
        track("BC"),
        track("DB"),
        nodes={"A": stop("Aa"), "B": stop("Bb"), "C": stop("Cc"), "D": stop("Dd")},
    )

    assert go(point, "Dd", "Bb", "Cc")
    assert go(point, "Dd", "Bb", "Aa")


def standings(rail, station):
    """Yield the positions of a station in each direction: row, state and offset."""
    rows = range(rail.first_stop[station], rail.first_stop[station + 1])
    for row, way in itertools.product(rows, (0, 1)):
        track_, m = int(rail.stop_track[row]), float(rail.stop_offset_m[row])
        if rail.allowed[track_, way]:
            yield row, 2 * track_ + way, m if way == 0 else float(rail.length_m[track_]) - m


def layer_edges(rail, layer, pair):
    """Yield the edges of one part of the way: tail, head and cost."""
    states, movements = state_graph(rail), find_movements(lines_of(rail))
    here, there = (list(standings(rail, station)) for station in pair)
    usable = rail.allowed.reshape(-1)
    for tail, head in zip(movements.tail.tolist(), movements.head.tolist(), strict=True):
        if usable[head] and usable[tail]:
            yield (layer, tail), (layer, head), states.cost_km[head] + 1e-6
            for row, state, m in there:
                if state == head:
                    yield (layer, tail), (layer + 1, row, state), states.factor[state] * m / 1000
    for row, state, m in here:
        ahead_m = rail.length_m[state >> 1] - m
        yield (layer, row, state), (layer, state), states.factor[state] * ahead_m / 1000
        for other, same, far in there:
            if same == state and far >= m:
                cost = states.factor[state] * (far - m) / 1000
                yield (layer, row, state), (layer + 1, other, same), cost


def turn_edges(rail, layer, station):
    """Yield the edges of trains that turn at a station and leave it."""
    states = state_graph(rail)
    for row, state, m in standings(rail, station):
        if rail.allowed.reshape(-1)[state ^ 1]:
            turned = ("turned", layer, row, state ^ 1)
            yield (layer, row, state), turned, 5.0
            yield turned, (layer, state ^ 1), states.factor[state ^ 1] * m / 1000


def explicit(rail, stations, may_turn):
    """Return the least cost over the graph of all states, by NetworkX."""
    graph = nx.DiGraph()
    for layer, pair in enumerate(itertools.pairwise(stations)):
        graph.add_weighted_edges_from(layer_edges(rail, layer, pair))
        if layer and may_turn[layer]:
            graph.add_weighted_edges_from(turn_edges(rail, layer, pair[0]))
    last = len(stations) - 1
    for row, state, _ in standings(rail, stations[0]):
        graph.add_edge("begin", (0, row, state), weight=0)
    for row, state, _ in standings(rail, stations[last]):
        graph.add_edge((last, row, state), "end", weight=0)
    try:
        return nx.dijkstra_path_length(graph, "begin", "end")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return np.inf


def cost_of(rail, paths):
    """Return what paths cost by the factors of their states."""
    states = state_graph(rail)
    total = 0.0
    for path in paths:
        state = 2 * path.track + ~path.forward
        total += float((states.factor[state] * (path.end_m - path.begin_m)).sum()) / 1000
        total += 1e-6 * max(0, state.size - 2) + 5.0 * path.turns_back
    return total


YARD = """
A---B-------C-------D---E
     \\     / \\     /
      F---G---H---I
     /     \\ /     \\
J---K-------L-------M---N
"""
EDGES = ["AB", "BC", "CD", "DE", "BF", "FG", "GC", "CH", "GH", "HI", "ID", "JK", "KL", "LM", "MN",
         "KF", "GL", "LH", "IM"]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    kept=st.lists(st.sampled_from(EDGES), min_size=10, max_size=19, unique=True),
    service=st.lists(st.sampled_from([{}, {"service": "siding"}, {"oneway": "yes"}]), min_size=19),
    turns=st.lists(st.booleans(), min_size=3, max_size=3),
)
def test_paths_are_the_cheapest_of_all_over_states(kept, service, turns):
    rail = rails(
        YARD,
        *(track(edge, **tags) for edge, tags in zip(kept, service, strict=False)),
        nodes={"A": stop("Aa"), "G": stop("Gg"), "N": stop("Nn"), "E": stop("Ee")},
    )
    names = [name for name in ("Aa", "Gg", "Nn") if name in rail.station_name]
    if len(names) < 3:
        return
    stations = [rail.station(name) for name in names]
    least = explicit(rail, stations, turns)

    if np.isinf(least):
        with pytest.raises(RailError):
            find_paths(rail, stations, may_turn=turns)
    else:
        paths = find_paths(rail, stations, may_turn=turns)
        assert cost_of(rail, paths) == pytest.approx(least, abs=1e-4)
        for path in paths:
            assert (path.end_m >= path.begin_m).all()


def test_a_station_off_the_tracks_is_said_to_be_so():
    drawing = """
A---B---C
















    Z
"""
    rail = rails(drawing, track("ABC"), nodes={"A": stop("Aa"), "Z": station("Fjern")})

    assert rail.notices["station-off-the-tracks"].examples == ["Fjern"]
    with pytest.raises(RailError, match="no train can call at Fjern"):
        go(rail, "Aa", "Fjern")
