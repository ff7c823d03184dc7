"""The laws of scenarios: that they hold, and that a broken one is seen."""

import inspect

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import EVEN_SPEED, drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ModeError, ScenarioError, SnappingError
from kraftcenter_mobility.networks.changes import RoadChanges
from kraftcenter_mobility.scenarios import law_tests, law_trial, laws
from kraftcenter_mobility.scenarios.adding import AddRoad, Join
from kraftcenter_mobility.scenarios.answers import Answerer
from kraftcenter_mobility.scenarios.edits import (
    CloseRoad,
    RemoveRoad,
    SetJunctionDelay,
    SetSpeed,
)
from kraftcenter_mobility.scenarios.law_places import places_to_test
from kraftcenter_mobility.scenarios.law_steps import FASTER, SLOWER, effects_of_step
from kraftcenter_mobility.scenarios.laws import check_scenario
from kraftcenter_mobility.scenarios.place_edits import ClosePlace
from kraftcenter_mobility.scenarios.scenario import Scenario

NOTHING = RoadChanges()

EMPTY = "an empty scenario gives the baseline bit for bit"
NOT_LONGER = "speeding up, opening or adding never lengthens a journey"
NOT_SHORTER = "closing or slowing down never shortens a journey"
ORDER = "the order of independent edits does not matter"
REBUILT = "fast answers are those of the network built again bit for bit"
UNDONE = "applying leaves the network and its answers as they were"


@pytest.fixture(scope="module")
def town():
    """Return a block of streets with a main road below it; cars drive at 36 km/h.

    Turns at junctions cost what they usually do.
    """
    text = """
    A---B---C
    |   |   |
    D---E---F
    |   |   |
    G---H---I
    """
    ways = [
        way("ABC", "Top", name="Top", ref="1"),
        way("DEF", "Middle", name="Middle", ref="2"),
        way("GHI", "Main", name="Main", ref="3", highway="secondary"),
        way("ADG", "West", name="West"),
        way("BEH", "Centre", name="Centre"),
        way("CFI", "East", name="East"),
    ]
    drawing = drawn(text, ways)
    network = drawing.network.with_delays(km.JunctionDelays()).with_speeds(EVEN_SPEED)
    return drawing.with_network(network)


def checked(town, *edits, **asked):
    """Return the report of some edits of a town."""
    return check_scenario(town.network, Scenario("plan", edits), **{"n_places": 12, **asked})


def test_edits_of_every_kind_keep_the_laws(town):
    report = checked(
        town,
        SetSpeed(name="Main", factor=1.5),
        CloseRoad(name="Middle"),
        SetJunctionDelay(node_id=2, extra_s=7.0),
        RemoveRoad(name="West"),
        modes=(km.CAR, km.BICYCLE, km.WALKING),
    )
    assert report.ok, str(report)
    assert report.table.index.tolist() == [EMPTY, NOT_LONGER, NOT_SHORTER, ORDER, REBUILT, UNDONE]
    assert report.table["pairs_tested"].drop(ORDER).min() > 0
    # Bicycles and walkers keep their pace, so that either law is about them.
    assert report.table.loc[NOT_LONGER, "covers"] == "edit 1 SetSpeed"
    assert report.table.loc[NOT_SHORTER, "covers"] == (
        "edits 1 SetSpeed for bicycle, walking, 2 CloseRoad, 3 SetJunctionDelay, 4 RemoveRoad"
    )
    assert "laws hold" in repr(report)
    assert "holds" in str(report)
    page = report._repr_html_()
    assert page.count("<tr>") == 7
    assert page.count(">holds<") == 6 - page.count(">untested<")
    assert "plan: 6 of 6 laws hold</b></caption>" in page


def test_a_scenario_is_checked_as_the_laws_are_and_joins_places_as_it_is_told(town):
    plan = Scenario("plan", [CloseRoad(name="Middle")])
    asked, known = (inspect.signature(each).parameters for each in (plan.check, check_scenario))
    for name in ("turns", "max_distance_m", "access", "allow_islands", "modes", "n_places", "seed"):
        assert asked[name].default == known[name].default
    lon, lat = town.lonlat["A"]
    names, west = ["west", "A"], gpd.points_from_xy([lon - 0.05, lon], [lat, lat])
    far = gpd.GeoDataFrame({"name": names}, geometry=west, crs="EPSG:4326").set_index("name")
    with pytest.raises(SnappingError, match="raise max_distance_m"):
        plan.check(town.network, origins=far)
    assert plan.check(town.network, origins=far, max_distance_m=5000.0, turns=False).ok


def test_a_new_road_may_make_a_junction_of_a_bend_and_that_is_explained():
    # From A round the bend at B to C; the new road comes to B from the east.
    bend = drawn("A---B   D\n    |\n    C", [way("ABC", "Road", name="Road")])
    network = bend.network.with_delays(km.JunctionDelays())
    east = shapely.LineString([bend.lonlat["B"], bend.lonlat["D"]])
    plan = Scenario("spur", [AddRoad(east, "unclassified", joins=(Join(*bend.lonlat["B"]),))])
    places = bend.places("AB", "BC")
    report = check_scenario(network, plan, origins=places)
    row = report.table.loc[NOT_LONGER]
    # A right turn into BC costs 2 s now, and the left turn back 4 s.
    assert (row["violations"], row["explained"], row["worst_s"]) == (0, 2, 4.0)
    assert "turns grew at 1 junctions, 4.0 s in all" in row["notes"]
    assert report.ok


def test_a_closed_road_may_leave_a_bend_where_there_was_a_junction():
    bend = drawn("A---B---D\n    |\n    C", [way("ABC", "Road"), way("BD", "Spur", name="Spur")])
    network = bend.network.with_delays(km.JunctionDelays())
    report = check_scenario(
        network, Scenario("shut", [CloseRoad(name="Spur")]), origins=bend.places("AB", "BC")
    )
    row = report.table.loc[NOT_SHORTER]
    assert (row["violations"], row["explained"], row["worst_s"]) == (0, 2, 4.0)


def test_a_junction_that_is_gone_is_seen_where_no_end_of_a_road_has_its_ways_any_more():
    # Without the spur all of A to D is one road, and the way BC nowhere begins or ends it.
    bend = drawn(
        "A---B---C---X\n        |\n        D",
        ["AB", "BC", "CD", way("CX", "Spur", name="Spur")],
    )
    network = bend.network.with_delays(km.JunctionDelays())
    report = check_scenario(
        network, Scenario("gone", [RemoveRoad(name="Spur")]), origins=bend.places("AB", "CD")
    )
    row = report.table.loc[NOT_SHORTER]
    assert (row["violations"], row["explained"], row["worst_s"]) == (0, 2, 4.0)


def test_places_that_join_a_nearer_road_now_are_explained(town):
    middle = [np.mean([town.lonlat[a], town.lonlat[b]], axis=0) for a, b in ("AE", "BF")]
    line = shapely.LineString([town.lonlat["A"], *middle, town.lonlat["F"]])
    joins = (Join(*town.lonlat["A"]), Join(*town.lonlat["F"]))
    plan = Scenario("short cut", [AddRoad(line, "residential", joins=joins)])
    # In the middle of a block, 25 m and more from all roads but the new one.
    home = gpd.GeoSeries([shapely.Point(*middle[0])], index=["home"], crs="EPSG:4326")
    report = check_scenario(
        town.network, plan, origins=home, destinations=town.places("AD", "DE", "GH")
    )
    assert report.ok, str(report)


def test_edits_that_speed_up_some_roads_and_slow_down_others_are_covered_by_neither(town):
    report = checked(
        town,
        SetSpeed(name="Top", speed_kmh=20),
        SetSpeed(road_class="unclassified", speed_kmh=30),
    )
    assert report.table.loc[NOT_LONGER, "covers"] == "no edit"
    assert report.table.loc[NOT_SHORTER, "covers"] == "edit 1 SetSpeed"
    assert "edit 2 is no clear matter for car: not tested" in str(report)


@pytest.mark.parametrize(
    ("edit", "effects"),
    [
        (SetSpeed(name="Top", factor=1.1), {FASTER}),
        (SetSpeed(name="Top", factor=0.9), {SLOWER}),
        (SetSpeed(name="Top", speed_kmh=30.0), {SLOWER}),
        (SetSpeed(name="Top", speed_kmh=12.0, modes=(km.BICYCLE,)), set()),
        (CloseRoad(name="Top"), {SLOWER}),
        (CloseRoad(name="Top", modes=(km.WALKING,)), set()),
        (CloseRoad(name="Top", direction="forward"), {SLOWER}),
        (RemoveRoad(name="Top"), {SLOWER}),
        (SetJunctionDelay(node_id=5, extra_s=3.0), {SLOWER}),
        (SetJunctionDelay(node_id=5, delay_s=3.0), {FASTER, SLOWER}),
    ],
)
def test_what_an_edit_does_is_told_from_the_pieces_it_changes(town, edit, effects):
    changes = Scenario("plan", [edit]).changes(town.network)[0]
    assert effects_of_step(town.network, NOTHING, changes, km.CAR) == effects
    undone = {FASTER: SLOWER, SLOWER: FASTER}
    back = effects_of_step(town.network, changes, NOTHING, km.CAR)
    assert back == {undone[effect] for effect in effects}


def test_new_roads_are_faster_and_removing_them_again_slower(town):
    line = shapely.LineString([town.lonlat["A"], town.lonlat["I"]])
    joins = (Join(*town.lonlat["A"]), Join(*town.lonlat["I"]))
    add = AddRoad(line, "secondary", name="Diagonal", joins=joins)
    edits = (add, SetSpeed(name="Diagonal", factor=0.5), RemoveRoad(name="Diagonal"))
    steps = [
        Scenario("plan", edits[:count]).changes(town.network)[0] for count in range(len(edits) + 1)
    ]
    effects = [effects_of_step(town.network, *steps[k : k + 2], km.CAR) for k in range(len(edits))]
    assert effects == [{FASTER}, {SLOWER}, {SLOWER}]
    report = checked(town, *edits)
    assert report.ok, str(report)


def test_neighbouring_edits_of_different_roads_may_change_places(town):
    report = checked(town, SetSpeed(name="Top", factor=1.5), CloseRoad(name="Middle"))
    assert report.table.loc[ORDER, "covers"] == "edits 1 SetSpeed, 2 CloseRoad"
    assert report.table.loc[ORDER, "pairs_tested"] == 36  # six places, as there are six stretches


def test_edits_that_depend_on_their_order_are_not_tested_for_it(town):
    report = checked(town, SetSpeed(name="Top", speed_kmh=50), SetSpeed(name="Top", speed_kmh=60))
    assert report.table.loc[ORDER, "pairs_tested"] == 0
    assert "1 pairs of neighbouring edits depend on their order" in str(report)
    assert "untested" in str(report)


class Untrue(Answerer):
    """Answers that are off by some seconds once a scenario has changes."""

    off_s = 0.0

    def matrix(self, changes, origins, destinations, *, progress=None):
        """Return travel times."""
        times = super().matrix(changes, origins, destinations, progress=progress)
        return times + self.off_s if changes else times


class Forgetful(Answerer):
    """Answers that go wrong on the baseline after a scenario was asked for."""

    asked = False

    def matrix(self, changes, origins, destinations, *, progress=None):
        """Return travel times."""
        times = super().matrix(changes, origins, destinations, progress=progress)
        self.asked = self.asked or bool(changes)
        return times + 0.5 if self.asked and not changes else times


def broken(town, monkeypatch, answerer, *edits):
    """Return which laws are broken by an answerer, with how many violations."""
    monkeypatch.setattr(law_trial, "Answerer", answerer)
    report = checked(town, *edits)
    assert not report.ok
    assert "BROKEN" in str(report)
    violations = report.table["violations"]
    return violations[violations > 0].index.tolist(), report


def test_a_journey_lengthened_by_a_higher_speed_is_a_violation(town, monkeypatch):
    monkeypatch.setattr(Untrue, "off_s", 30.0)
    found, report = broken(town, monkeypatch, Untrue, SetSpeed(name="Top", factor=1.5))
    assert found == [NOT_LONGER, REBUILT]
    assert "by more than that" in report.table.loc[NOT_LONGER, "notes"]


def test_a_journey_shortened_by_a_closure_is_a_violation(town, monkeypatch):
    monkeypatch.setattr(Untrue, "off_s", -30.0)
    found, _ = broken(town, monkeypatch, Untrue, CloseRoad(name="Top"))
    assert found == [NOT_SHORTER, REBUILT]


def test_a_fast_answer_off_by_one_tick_is_a_violation(town, monkeypatch):
    monkeypatch.setattr(Untrue, "off_s", 1 / 1024)
    found, report = broken(town, monkeypatch, Untrue, SetSpeed(name="Top", factor=1.5))
    assert found == [REBUILT]
    assert report.table.loc[REBUILT, "worst_s"] == 1 / 1024


def test_a_baseline_that_a_scenario_leaves_its_mark_on_is_a_violation(town, monkeypatch):
    found, _ = broken(town, monkeypatch, Forgetful, SetSpeed(name="Top", factor=1.5))
    assert found == [UNDONE]


def test_a_network_that_was_changed_is_a_violation(town, monkeypatch):
    digests = iter(["before", "after"])
    for module in (laws, law_tests):
        monkeypatch.setattr(module, "content_digest", lambda _: next(digests))
    report = checked(town, SetSpeed(name="Top", factor=1.5))
    assert report.table.loc[UNDONE, "violations"] == 1
    assert "the content of the network is another" in str(report)


def test_the_digest_of_content_sees_tags_and_places(town):
    network = town.network
    digest = law_trial.content_digest(network)
    assert digest == law_trial.content_digest(network)
    assert digest != law_trial.content_digest(network.with_delays(km.JunctionDelays(stop_s=1.0)))


def test_places_lie_near_the_edits_and_all_over_and_are_the_same_for_a_seed(sample):
    changes = Scenario("plan", [SetSpeed(number="18", factor=1.1)]).changes(sample)[0]
    asked = {"n_places": 20, "seed": 1}
    places = places_to_test(sample, changes, (km.CAR,), **asked)
    assert len(places) == places.index.nunique() == 20
    assert places.equals(places_to_test(sample, changes, (km.CAR,), **asked))
    assert not places.equals(places_to_test(sample, changes, (km.CAR,), n_places=20, seed=2))
    metres = places.to_crs(25832)
    extent = sample.place_table.to_crs(25832).total_bounds
    assert (metres.total_bounds[2:] - metres.total_bounds[:2]).max() > 0.5 * (
        extent[2:] - extent[:2]
    ).max()
    lines = sample.piece_lines.lines(np.array(sorted(changes.tags)))
    near = metres.distance(gpd.GeoSeries(lines, crs="EPSG:4326").to_crs(25832).union_all())
    assert (near < 10.0).sum() >= 4


def test_places_do_not_lie_on_roads_that_are_shut(town):
    changes = Scenario("plan", [CloseRoad(name="Main")]).changes(town.network)[0]
    places = places_to_test(town.network, changes, (km.CAR,), n_places=12, seed=0)
    assert len(places) == 6  # of eight stretches from junction to junction, two lead over it
    assert (places.y > town.lonlat["G"][1] + 1e-5).all()


def test_edits_of_places_change_no_road_and_are_said_to_be_left_out(sample):
    plan = Scenario("merger", [ClosePlace("Aulum")])
    report = check_scenario(sample, plan, n_places=4)
    assert report.ok
    assert "1 edits of places: no law is about them" in str(report)


def test_the_sample_region_keeps_the_laws_through_scenario_check(sample):
    plan = Scenario(
        "faster and closed", [SetSpeed(number="18", factor=1.2), CloseRoad(number="34")]
    )
    report = plan.check(sample, n_places=16, seed=3)
    assert report.ok, str(report)
    assert report.scenario == "faster and closed"


def test_one_table_of_places_is_both_origins_and_destinations(town):
    report = checked(town, SetSpeed(name="Top", factor=1.5), origins=town.places("AB", "HI"))
    assert "2 x 2 places, car" in str(report)
    report = checked(town, SetSpeed(name="Top", factor=1.5), destinations=town.places("AB"))
    assert "1 x 1 places, car" in str(report)


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ({"modes": km.CAR}, ModeError, "modes must be a tuple"),
        ({"modes": ()}, ModeError, "modes must be a tuple"),
        ({"modes": ("car",)}, ModeError, "modes must be a tuple"),
        ({"n_places": 0}, InputError, "n_places must be one or more"),
        ({"seed": -1}, InputError, "seed must be zero or more"),
    ],
)
def test_settings_without_sense_are_refused(town, asked, error, message):
    with pytest.raises(error, match=message):
        checked(town, **asked)


def test_what_is_no_scenario_is_refused(town):
    with pytest.raises(InputError, match="scenario must be a Scenario"):
        check_scenario(town.network, "plan.toml")
    with pytest.raises(ScenarioError, match=r"edit 1 \(CloseRoad\)"):
        checked(town, CloseRoad(name="Nowhere"))
