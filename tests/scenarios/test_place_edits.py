"""Edits of places: what they do to tables, what they say of it, and what they refuse."""

import math

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely.geometry import Point, box

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.place_edits import (
    AddPlace,
    ClosePlace,
    MovePlace,
    SetCapacity,
)

# One degree of latitude at 56.5 north is 111.36 km (111132.95 - 559.85 cos 2B + ... metres).
HERNING, HOLSTEBRO = (8.9766, 56.1362), (8.6163, 56.3601)


def table(rows, **columns):
    names, points = zip(*rows.items(), strict=True)
    return gpd.GeoDataFrame(
        columns,
        geometry=[Point(at) for at in points],
        crs="EPSG:4326",
        index=pd.Index(names, name="name"),
    )


@pytest.fixture
def hospitals():
    return table(
        {"Herning": HERNING, "Holstebro": HOLSTEBRO},
        kind=["hospital", "hospital"],
        category=["hospital_emergency", ""],
        capacity=[409.0, math.nan],
        beds=[409, 300],
    )


@pytest.fixture
def homes():
    return table({"Herning": HERNING, "Sunds": (9.0148, 56.2044)}, population=[50332, 4300])


@pytest.fixture
def tables(homes, hospitals):
    return {"origins": homes, "destinations": hospitals}


def at(place):
    return place.x, place.y


# Moving


def test_a_place_moves_in_every_table_that_has_it(tables):
    changed, account = MovePlace("Herning", 8.9, 56.2).apply_to_places(tables)
    assert at(changed["origins"].geometry["Herning"]) == (8.9, 56.2)
    assert at(changed["destinations"].geometry["Herning"]) == (8.9, 56.2)
    assert "(origins and destinations)" in account.what


def test_everything_else_stays_as_it_was_when_a_place_moves(tables, hospitals):
    changed, _ = MovePlace("Holstebro", 8.7, 56.27).apply_to_places(tables)
    assert changed["origins"] is tables["origins"]
    assert at(changed["destinations"].geometry["Herning"]) == HERNING
    rest = hospitals.columns.drop("geometry")
    assert_frame_equal(pd.DataFrame(changed["destinations"][rest]), pd.DataFrame(hospitals[rest]))
    assert at(hospitals.geometry["Holstebro"]) == HOLSTEBRO


def test_the_account_of_a_move_says_how_far_it_is():
    places = {"places": table({"A": (8.5, 56.0)})}
    _, account = MovePlace("A", 8.5, 57.0).apply_to_places(places)
    assert account.what == "move 'A' by 111.4 km (places)"
    assert account.before == {"8.50000, 56.00000": 1.0}
    assert account.after == {"8.50000, 57.00000": 1.0}
    assert [at(point) for point in account.geometry] == [(8.5, 56.0), (8.5, 57.0)]
    assert account.has_effect


def test_a_place_moves_in_a_table_of_metres(hospitals):
    metres = {"destinations": hospitals.to_crs("EPSG:25832")}
    changed, account = MovePlace("Herning", *HOLSTEBRO).apply_to_places(metres)
    points = changed["destinations"].geometry
    assert changed["destinations"].crs == "EPSG:25832"
    assert points["Herning"].distance(points["Holstebro"]) < 0.001
    assert account.before == {"8.97660, 56.13620": 1.0}


def test_an_area_moves_to_a_point(hospitals):
    hospitals.geometry = [box(8.9, 56.1, 9.0, 56.2), Point(HOLSTEBRO)]
    changed, account = MovePlace("Herning", *HERNING).apply_to_places({"places": hospitals})
    assert at(changed["places"].geometry["Herning"]) == HERNING
    assert account.before == {"8.95000, 56.15000": 1.0}


def test_moving_a_place_to_where_it_is_is_an_error_unless_allowed(tables):
    edit = MovePlace("Herning", *HERNING)
    with pytest.raises(ScenarioError, match=r"'Herning' is at .* already, so nothing"):
        edit.apply_to_places(tables)
    allowed = MovePlace("Herning", *HERNING, allow_no_effect=True)
    changed, account = allowed.apply_to_places(tables)
    assert changed is tables
    assert not account.has_effect
    assert account.geometry.empty


def test_a_place_that_is_there_already_in_one_table_moves_in_the_other(tables):
    tables["origins"] = tables["origins"].rename(index={"Sunds": "Holstebro"})
    changed, account = MovePlace("Holstebro", *HOLSTEBRO).apply_to_places(tables)
    assert at(changed["origins"].geometry["Holstebro"]) == HOLSTEBRO
    assert changed["destinations"] is tables["destinations"]
    assert account.what.endswith("(origins)")


# Opening


def test_a_place_is_added_at_the_end_of_the_destinations(tables, hospitals):
    edit = AddPlace("Gødstrup", 8.9, 56.19, kind="hospital", capacity=499)
    changed, account = edit.apply_to_places(tables)
    longer = changed["destinations"]
    assert longer.index.tolist() == ["Herning", "Holstebro", "Gødstrup"]
    assert longer.index.name == "name"
    assert longer.loc["Gødstrup", ["kind", "category", "capacity"]].tolist() == [
        "hospital",
        "",
        499,
    ]
    assert math.isnan(longer.loc["Gødstrup", "beds"])
    assert at(longer.geometry["Gødstrup"]) == (8.9, 56.19)
    assert longer.crs == "EPSG:4326"
    assert changed["origins"] is tables["origins"]
    assert len(hospitals) == 2
    assert account.what == (
        "open hospital 'Gødstrup' at 8.90000, 56.19000 with capacity 499 (destinations)"
    )


def test_what_is_not_said_of_a_new_place_makes_no_column(hospitals):
    plain = hospitals[["geometry"]]
    changed, _ = AddPlace("X", 9.0, 56.0, kind="school").apply_to_places({"places": plain})
    assert changed["places"].columns.tolist() == ["geometry", "kind"]
    assert changed["places"]["kind"].tolist() == ["", "", "school"]


def test_a_place_is_added_to_a_table_without_rows(hospitals):
    changed, _ = AddPlace("X", 9.0, 56.0).apply_to_places({"places": hospitals.iloc[:0]})
    assert changed["places"].index.tolist() == ["X"]
    assert at(changed["places"].geometry["X"]) == (9.0, 56.0)


def test_a_place_is_added_to_a_networks_own_places(sample):
    edit = AddPlace("Timeworld", 8.947, 56.121, kind="venue")
    changed, _ = edit.apply_to_places({"places": sample.place_table})
    longer = changed["places"]
    assert longer.dtypes.tolist() == sample.place_table.dtypes.tolist()
    assert_frame_equal(longer.iloc[:-1], sample.place_table)


def test_a_name_that_is_taken_is_refused(tables):
    with pytest.raises(ScenarioError, match="name='Herning' is taken already in destinations"):
        AddPlace("Herning", 9.0, 56.0).apply_to_places(tables)


def test_a_place_cannot_be_added_to_origins_alone(homes):
    with pytest.raises(ScenarioError, match="only be added to 'destinations' or 'places'"):
        AddPlace("X", 9.0, 56.0).apply_to_places({"origins": homes})


# Closing


def test_a_closed_place_is_gone_from_every_table(tables):
    changed, account = ClosePlace("Herning").apply_to_places(tables)
    assert changed["origins"].index.tolist() == ["Sunds"]
    assert changed["destinations"].index.tolist() == ["Holstebro"]
    assert account.what == "close 'Herning' (origins and destinations)"
    assert [at(point) for point in account.geometry] == [HERNING]


def test_closing_the_last_place_is_noted(hospitals):
    _, account = ClosePlace("Herning").apply_to_places({"destinations": hospitals.iloc[:1]})
    assert account.notes == ("no place is left among the destinations",)


def test_a_place_in_a_table_with_numbers_for_names_is_found(hospitals):
    numbered = hospitals.set_axis([7, 12])
    changed, _ = ClosePlace("12").apply_to_places({"destinations": numbered})
    assert changed["destinations"].index.tolist() == [7]


# Capacities


def test_a_capacity_is_set(tables, hospitals):
    changed, account = SetCapacity("Herning", 500).apply_to_places(tables)
    assert changed["destinations"].loc["Herning", "capacity"] == 500.0
    assert hospitals.loc["Herning", "capacity"] == 409.0
    assert account.what == "set the capacity of 'Herning' to 500 (origins and destinations)"


def test_the_account_says_the_capacity_before_and_after(hospitals):
    _, account = SetCapacity("Herning", 500).apply_to_places({"destinations": hospitals})
    assert str(account).splitlines() == [
        "SetCapacity: set the capacity of 'Herning' to 500 (destinations)",
        "  capacity 409: 1 place -> capacity 500: 1 place",
    ]


def test_a_capacity_of_whole_numbers_takes_a_fraction(hospitals):
    hospitals["capacity"] = [409, 300]
    changed, _ = SetCapacity("Herning", 12.5).apply_to_places({"destinations": hospitals})
    assert changed["destinations"]["capacity"].tolist() == [12.5, 300.0]


def test_the_same_capacity_is_an_error_unless_allowed(hospitals):
    places = {"destinations": hospitals}
    with pytest.raises(ScenarioError, match="capacity of 'Herning' is 409 already, so nothing"):
        SetCapacity("Herning", 409).apply_to_places(places)
    changed, account = SetCapacity("Herning", 409, allow_no_effect=True).apply_to_places(places)
    assert changed is places
    assert not account.has_effect


def test_a_capacity_in_words_is_refused(hospitals):
    hospitals["capacity"] = ["many", "few"]
    with pytest.raises(ScenarioError, match="column 'capacity' must hold numbers"):
        SetCapacity("Herning", 409).apply_to_places({"destinations": hospitals})


# Names nobody has


@pytest.mark.parametrize(
    "edit",
    [MovePlace("Hernig", 9.0, 56.0), ClosePlace("Hernig"), SetCapacity("Hernig", 3)],
    ids=lambda edit: type(edit).__name__,
)
def test_a_place_that_no_table_has_is_an_error_that_suggests_one(tables, edit):
    message = (
        r"no place is called 'Hernig' in origins \(2 names\) and destinations \(2 names\); "
        r"did you mean 'Herning'\?"
    )
    with pytest.raises(ScenarioError, match=message):
        edit.apply_to_places(tables)


@pytest.mark.parametrize("kind", [ClosePlace, lambda *a, **k: SetCapacity(*a, 3, **k)])
def test_a_place_that_no_table_has_changes_nothing_where_that_is_allowed(tables, kind):
    changed, account = kind("Nowhere", allow_no_effect=True).apply_to_places(tables)
    assert changed is tables
    assert "no place is called 'Nowhere'" in account.what


# What is refused at once


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MovePlace("A", 498_600, 6_221_600), "look like metres in UTM zone 32"),
        (lambda: MovePlace("A", 56.1, 8.9), "longitude and latitude look swapped"),
        (lambda: AddPlace("A", 200, 56), "lon=200, lat=56 cannot be right"),
        (lambda: AddPlace("A", math.nan, 56), "lon must be a finite number of degrees, got nan"),
        (lambda: MovePlace("A", 9, "56"), "lat must be a finite number of degrees, got '56'"),
        (
            lambda: MovePlace("A", lon=True, lat=56),
            "lon must be a finite number of degrees, got True",
        ),
        (lambda: SetCapacity("A", -1), "capacity must be a finite number of zero or more, got -1"),
        (lambda: SetCapacity("A", math.nan), "capacity must be a finite number"),
        (lambda: AddPlace("A", 9, 56, capacity=-3), "capacity must be a finite number"),
        (lambda: AddPlace("A", 9, 56, population=math.inf), "population must be a finite number"),
        (lambda: ClosePlace("  "), "place must not be empty"),
        (lambda: ClosePlace(3), "place must be text, got 3"),
        (lambda: AddPlace("", 9, 56), "name must not be empty"),
        (lambda: AddPlace("A", 9, 56, kind=None), "kind must be text, got None"),
        (lambda: ClosePlace("A", note=3), "note must be text, got 3"),
        (lambda: ClosePlace("A", allow_no_effect="no"), "allow_no_effect must be True or False"),
    ],
)
def test_an_impossible_edit_is_refused_when_it_is_made(make, message):
    with pytest.raises(ScenarioError, match=message):
        make()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.set_crs(None, allow_override=True), "no coordinate reference system"),
        (lambda t: t.geometry, "must be a GeoDataFrame of places with a geometry"),
        (lambda t: t.set_axis(["A", "A"]), "unique names, but 'A' is not one"),
    ],
)
def test_tables_that_cannot_be_edited_are_refused(hospitals, change, message):
    with pytest.raises(ScenarioError, match=message):
        ClosePlace("A").apply_to_places({"destinations": change(hospitals)})


def test_one_table_without_a_name_is_refused(hospitals):
    with pytest.raises(ScenarioError, match="tables must be tables of places by name"):
        ClosePlace("Herning").apply_to_places(hospitals)


# Laws


def test_edits_of_places_are_equal_by_what_they_say():
    assert AddPlace("A", 9, 56) == AddPlace("A", 9.0, 56.0, capacity=float("nan"))
    assert hash(AddPlace("A", 9, 56)) == hash(AddPlace("A", 9.0, 56.0, capacity=float("nan")))
    assert MovePlace("A", 9, 56) != MovePlace("A", 9, 56, note="why")


@given(st.floats(5, 6), st.floats(50, 53), st.text(min_size=1).filter(str.strip))
def test_adding_and_then_closing_a_place_leaves_the_names_as_they_were(lon, lat, name):
    places = {"places": table({"Herning ": HERNING})}
    longer, _ = AddPlace(name, lon, lat).apply_to_places(places)
    back, _ = ClosePlace(name).apply_to_places(longer)
    assert back["places"].index.tolist() == ["Herning "]
    assert at(back["places"].geometry.iloc[0]) == HERNING


# Places of other kinds


def test_a_place_of_another_kind_does_not_join_the_destinations(tables):
    with pytest.raises(ScenarioError, match="'Timeworld' is of kind 'venue'"):
        AddPlace("Timeworld", 8.95, 56.12, kind="venue").apply_to_places(tables)
    allowed = AddPlace("Timeworld", 8.95, 56.12, kind="venue", allow_no_effect=True)
    changed, account = allowed.apply_to_places(tables)
    assert changed["destinations"] is tables["destinations"]
    assert not account.has_effect


@pytest.mark.parametrize("kinds", [["", "hospital"], [None, "hospital"], ["venue", "hospital"]])
def test_a_place_joins_destinations_whose_kinds_leave_room_for_it(tables, kinds):
    destinations = tables["destinations"].assign(kind=kinds)
    edit = AddPlace("Timeworld", 8.95, 56.12, kind="venue")
    changed, _ = edit.apply_to_places({"destinations": destinations})
    assert "Timeworld" in changed["destinations"].index


def test_a_place_of_a_new_kind_joins_the_networks_own_places(hospitals):
    edit = AddPlace("Timeworld", 8.95, 56.12, kind="venue")
    changed, _ = edit.apply_to_places({"places": hospitals})
    assert "Timeworld" in changed["places"].index
