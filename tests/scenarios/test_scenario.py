"""Scenarios as values: composing, comparing, applying, and edits that contradict each other."""

import copy
import dataclasses
import pickle

import geopandas as gpd
import pytest
from drawn import drawn, way
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.edits import (
    CloseRoad,
    RemoveRoad,
    SetJunctionDelay,
    SetSpeed,
)
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.place_edits import (
    AddPlace,
    ClosePlace,
    MovePlace,
    SetCapacity,
)
from kraftcenter_mobility.scenarios.scenario import Scenario

FASTER = SetSpeed(number="15", limit_kmh=90)
CLOSED = CloseRoad(name="Vestergade")
MOVED = MovePlace("Hospital", 8.973, 56.139)


@pytest.fixture(scope="module")
def town():
    """Return A to D along road 15, and Vestergade down from B.

    A---B---C---D
        |
        E
    """
    return drawn(
        """
A---B---C---D

    E
""",
        [way("AB", ref="15"), way("BC", ref="15"), way("CD"), way("BE", name="Vestergade")],
    )


def hospitals():
    return gpd.GeoDataFrame(
        {"capacity": [100.0, 50.0]},
        geometry=[Point(8.97, 56.139), Point(8.975, 56.139)],
        crs="EPSG:4326",
        index=["Hospital", "Clinic"],
    )


# Values


def test_any_iterable_of_edits_becomes_a_tuple():
    assert Scenario("x", [FASTER]).edits == (FASTER,)
    assert Scenario("x", (edit for edit in (FASTER, MOVED))).edits == (FASTER, MOVED)
    assert Scenario("x").edits == ()


def test_roads_and_places_are_told_apart():
    plan = Scenario("x", (FASTER, MOVED, CLOSED))
    assert plan.road_edits == (FASTER, CLOSED)
    assert plan.place_edits == (MOVED,)


def test_equality_goes_by_name_and_edits_and_not_by_the_rest():
    one = Scenario("x", (FASTER,), description="why", source="who")
    assert one == Scenario("x", (SetSpeed(number="15", limit_kmh=90.0),))
    assert hash(one) == hash(Scenario("x", (FASTER,)))
    assert one != Scenario("y", (FASTER,))
    assert one != Scenario("x", (CLOSED,))
    assert Scenario("x", (FASTER, CLOSED)) != Scenario("x", (CLOSED, FASTER))
    assert one != "x"


def test_the_digest_goes_by_the_edits_alone():
    assert Scenario("x", (FASTER,)).digest == Scenario("y", (FASTER,), source="z").digest
    assert Scenario("x").digest != Scenario("x", (FASTER,)).digest
    assert len(Scenario("x").digest) == 64


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SetSpeed(number="15", limit_kmh=90), SetSpeed(number="15", speed_kmh=90)),
        (SetSpeed(number="15", factor=2), SetSpeed(name="15", factor=2)),
        (CloseRoad(way_ids=(1, 2)), CloseRoad(way_ids=(12,))),
        (CloseRoad(number="15"), RemoveRoad(number="15")),
        (CloseRoad(number="15", modes=(km.CAR,)), CloseRoad(number="15", modes=(km.BICYCLE,))),
        (
            CloseRoad(number="15", modes=(km.CAR,)),
            CloseRoad(number="15", modes=(dataclasses.replace(km.CAR, top_speed_kmh=90.0),)),
        ),
        (CloseRoad(within=box(8, 56, 9, 57)), CloseRoad(within=box(8, 56, 9, 57.000001))),
        (AddPlace("A", 9, 56), AddPlace("A", 9, 56, capacity=0)),
        (MOVED, dataclasses.replace(MOVED, allow_no_effect=True)),
    ],
)
def test_edits_that_differ_give_other_digests(one, other):
    assert Scenario("x", (one,)).digest != Scenario("x", (other,)).digest


def test_a_line_of_points_and_a_drawn_line_give_the_same_digest():
    points = [(8.97, 56.14), (8.98, 56.14)]
    joins = (Join(8.97, 56.14),)
    drawn_line = AddRoad(LineString(points), "primary", joins=joins)
    assert (
        Scenario("x", (drawn_line,)).digest
        == Scenario("x", (AddRoad(points, "primary", joins=joins),)).digest
    )


def test_a_joined_scenario_has_the_edits_of_both_in_their_order():
    one = Scenario("A", (FASTER,), description="first", source="map", area=(8, 56, 9, 57))
    two = Scenario("B", (CLOSED, MOVED), source="map", confidence="V", area=(9, 55, 10, 56.5))
    both = one | two
    assert both.name == "A + B"
    assert both.edits == (FASTER, CLOSED, MOVED)
    assert (both.description, both.source, both.confidence) == ("first", "map", "V")
    assert both.area == (8.0, 55.0, 10.0, 57.0)
    assert (one.edits, two.edits) == ((FASTER,), (CLOSED, MOVED))


def test_joining_a_scenario_with_itself_gives_its_edits_twice():
    assert (Scenario("A", (FASTER,)) | Scenario("A", (FASTER,))).edits == (FASTER, FASTER)


def test_joining_nothing_changes_no_edit():
    plan = Scenario("A", (FASTER,))
    assert (plan | Scenario("as it is")).digest == plan.digest
    assert (Scenario("as it is") | plan).digest == plan.digest


@given(st.lists(st.sampled_from([FASTER, CLOSED, MOVED]), max_size=4), st.integers(0, 4))
def test_joining_is_associative_in_its_edits(edits, cut):
    one, two = Scenario("1", edits[:cut]), Scenario("2", edits[cut:])
    assert (one | two).digest == Scenario("whole", edits).digest
    assert ((one | two) | one).digest == (one | (two | one)).digest


def test_a_scenario_joins_only_with_scenarios():
    with pytest.raises(TypeError):
        _ = Scenario("A") | FASTER


def test_a_scenario_cannot_be_changed_but_copied():
    plan = Scenario("A", (FASTER,))
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.name = "B"
    assert dataclasses.replace(plan, name="B").digest == plan.digest
    assert copy.deepcopy(plan) == pickle.loads(pickle.dumps(plan)) == plan  # noqa: S301


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Scenario(""), "name must not be empty"),
        (lambda: Scenario(3), "name must be text, got 3"),
        (lambda: Scenario("x", FASTER), r"in a tuple: edits=\(SetSpeed\(...\),\)"),
        (lambda: Scenario("x", "CloseRoad"), "edits must be a tuple of edits, got 'CloseRoad'"),
        (lambda: Scenario("x", 3), "edits must be a tuple of edits, got 3"),
        (lambda: Scenario("x", (FASTER, "a")), "number 2 is 'a', which is no edit"),
        (lambda: Scenario("x", (CloseRoad,)), "number 1 is <class .*, which is no edit"),
        (lambda: Scenario("x", (Scenario("y"),)), r"join scenarios with a \| b"),
        (lambda: Scenario("x", source=None), "source must be text, got None"),
        (lambda: Scenario("x", area="Herning"), r"area must be \(west, south, east, north\)"),
        (lambda: Scenario("x", area=(8, 56, 9)), r"area must be \(west, south, east, north\)"),
        (lambda: Scenario("x", area=(9, 56, 8, 57)), "west below east and south below north"),
        (lambda: Scenario("x", area=(8, 56, 9, 570)), "west below east and south below north"),
        (lambda: Scenario("x", area=(8, 56, 9, float("nan"))), "area must be"),
    ],
)
def test_what_is_no_scenario_is_refused(make, message):
    with pytest.raises(ScenarioError, match=message):
        make()


def test_the_text_of_a_scenario_says_what_it_does():
    within = CloseRoad(within=box(8, 56, 9, 57), modes=(km.CAR,))
    plan = Scenario("A", (FASTER, within, CLOSED, MOVED))
    assert repr(plan) == (
        "<Scenario 'A': SetSpeed(number='15', limit_kmh=90); "
        "CloseRoad(within=<5 points>, modes=('car')); CloseRoad(name='Vestergade'); and 1 more>"
    )
    assert repr(Scenario("B")) == "<Scenario 'B': no edits>"


def test_a_notebook_shows_a_scenario_as_a_table_with_its_text_escaped():
    page = Scenario("<b>", (ClosePlace("<script>"),), source="R&D")._repr_html_()
    assert "<b>&lt;b&gt;</b></caption>" in page
    assert "<script>" not in page
    assert "R&amp;D" in page


# On a network


def test_an_empty_scenario_changes_nothing(town):
    assert Scenario("as it is").changes(town.network) == (RoadChanges(), ())


def test_changes_are_found_once_per_network_whatever_the_name(town):
    one = Scenario("A", (FASTER,)).changes(town.network)
    assert Scenario("B", (SetSpeed(number="15", limit_kmh=90.0),)).changes(town.network) is one
    assert one[0]
    assert [account.edit for account in one[1]] == ["SetSpeed"]


def test_later_edits_see_what_earlier_ones_did(town):
    removed = RemoveRoad(name="Vestergade")
    with pytest.raises(ScenarioError, match="Vestergade"):
        Scenario("x", (removed, FASTER, CLOSED)).changes(town.network)


def test_an_applied_scenario_is_a_network_and_the_baseline_stays(town):
    before = town.seconds("A", "C")
    plan = Scenario("x", (SetSpeed(number="15", speed_kmh=72), CLOSED))
    after = town.with_network(plan.apply(town.network))
    assert before == pytest.approx(20, abs=0.1)
    assert after.seconds("A", "C") == pytest.approx(10, abs=0.1)
    assert town.seconds("A", "C") == before


def test_an_applied_scenario_has_its_places(sample):
    plan = Scenario("x", (ClosePlace("Regionshospitalet Gødstrup"),))
    applied = plan.apply(sample)
    assert len(applied.place_table) == len(sample.place_table) - 1
    assert "Regionshospitalet Gødstrup" in sample.place_table.index
    assert plan.apply(sample, places=False).place_table is sample.place_table


def test_places_are_edited_in_order():
    plan = Scenario("x", (MOVED, SetCapacity("Hospital", 120), ClosePlace("Clinic")))
    tables, accounts = plan.edited_places({"destinations": hospitals()})
    assert tables["destinations"].index.tolist() == ["Hospital"]
    assert tables["destinations"].loc["Hospital", "capacity"] == 120
    assert [account.edit for account in accounts] == ["MovePlace", "SetCapacity", "ClosePlace"]
    assert accounts[1].notes == ("edit 1 (MovePlace) concerns the same place and comes before",)


def test_an_edit_that_fails_is_named_with_its_number_and_scenario(town):
    plan = Scenario("Plan", (FASTER, MOVED, CloseRoad(number="51")))
    with pytest.raises(ScenarioError, match=r"edit 3 \(CloseRoad\) of 'Plan': .*'15'"):
        plan.changes(town.network)
    wrong = Scenario("Plan", (FASTER, MovePlace("Hospitl", 9, 56)))
    with pytest.raises(ScenarioError, match=r"edit 2 \(MovePlace\) of 'Plan': .*'Hospital'"):
        wrong.edited_places({"destinations": hospitals()})


def test_nothing_is_half_applied_when_a_later_edit_fails():
    places = {"destinations": hospitals()}
    with pytest.raises(ScenarioError):
        Scenario("x", (MOVED, ClosePlace("Nobody"))).edited_places(places)
    assert places["destinations"].equals(hospitals())


def test_a_scenario_for_another_network_is_refused(town):
    here = Scenario("here", (FASTER,), area=(8.9, 56.0, 9.1, 56.2))
    assert here.changes(town.network)[0]
    there = Scenario("there", (FASTER,), area=(11.0, 55.0, 12.0, 56.0))
    message = r"'there' was written for another network: its area is \(11, 55, 12, 56\)"
    with pytest.raises(ScenarioError, match=message):
        there.changes(town.network)


def test_what_is_no_network_is_refused():
    with pytest.raises(ScenarioError, match="network must be a TransportNetwork, got a str"):
        Scenario("x").changes("herning.osm")


# Contradictions


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ((ClosePlace("Clinic"), ClosePlace("Clinic")), r"'Clinic' was closed by edit 1"),
        ((ClosePlace("Clinic"), MovePlace("Clinic", 9, 56)), r"'Clinic' was closed by edit 1"),
        ((ClosePlace("Clinic"), SetCapacity("Clinic", 9)), r"'Clinic' was closed by edit 1"),
        ((ClosePlace("Clinic"), AddPlace("Clinic", 9, 56)), "say MovePlace instead of the two"),
        ((AddPlace("New", 9, 56), ClosePlace("New")), r"'New' was added by edit 1 \(AddPlace\)"),
        ((AddPlace("New", 9, 56), AddPlace("New", 9, 56)), "name='New' is taken already"),
    ],
)
def test_edits_of_places_that_contradict_each_other_are_refused(edits, message):
    plan = Scenario("x", edits)
    with pytest.raises(ScenarioError, match=rf"edit 2 \(\w+\) of 'x': .*{message}"):
        plan.edited_places({"destinations": hospitals()})


@pytest.mark.parametrize("second", [CLOSED, SetSpeed(name="Vestergade", factor=2)])
@pytest.mark.parametrize("first", [CLOSED, RemoveRoad(name="Vestergade")])
def test_edits_of_roads_that_an_earlier_edit_took_are_refused(town, first, second):
    message = rf"edit 2 \(\w+\) of 'x': .*; edit 1 \({type(first).__name__}\) chose the same roads"
    with pytest.raises(ScenarioError, match=message):
        Scenario("x", (first, second)).changes(town.network)


def test_the_later_of_two_speeds_counts_and_is_noted(town):
    plan = Scenario("x", (FASTER, SetSpeed(number="15", limit_kmh=60)))
    _, (first, second) = plan.changes(town.network)
    assert not any("same roads" in note for note in first.notes)
    assert (
        "edit 1 (SetSpeed) gives limit_kmh of the same roads too; this one counts" in second.notes
    )


def test_two_factors_both_count_and_are_noted(town):
    twice = SetSpeed(number="15", factor=2)
    _, (_, second) = Scenario("x", (twice, twice)).changes(town.network)
    assert "edit 1 (SetSpeed) gives factor of the same roads too; both count" in second.notes
    four = Scenario("y", (SetSpeed(number="15", factor=4),)).apply(town.network)
    assert town.with_network(Scenario("x", (twice, twice)).apply(town.network)).seconds(
        "A", "C"
    ) == pytest.approx(town.with_network(four).seconds("A", "C"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            SetSpeed(number="15", limit_kmh=90, direction="forward"),
            SetSpeed(number="15", limit_kmh=70, direction="backward"),
        ),
        (
            SetSpeed(number="15", speed_kmh=90, modes=(km.CAR,)),
            SetSpeed(number="15", speed_kmh=99, modes=(km.AMBULANCE,)),
        ),
        (SetSpeed(number="15", limit_kmh=90), SetSpeed(number="15", factor=2)),
        (FASTER, SetSpeed(name="Vestergade", limit_kmh=90)),
    ],
)
def test_speeds_that_do_not_meet_are_not_noted(town, first, second):
    _, accounts = Scenario("x", (first, second)).changes(town.network)
    assert not any("same roads" in note for note in accounts[1].notes)


def test_a_junctions_delay_is_a_scenario_too(town):
    plan = Scenario("x", (SetJunctionDelay(node_id=2, delay_s=30),))
    assert town.with_network(plan.apply(town.network)).seconds("A", "C") == pytest.approx(
        50, abs=0.1
    )
