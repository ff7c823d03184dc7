"""Pupils at schools that can be full, against every possibility and another solver."""

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.accessibility.policy import school_assignment
from kraftcenter_mobility.accessibility.policy_shortage import crowded_origins
from kraftcenter_mobility.errors import InputError, PlacesError

INF = np.inf
#            North  South
#     Mill     500   2500
#     Farm     900   1400
#     Heath   1200    inf    no way to South
DISTANCES = pd.DataFrame(
    {"North": [500.0, 900, 1200], "South": [2500.0, 1400, INF]}, index=["Mill", "Farm", "Heath"]
)
PUPILS = pd.Series({"Mill": 40, "Farm": 30, "Heath": 5})


def _drawn(seed, n_origins=12, n_schools=4):
    """Return a case in whole metres that has an assignment, if only just."""
    rng = np.random.default_rng(seed)
    homes = [f"home {row}" for row in range(n_origins)]
    schools = [f"school {column}" for column in range(n_schools)]
    metres = rng.integers(100, 9000, (n_origins, n_schools)).astype(float)
    metres[1:, 1:][rng.random((n_origins - 1, n_schools - 1)) < 0.2] = INF
    pupils = pd.Series(rng.integers(0, 9, n_origins), index=homes)
    pupils.iloc[0] = 3
    capacity = pd.Series(rng.integers(0, 30, n_schools), index=schools)
    capacity.iloc[0] += max(0, int(pupils.sum() - capacity.sum())) + 20
    return pd.DataFrame(metres, index=homes, columns=schools), pupils, capacity


def _flow(distances, pupils, capacity):
    """Return the least cost by network simplex, None if there is no way."""
    graph = nx.DiGraph()
    for home, many in pupils.items():
        graph.add_node(home, demand=-int(many))
    graph.add_node("sink", demand=int(pupils.sum()))
    for school, places in capacity.items():
        graph.add_edge(school, "sink", capacity=int(places), weight=0)
        for home in pupils.index:
            if np.isfinite(distances.loc[home, school]):
                graph.add_edge(home, school, weight=int(distances.loc[home, school]))
    try:
        return nx.min_cost_flow_cost(graph)
    except nx.NetworkXUnfeasible:
        return None


def test_a_full_school_turns_away_those_to_whom_it_matters_least():
    # North holds 50 of 75. Heath has no other way, and Farm loses 500 m each, Mill 2000 m.
    made = school_assignment(DISTANCES, PUPILS, capacity={"North": 50, "South": 60})
    sent = made.table.set_index(["origin", "school"])
    assert sent["pupils"].to_dict() == {
        ("Mill", "North"): 40,
        ("Farm", "North"): 5,
        ("Farm", "South"): 25,
        ("Heath", "North"): 5,
    }
    assert sent["extra"].tolist() == [0, 0, 500, 0]
    assert made.schools.loc["North"].tolist() == [50, 50, 0, 75]
    assert made.schools.loc["South"].tolist() == [60, 25, 35, 0]
    assert made.n_pupils == 75
    assert made.total_distance == 40 * 500 + 5 * 900 + 25 * 1400 + 5 * 1200
    assert made.total_extra == 25 * 500
    assert "75 pupils at 2 schools" in repr(made)


def test_with_room_for_all_everybody_goes_to_the_nearest():
    made = school_assignment(DISTANCES, PUPILS, capacity=10**12)
    assert made.total_extra == 0
    assert made.schools["pupils"].tolist() == made.schools["nearest_to"].tolist() == [75, 0]


@pytest.mark.parametrize("seed", range(12))
def test_the_sum_is_that_of_network_simplex_and_pupils_are_whole(seed):
    distances, pupils, capacity = _drawn(seed)
    least = _flow(distances, pupils, capacity)
    if least is None:
        with pytest.raises(InputError, match=r"lacking|no school within reach"):
            school_assignment(distances, pupils, capacity=capacity)
        return
    made = school_assignment(distances, pupils, capacity=capacity)
    assert made.total_distance == least
    assert made.table["pupils"].dtype.kind == "i"
    assert (made.schools["free"] >= 0).all()
    sent = made.table.groupby("origin")["pupils"].sum().reindex(pupils.index, fill_value=0)
    assert sent.tolist() == pupils.tolist()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 50), min_size=8, max_size=8),
    st.lists(st.integers(0, 3), min_size=2, max_size=2),
)
def test_the_sum_is_the_least_of_all_ways_to_seat_four_pupils(metres, places):
    distances = pd.DataFrame(np.reshape(metres, (4, 2)).astype(float), columns=["A", "B"])
    ways = [
        sum(distances.iloc[pupil, school] for pupil, school in enumerate(seats))
        for seats in itertools.product((0, 1), repeat=4)
        if seats.count(0) <= places[0] and seats.count(1) <= places[1]
    ]
    capacity = dict(zip("AB", places, strict=True))
    if not ways:
        with pytest.raises(InputError, match=f"{4 - sum(places)} places are lacking"):
            school_assignment(distances, 1, capacity=capacity)
    else:
        assert school_assignment(distances, 1, capacity=capacity).total_distance == min(ways)


def test_laws_of_assignment():
    distances, pupils, capacity = _drawn(3)
    least = school_assignment(distances, pupils, capacity=capacity).total_distance
    twice = school_assignment(distances * 2, pupils, capacity=capacity)
    assert twice.total_distance == 2 * least
    more = school_assignment(distances, pupils, capacity=capacity + 5)
    assert more.total_distance <= least
    turned = school_assignment(distances.iloc[::-1, ::-1], pupils, capacity=capacity)
    assert turned.total_distance == least


def test_nobody_goes_further_than_allowed_and_the_sum_pays_for_it():
    # Without a limit, one pupil of A goes 10 to X, so that B need not: 10 + 1. With it: 6 + 6.
    distances = pd.DataFrame({"X": [10.0, 6], "Y": [6.0, 1]}, index=["A", "B"])
    seats = {"X": 1, "Y": 1}
    assert school_assignment(distances, 1, capacity=seats).total_distance == 11
    assert school_assignment(distances, 1, capacity=seats, at_most=6).total_distance == 12
    with pytest.raises(InputError, match=r"1 pupils at 1 of 2 origins have no school .*'A'"):
        school_assignment(distances, 1, capacity=seats, at_most=5)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"capacity": {"North": 40, "South": 30}}, InputError, "5 places are lacking: 75 pupils"),
        (
            # Mill, Farm and Heath have 90 places; but Heath's 5 can only go to North, with 4.
            {"capacity": {"North": 4, "South": 86}},
            InputError,
            "1 places are lacking: 5 pupils at 1 origins .'Heath'. can only go to 1 schools",
        ),
        (
            {"capacity": {"North": 0, "South": 86}},
            InputError,
            "5 pupils at 1 of 3 origins have no school within reach that has places: 'Heath'",
        ),
        ({"pupils": PUPILS * 0}, InputError, "there are no pupils"),
        ({"pupils": PUPILS + 0.5}, PlacesError, "pupils must be whole numbers; 3 of 3 origins"),
        ({"pupils": PUPILS.drop("Mill")}, PlacesError, "1 of 3 origins have no pupils: 'Mill'"),
        ({"capacity": {"North": 99}}, PlacesError, "1 of 2 schools have no capacity: 'South'"),
        ({"capacity": {"North": 99, "South": INF}}, PlacesError, "capacity must be .*finite"),
        ({"at_most": -1}, InputError, "at_most must be zero or more"),
        ({"distances": DISTANCES * -1}, InputError, "distances must be zero or more"),
    ],
)
def test_what_cannot_be_is_refused_with_how_much_is_lacking(change, error, message):
    asked = {"distances": DISTANCES, "pupils": PUPILS, "capacity": 80} | change
    with pytest.raises(error, match=message):
        school_assignment(asked.pop("distances"), asked.pop("pupils"), **asked)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
    st.lists(st.integers(0, 6), min_size=3, max_size=3),
)
def test_the_crowded_origins_lack_most_places_of_all_subsets(ways, pupils, places):
    usable, pupils, places = np.reshape(ways, (4, 3)), np.array(pupils), np.array(places)
    lacking = {
        rows: pupils[list(rows)].sum() - places[usable[list(rows)].any(axis=0)].sum()
        for size in range(1, 5)
        for rows in itertools.combinations(range(4), size)
    }
    found = tuple(np.flatnonzero(crowded_origins(usable, pupils, places)).tolist())
    assert lacking.get(found, 0) == max(0, *lacking.values())


def test_a_capacity_without_bound_holds_everybody():
    times = pd.DataFrame({"South": [900.0, 300.0]}, index=["Mill", "Farm"])
    found = school_assignment(times, 10, capacity=1e19)
    assert found.table["pupils"].sum() == 20
