"""Areas within travel times with and without scenarios: the times are those of the comparison."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from bus_towns import STREETS, TOWN, feed_of, random_trips
from drawn import built, drawn
from drawn_rails import CELL_M, NAMES, STRAIGHT, line, straight, transport
from street_points import street_points

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.scenarios.compare import compare
from kraftcenter_mobility.scenarios.isochrone_sides import network_of

pytestmark = pytest.mark.filterwarnings(
    "ignore:cutoffs_s of:kraftcenter_mobility.cutoffs.UnitsWarning"
)

BUFFER_M = 1.0
CUTOFFS_S = [20, 45]
WALK_MS = 4.8 / 3.6
WINDOW = {"departure": km.DepartureWindow("2026-03-10 07:05", "07:50", every_s=97)}
ON_FOOT = dataclasses.replace(
    km.TRANSIT, access_cutoff_s=110, egress_cutoff_s=130, direct_cutoff_s=170, slack_s=20
)


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, STREETS)


@pytest.fixture(scope="module")
def people(town):
    """Return people every few metres along the streets."""
    points = street_points(town.network.roads, 7.0, names="home ")[2]
    return gpd.GeoDataFrame({"population": 1.0}, index=points.index, geometry=points)


def where(drawing, name, letters):
    point = drawing.point(letters)
    return name, point.x, point.y


def on_streets(comparison, case, mode, at):
    """Return who is on a street that is open, and does not walk to it."""
    network = network_of(comparison.study, case, mode)
    metric = network.metric(getattr(mode, "access", mode))
    joins = network.segment_index(metric).nearest(at.x.to_numpy(), at.y.to_numpy())
    return joins.distance_m < 0.1


def check_sides(comparison, cutoffs_s, speed_ms, *, buffer_m=BUFFER_M, **asked):
    """Hold areas against the times of the comparison, everywhere where people are."""
    areas = comparison.isochrones(cutoffs_s, buffer_m=buffer_m, **asked)
    mode = comparison.mode(asked.get("mode"))
    table = comparison.difference(mode=mode)
    at = comparison.origins.geometry.loc[table.index]
    cases = {"baseline": comparison.cases[""], "scenario": comparison.case()}
    known = {side: on_streets(comparison, cases[side], mode, at) for side in cases}
    for cutoff_s in cutoffs_s:
        rows = {each: areas.loc["all", cutoff_s, each].geometry for each in CHANGES}
        for side, parts in (("baseline", ("kept", "lost")), ("scenario", ("kept", "gained"))):
            area = shapely.union_all([rows[each] for each in parts])
            here = at[known[side]]
            within = shapely.contains_xy(area, here.x.to_numpy(), here.y.to_numpy())
            time_s = table[side].to_numpy()[known[side]]
            assert within[time_s <= cutoff_s].all()
            assert (time_s[within] <= cutoff_s + 2 * buffer_m / speed_ms).all()
    return areas


CHANGES = ("kept", "gained", "lost")
CLOSED = km.Scenario("Closed", [km.CloseRoad(way_ids=(1002,))])


def test_areas_by_car_are_those_of_the_times_compared(town, people):
    moved = km.Scenario(
        "Moved",
        [
            km.CloseRoad(way_ids=(1005,)),
            km.MovePlace(*where(town, "H", "JK")),
            km.AddPlace(*where(town, "new", "AE")),
        ],
    )
    comparison = compare(
        town.network, moved, origins=people, destinations=town.places("H", "B"), modes=km.CAR
    )
    areas = check_sides(comparison, CUTOFFS_S, 10.0)
    assert (areas["area_km2"] > 0).all()
    gained, lost = (
        (comparison.difference()[side] <= 20) & ~(comparison.difference()[other] <= 20)
        for side, other in (("scenario", "baseline"), ("baseline", "scenario"))
    )
    assert areas.loc[("all", 20, "gained"), "people"] == pytest.approx(gained.sum(), abs=6)
    assert areas.loc[("all", 20, "lost"), "people"] == pytest.approx(lost.sum(), abs=6)


@pytest.fixture(scope="module")
def buses(town, tmp_path_factory):
    stops = sorted("ACFHIKG")
    trips = random_trips(np.random.default_rng(2), stops, 60)
    feed = feed_of(tmp_path_factory.mktemp("buses"), town, stops, trips)
    return town.network.with_gtfs(feed)


def test_areas_by_bus_are_those_of_the_times_compared(buses, town, people):
    comparison = compare(
        buses,
        CLOSED,
        origins=people,
        destinations=town.places("JK.3", "D"),
        modes=(km.CAR, ON_FOOT),
        percentile=30.0,
        **WINDOW,
    )
    areas = check_sides(comparison, [240, 700], WALK_MS, mode="transit")
    assert areas.attrs["percentile"] == 30.0
    assert areas.loc[("all", 700, "lost"), "area_km2"] > 0
    other = comparison.isochrones([700], mode="transit", percentile=95)
    assert other.attrs["percentile"] == 95


def test_where_nothing_runs_any_more_everybody_walks():
    metres = {letter: (CELL_M * STRAIGHT.index(letter), 200.0) for letter in "ABCDE"}
    street = built(metres, ["ABCDE"], even=False)
    slow = line("Slow", NAMES.values(), every_s=1800)
    network = street.network.with_transit(transport(straight(), slow))
    homes = street_points(network.roads, 150.0, names="home ")[2]
    none = km.Scenario("No trains", [km.RemoveLine("Slow")])
    mode = dataclasses.replace(km.TRANSIT, direct_cutoff_s=1200)
    comparison = compare(
        network, none, origins=homes, destinations=street.places("E"), modes=mode, **WINDOW
    )
    assert not network_of(comparison.study, comparison.case(), mode).transit
    areas = check_sides(comparison, [600, 1500, 3000], WALK_MS, buffer_m=5.0)
    assert areas.loc[("all", 3000, "lost"), "area_km2"] > 0
    assert areas.loc[("all", 3000, "gained"), "area_km2"] == 0
    kept = areas.xs("kept", level="change")["area_km2"]
    assert kept["all", 1500] == kept["all", 3000] > kept["all", 600]


def test_where_a_scenario_takes_every_route_of_a_feed_everybody_walks(buses, town, people):
    none = km.Scenario("No buses", [km.RemoveLine("R1")])
    comparison = compare(
        buses, none, origins=people, destinations=town.places("JK.3"), modes=ON_FOOT, **WINDOW
    )
    assert not network_of(comparison.study, comparison.case(), ON_FOOT).transit
    walked = km.travel_time_matrix(
        town.network, people, town.places("JK.3"), mode=km.WALKING, cutoff_s=ON_FOOT.direct_cutoff_s
    )
    table = comparison.difference(mode=ON_FOOT)
    np.testing.assert_array_equal(table["scenario"], walked.loc[table.index, "JK.3"])
    areas = check_sides(comparison, [150, 700], WALK_MS)
    assert areas.loc[("all", 700, "lost"), "area_km2"] > 0
    assert areas.loc[("all", 700, "gained"), "area_km2"] == 0


def test_places_may_be_others_than_the_destinations(town, people):
    comparison = compare(town.network, CLOSED, origins=people, destinations=town.places("K"))
    places = town.places("A", "F")
    found = comparison.isochrones([30], places=places, direction="from", together=False)
    assert found.index.unique("place").to_list() == ["A", "F"]
    before = km.isochrones(town.network, places, [30])
    after = km.isochrones(CLOSED.apply(town.network), places, [30])
    everybody = people.assign(population=comparison.people)
    expected = km.isochrone_changes(before, after, people=everybody)
    pd.testing.assert_frame_equal(found, expected)


def test_a_place_that_a_scenario_closes_or_opens_has_an_area_on_one_side(town, people):
    other = km.Scenario("Other", [km.ClosePlace("B"), km.AddPlace(*where(town, "new", "AE"))])
    comparison = compare(town.network, other, origins=people, destinations=town.places("B", "K"))
    areas = comparison.isochrones([20], together=False)["area_km2"]
    assert areas["B", 20, "lost"] > 0 == areas["B", 20, "kept"] + areas["B", 20, "gained"]
    assert areas["new", 20, "gained"] > 0 == areas["new", 20, "kept"] + areas["new", 20, "lost"]
    assert areas["K", 20, "kept"] > 0 == areas["K", 20, "gained"] + areas["K", 20, "lost"]


def test_an_edited_network_is_built_once(town, people):
    comparison = compare(town.network, CLOSED, origins=people, destinations=town.places("K"))
    one, other = (network_of(comparison.study, comparison.case(), km.CAR) for _ in range(2))
    assert one is other is not town.network
    assert network_of(comparison.study, comparison.cases[""], km.CAR) is town.network


def test_trains_are_nothing_to_those_who_drive(buses, town, people):
    often = km.Scenario("Often", [km.SetHeadway("R1", 600)])
    comparison = compare(
        buses,
        often,
        origins=people,
        destinations=town.places("K"),
        modes=(km.CAR, ON_FOOT),
        **WINDOW,
    )
    case = comparison.case()
    assert network_of(comparison.study, case, km.CAR) is buses
    assert network_of(comparison.study, case, ON_FOOT).transit is case.transit
    areas = comparison.isochrones([20])["area_km2"]
    assert areas["all", 20, "kept"] > 0 == areas["all", 20, "gained"] + areas["all", 20, "lost"]


def test_a_scenario_of_places_alone_needs_no_other_network(town, people):
    moved = km.Scenario("Moved", [km.MovePlace(*where(town, "K", "AE"))])
    comparison = compare(town.network, moved, origins=people, destinations=town.places("K"))
    assert network_of(comparison.study, comparison.case(), km.CAR) is town.network
    found = comparison.isochrones([10])
    assert found.attrs["buffer_m"] == 250.0  # the usual one of cars
    areas = found["area_km2"]
    assert areas["all", 10, "gained"] > 0 < areas["all", 10, "lost"]


def test_what_was_not_compared_is_refused(town, people):
    comparison = compare(town.network, CLOSED, origins=people, destinations=town.places("K"))
    with pytest.raises(ScenarioError, match="no scenario is called 'Open'"):
        comparison.isochrones([600], name="Open")
    with pytest.raises(InputError, match="mode 'walking' was not compared"):
        comparison.isochrones([600], mode=km.WALKING)
    with pytest.raises(InputError, match="direction must be 'from'"):
        comparison.isochrones([600], direction="up")
    with pytest.raises(InputError, match="percentile means nothing for mode 'car'"):
        comparison.isochrones([600], percentile=95)
    with pytest.raises(InputError, match="cutoffs_s must be"):
        comparison.isochrones([])
