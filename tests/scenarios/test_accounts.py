"""The account of an edit: what it matched, what was so before, what is from now on."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.changes import NewRoad
from kraftcenter_mobility.networks.edited import edited_network
from kraftcenter_mobility.networks.speeds import way_speeds_kmh
from kraftcenter_mobility.scenarios.accounts import Account
from kraftcenter_mobility.scenarios.edits import CloseRoad, RemoveRoad, SetJunctionDelay, SetSpeed
from kraftcenter_mobility.scenarios.road_state import RoadState

# 300 m from A to C in two pieces, 100 m from C to D; B is a crossroads, C is none.
TOWN = """
        N
        .
A-------B---C---D
        .
        S
"""
WAYS = [
    way("ABC", "main", ref="18", name="Storegade", highway="primary", maxspeed="80"),
    way("CD", "slow", ref="18", highway="primary", maxspeed="80", maxspeed__forward="60"),
    way("NBS", "across", ref="15", oneway="yes", maxspeed="50"),
]


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, WAYS)


@pytest.fixture
def state(town):
    return RoadState.of(town.network)


def account(state, edit):
    """Return the account of an edit."""
    return edit.apply(state)[1]


def about(**km_by_value):
    """Return lengths by value, equal to what is within half a metre."""
    return {
        key.replace("_", " ").replace("kmh", "km/h"): pytest.approx(value, abs=5e-4)
        for key, value in km_by_value.items()
    }


def test_a_closure_says_how_much_was_open_and_is_closed(state):
    found = account(state, CloseRoad(number="18"))
    assert (found.n_ways, found.n_pieces, found.n_edges) == (2, 3, 4)
    assert found.length_km == pytest.approx(0.4, abs=5e-4)
    assert (found.before, found.after) == (about(open=0.4), about(closed=0.4))
    assert found.what == "close road 18"
    assert found.has_effect


def test_a_direction_counts_as_an_edge_only_where_somebody_may_travel(state):
    cars = account(state, CloseRoad(number="15", modes=(km.CAR,)))
    assert (cars.n_pieces, cars.n_edges) == (2, 2)
    all_modes = account(state, CloseRoad(number="15"))  # people walk both ways
    assert (all_modes.n_pieces, all_modes.n_edges) == (2, 4)
    forward = account(state, CloseRoad(number="18", direction="forward"))
    assert (forward.n_edges, forward.what) == (2, "close road 18 forward")


def test_pieces_of_one_segment_are_one_edge_per_direction():
    two = drawn("A---B---C", ["AB", way("BC", ref="1")])
    found = account(RoadState.of(two.network), CloseRoad(road_class="unclassified"))
    assert (found.n_ways, found.n_pieces, found.n_edges) == (2, 2, 2)


def test_a_limit_says_how_much_had_which(state):
    found = account(state, SetSpeed(number="18", limit_kmh=90))
    assert found.before == about(**{"60_kmh": 0.05, "80_kmh": 0.35})
    assert found.after == about(**{"90_kmh": 0.4})
    assert list(found.before) == ["60 km/h", "80 km/h"]
    assert found.what == "limit of 90 km/h on road 18"


def test_a_limit_counts_the_length_once_where_one_direction_changes(state):
    edit = SetSpeed(way_ids=(1002,), limit_kmh=90, direction="forward")
    found = account(state, edit)
    assert (found.before, found.after) == (about(**{"60_kmh": 0.1}), about(**{"90_kmh": 0.1}))
    assert found.n_edges == 1


def test_what_stays_as_it_was_is_told_and_not_counted(state):
    found = account(state, SetSpeed(number="18", limit_kmh=80, note="hastighedsplan 2026"))
    assert (found.n_pieces, found.before) == (1, about(**{"60_kmh": 0.05, "80_kmh": 0.05}))
    notes = "\n".join(found.notes)
    assert found.notes[0] == "hastighedsplan 2026"
    assert "2 pieces stay as before (0.30 km): the limit is 80 km/h already" in notes
    edit = SetSpeed(way_ids=(1002,), limit_kmh=80, direction="backward", allow_no_effect=True)
    found = account(state, edit)
    assert (found.has_effect, found.n_pieces, found.length_km) == (False, 0, 0.0)
    assert found.notes == ("1 piece stays as before (0.10 km): the limit is 80 km/h already",)


def test_a_limit_that_slows_no_car_down_says_so(state):
    even = account(state, SetSpeed(number="18", limit_kmh=90))
    assert any(note.startswith("cars go no faster or slower, 36 km/h") for note in even.notes)


def test_a_limit_says_what_it_does_to_the_speed_of_cars():
    real = drawn(TOWN, WAYS, even=False)
    found = account(RoadState.of(real.network), SetSpeed(way_ids=(1001,), limit_kmh=60))
    assert "cars' mean speed in free flow: 79 -> 59 km/h" in found.notes


def test_a_speed_says_how_fast_cars_were(state):
    found = account(state, SetSpeed(number="18", speed_kmh=64.4))
    assert found.before == about(**{"36_kmh": 0.4})
    assert found.after == about(**{"64_kmh": 0.4})
    half = account(state, SetSpeed(number="18", factor=0.5, modes=(km.BICYCLE,)))
    assert list(half.before) == ["16 km/h"]
    assert list(half.after) == ["8 km/h"]
    assert half.what == "speed times 0.5 on road 18 for bicycle"


def test_speeds_in_accounts_are_those_of_the_edited_network(sample):
    state = RoadState.of(sample)
    edit = SetSpeed(number="12", factor=0.8, modes=(km.CAR,))
    changed, found = edit.apply(state)
    edited = edited_network(sample, changed.changes).roads
    speeds = way_speeds_kmh(edited, km.CAR, sample.speeds)
    numbers = [edited.names[k] if k >= 0 else "" for k in edited.way_number]
    meant = np.array(["12" in text.split(";") for text in numbers])
    rounded = np.rint(speeds[meant]).astype(int).ravel()
    assert {int(value.split()[0]) for value in found.after} <= set(rounded.tolist())
    assert sum(found.after.values()) == pytest.approx(found.length_km)
    assert sum(found.before.values()) == pytest.approx(found.length_km)


def test_a_bent_new_road_is_as_fast_in_its_account_as_in_the_network():
    real = drawn(TOWN, WAYS, even=False)
    lon, lat = real.lonlat["D"]
    bends = NewRoad(
        way_id=-1,
        tags={"highway": "secondary"},
        name="",
        number="99",
        node_id=(4, -2, -3, -4),
        lon=(lon, lon + 0.001, lon + 0.001, lon + 0.002),
        lat=(lat, lat, lat + 0.0005, lat + 0.0005),
        built_up=False,
    )
    state = RoadState.of(real.network).with_road(bends)
    changed, found = SetSpeed(number="99", factor=0.5).apply(state)
    edited = edited_network(real.network, changed.changes).roads
    new = int(np.flatnonzero(edited.way_id == -1)[0])
    after_kmh = way_speeds_kmh(edited, km.CAR, real.network.speeds)[new]
    assert list(found.after) == [f"{after_kmh[0]:.0f} km/h"]


def test_a_removal_says_how_much_is_gone(state):
    found = account(state, RemoveRoad(way_ids=(1001,)))
    assert (found.before, found.after) == (about(present=0.3), about(removed=0.3))
    assert (found.n_ways, found.n_pieces, found.n_edges) == (1, 2, 4)


def test_a_delay_counts_junctions(state):
    found = account(state, SetJunctionDelay(node_id=2, extra_s=5))
    assert (found.before, found.after) == ({"as usual": 1.0}, {"as usual + 5 s": 1.0})
    assert found.what == "5 s more delay at node 2"
    assert "as usual: 1 node -> as usual + 5 s: 1 node" in str(found)


def test_geometry_is_where_the_roads_lie(town, state):
    found = account(state, CloseRoad(way_ids=(1001, 1002)))
    assert isinstance(found.geometry, gpd.GeoSeries)
    assert found.geometry.crs == "EPSG:4326"
    assert len(found.geometry) == 3
    merged = shapely.line_merge(shapely.union_all(found.geometry.to_numpy()))
    ends = {merged.coords[0], merged.coords[-1]}
    assert ends == {town.lonlat["A"], town.lonlat["D"]}
    (point,) = account(state, SetJunctionDelay(node_id=2, delay_s=5)).geometry
    assert (point.x, point.y) == town.lonlat["B"]


def test_an_account_without_anything_drawn_has_an_empty_geometry(state):
    found = account(state, CloseRoad(number="99", allow_no_effect=True))
    assert len(found.geometry) == 0
    assert found.geometry.crs == "EPSG:4326"
    assert "no road has the number '99'" in found.notes[0]


def test_an_account_prints_in_a_few_lines(state):
    lines = str(account(state, SetSpeed(number="18", limit_kmh=90, note="plan"))).splitlines()
    assert lines[:4] == [
        "SetSpeed: limit of 90 km/h on road 18",
        "  2 ways in 3 pieces, 4 edges, 0.40 km",
        "  60 km/h: 0.05 km, 80 km/h: 0.35 km -> 90 km/h: 0.40 km",
        "  plan",
    ]
    nothing = account(state, CloseRoad(number="99", allow_no_effect=True))
    assert str(nothing).splitlines()[:2] == ["CloseRoad: close road 99", "  no effect"]


def test_an_account_tells_joins_and_whether_a_road_is_connected():
    new = Account(
        edit="AddRoad",
        what="a road",
        n_ways=1,
        n_pieces=1,
        n_edges=2,
        length_km=1.5,
        joins=("joined to road 18",),
        connected=True,
    )
    assert str(new).endswith("\n  joined to road 18\n  connected")
    loose = Account(edit="AddRoad", what="a road", connected=False)
    assert str(loose).endswith("connected to nothing")


def test_an_account_is_plain_values_for_json(state):
    found = account(state, SetSpeed(number="18", limit_kmh=90))
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["n_pieces"] == 3
    assert plain["after"] == {"90 km/h": found.after["90 km/h"]}
    assert "geometry" not in plain
    assert found == account(state, SetSpeed(number="18", limit_kmh=90))
