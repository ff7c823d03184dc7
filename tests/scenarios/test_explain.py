"""Why a scenario does what it does, on a town with a river."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.compare import compare
from kraftcenter_mobility.scenarios.edits import CloseRoad, RemoveRoad, SetSpeed
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.place_edits import ClosePlace, MovePlace
from kraftcenter_mobility.scenarios.road_use import road_table
from kraftcenter_mobility.scenarios.scenario import Scenario

# North Street and South Street, 400 m each, are joined far to the west by Old Bridge; a
# bridge at the eastern end would save a journey from N to S 700 m of way.
TOWN = """
B---C---D---E---N


W---X---Y---Z---S
"""


@pytest.fixture(scope="module")
def town():
    return drawn(
        TOWN,
        [
            way("BCDEN", name="North Street"),
            way("WXYZS", name="South Street"),
            way("BW", name="Old Bridge"),
        ],
    )


def bridge(town, at="N", to="S", **settings):
    """Return a new bridge between two nodes."""
    line = [town.lonlat[at], town.lonlat[to]]
    joins = [Join(*town.lonlat[at]), Join(*town.lonlat[to])]
    return AddRoad(line, "unclassified", joins=joins, name="New Bridge", **settings)


def homes(town, *where, people):
    """Return places with people."""
    points = town.places(*where)
    return gpd.GeoDataFrame(
        {"population": people}, geometry=points.to_numpy(), index=list(where), crs=4326
    )


@pytest.fixture(scope="module")
def comparison(town):
    faster = SetSpeed(name="Old Bridge", factor=2.0)
    scenarios = [
        Scenario("Bridge", (bridge(town),)),
        Scenario("Both", (bridge(town), faster)),
        Scenario("Faster", (faster,)),
        Scenario("Closed", (CloseRoad(name="Old Bridge", modes=(km.CAR,)),)),
        Scenario("Nothing"),
    ]
    origins = homes(town, "EN.9", "BW", people=[30.0, 10.0])
    return compare(town.network, scenarios, origins=origins, destinations=town.places("ZS.9"))


def test_those_who_gain_most_come_first_with_both_their_ways(comparison):
    found = comparison.explain("Bridge", n=1)
    assert list(found.journeys.index) == [("EN.9", "baseline"), ("EN.9", "scenario")]
    before, after = found.journeys["travel_time_s"]
    difference = comparison.difference("Bridge").loc["EN.9"]
    assert (before, after) == (difference["baseline"], difference["scenario"])
    assert found.journeys["roads"].tolist() == [
        "North Street → Old Bridge → South Street",
        "North Street → New Bridge → South Street",
    ]
    assert (found.journeys.geometry.geom_type == "LineString").all()
    assert found.journeys.crs == "EPSG:4326"


def test_a_gain_is_carried_by_the_road_that_is_used_only_after(comparison):
    found = comparison.explain("Bridge")
    assert found.roads.index[0] == "New Bridge"
    new, old = found.roads.loc["New Bridge"], found.roads.loc["Old Bridge"]
    assert new["difference_person_h"] == pytest.approx(found.followed_person_h)
    assert new["people_more"] == 30
    assert old["people_less"] == 30
    assert old["difference_person_h"] == 0


def test_a_gain_on_the_same_way_is_carried_by_the_road_that_got_faster(comparison):
    found = comparison.explain("Faster")
    assert found.roads.index[0] == "Old Bridge"
    assert found.roads["difference_person_h"].sum() == pytest.approx(found.effect_person_h)
    assert found.roads.loc["Old Bridge", "difference_person_h"] == pytest.approx(
        found.effect_person_h, rel=1e-3
    )


def test_a_loss_is_carried_by_the_road_that_is_no_longer_used():
    ring = drawn(
        TOWN, ["BCDEN", way("WXYZS"), way("BW", name="Old Bridge"), way("NS", name="Long")]
    )
    closed = Scenario("Closed", (CloseRoad(name="Old Bridge"),))
    origins = homes(ring, "BC.2", people=[10.0])
    compared = compare(ring.network, closed, origins=origins, destinations=ring.places("WX"))
    roads = compared.explain().roads
    assert roads.index[0] == "Old Bridge"
    assert roads.loc["Old Bridge", "difference_person_h"] == pytest.approx(
        compared.summary()["difference_person_h"].iloc[0]
    )


def test_the_parts_of_the_roads_add_up_to_what_was_followed(comparison):
    for name in ("Bridge", "Both", "Faster"):
        found = comparison.explain(name)
        assert found.roads["difference_person_h"].sum() == pytest.approx(found.followed_person_h)
        assert found.followed_person_h == pytest.approx(found.effect_person_h)
        spent = found.roads["scenario_person_h"].sum() - found.roads["baseline_person_h"].sum()
        assert spent == pytest.approx(found.followed_person_h)


def test_an_edit_contributes_what_is_lost_without_it(comparison):
    found = comparison.explain("Both")
    alone = comparison.summary()["difference_person_h"]
    assert list(found.edits["edit"]) == ["AddRoad", "SetSpeed"]
    assert list(found.edits.index) == [1, 2]
    both = alone.loc[("Both", "car")]
    faster, only_bridge = alone.loc[("Faster", "car")], alone.loc[("Bridge", "car")]
    assert found.edits["without_person_h"].tolist() == pytest.approx([faster, only_bridge])
    assert found.edits.loc[1, "difference_person_h"] == pytest.approx(both - faster)


def test_the_only_edit_carries_everything(comparison):
    found = comparison.explain("Bridge")
    assert found.edits["without_person_h"].tolist() == [0]
    assert found.edits["difference_person_h"].iloc[0] == found.effect_person_h


def test_an_edit_that_others_need_is_said_to_be_needed(town):
    faster = SetSpeed(name="New Bridge", factor=2.0)
    needy = Scenario("Needy", (bridge(town), faster))
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(town.network, needy, origins=origins, destinations=town.places("ZS.9"))
    edits = compared.explain().edits
    assert np.isnan(edits.loc[1, "difference_person_h"])
    assert "the other edits cannot do without it" in edits.loc[1, "note"]
    assert edits.loc[2, "note"] == ""
    assert edits.loc[2, "difference_person_h"] < 0


def test_a_place_that_moves_to_a_new_road_needs_it(town):
    lon, lat = town.lonlat["N"]
    road = AddRoad([(lon, lat), (lon + 0.05, lat)], "unclassified", joins=[Join(lon, lat)])
    scenario = Scenario("Out of town", (road, MovePlace("ZS.9", lon + 0.049, lat)))
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(town.network, scenario, origins=origins, destinations=town.places("ZS.9"))
    edits = compared.explain().edits
    assert "the other edits cannot do without it" in edits.loc[1, "note"]
    assert edits.loc[2, "note"] == ""


def test_lost_ways_are_shown_first_and_counted_with_no_road(comparison):
    found = comparison.explain("Closed")
    assert found.journeys.index[0] == ("EN.9", "baseline")
    assert found.journeys.loc[("EN.9", "scenario"), "travel_time_s"] == np.inf
    assert found.journeys.loc[("EN.9", "scenario"), "geometry"] is None
    assert found.roads["people_less"].max() <= 10
    assert comparison.summary().loc[("Closed", "car"), "people_newly_unreachable"] == 30


def test_people_cut_off_are_told_beside_the_hours_and_edit_by_edit(comparison, town):
    found = comparison.explain("Closed")
    assert (found.people_cut_off, found.people_won) == (30, 0)
    assert "beside the hours, 30 people cut off" in repr(found)
    assert found.edits.loc[1, "people_cut_off"] == 30
    mended = Scenario("Mended", (CloseRoad(name="Old Bridge"), bridge(town)))
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(town.network, mended, origins=origins, destinations=town.places("ZS.9"))
    edits = compared.explain().edits
    assert edits["people_cut_off"].tolist() == [0, -30]
    assert "-30 people cut off" in repr(compared.explain())


def test_people_with_a_first_way_are_told_beside_the_hours():
    apart = drawn("A---B\n\nC---D", [way("AB", name="Upper"), way("CD", name="Lower")])
    road = AddRoad(
        [apart.lonlat["B"], apart.lonlat["D"]],
        "unclassified",
        joins=[Join(*apart.lonlat["B"]), Join(*apart.lonlat["D"])],
    )
    origins = homes(apart, "AB.1", people=[7.0])
    compared = compare(
        apart.network,
        Scenario("Road", (road,)),
        origins=origins,
        destinations=apart.places("CD.5"),
        population="population",
        allow_islands=True,
    )
    found = compared.explain()
    assert (found.people_cut_off, found.people_won) == (0, 7)
    assert "7 people with a way for the first time" in repr(found)
    assert found.edits.loc[1, "people_won"] == 7


@pytest.mark.parametrize("kind", [CloseRoad, RemoveRoad])
def test_a_scenario_that_closes_everything_says_how_many_are_cut_off(town, kind):
    ways = tuple(int(way_id) for way_id in town.network.roads.way_id)
    everything = Scenario("Everything", (kind(way_ids=ways),))
    origins = homes(town, "EN.9", "BW", people=[30.0, 10.0])
    compared = compare(town.network, everything, origins=origins, destinations=town.places("ZS.9"))
    found = compared.explain()
    assert found.people_cut_off == 40
    assert "40 people cut off" in repr(found)
    assert found.effect_person_h == found.followed_person_h == 0
    assert found.roads.empty
    after = found.journeys.xs("scenario", level="side")
    assert (after["travel_time_s"] == np.inf).all()
    assert after.geometry.isna().all()


def test_a_new_road_without_a_name_goes_by_its_edit(town):
    line = [town.lonlat["N"], town.lonlat["S"]]
    joins = [Join(*town.lonlat["N"]), Join(*town.lonlat["S"])]
    road = AddRoad(line, "unclassified", joins=joins)
    faster = SetSpeed(name="North Street", factor=1.1)
    scenario = Scenario("Bridge", (faster, road))
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(town.network, scenario, origins=origins, destinations=town.places("ZS.9"))
    found = compared.explain()
    assert found.roads.loc["new road (edit 2)", "people_more"] == 30
    assert "new road (edit 2)" in found.journeys["roads"].iloc[1]
    assert "(roads without a name)" not in found.roads.index


def test_the_links_of_a_new_road_go_by_its_name(town):
    (x, y), (_, south) = town.lonlat["N"], town.lonlat["S"]
    short = [(x, y), (x, y + 0.9 * (south - y))]
    joins = [Join(*short[0]), Join(*short[1], roads=("South Street",), max_distance_m=100.0)]
    road = AddRoad(short, "unclassified", joins=joins, name="New Bridge")
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(
        town.network,
        Scenario("Short", (road,)),
        origins=origins,
        destinations=town.places("ZS.9"),
    )
    assert compared.accounts()[0].n_ways == 2
    assert set(compared.explain().roads.index) >= {"New Bridge"}
    assert "(roads without a name)" not in compared.explain().roads.index


def test_an_explanation_is_a_table_in_notebooks_with_every_name_escaped(comparison, town):
    assert "<td" in comparison.explain("Both")._repr_html_()
    nasty = Scenario("<script>", (bridge(town),))
    origins = homes(town, "EN.9", people=[30.0])
    compared = compare(town.network, nasty, origins=origins, destinations=town.places("ZS.9"))
    assert "<script>" not in compared.explain()._repr_html_()


def test_nothing_is_explained_by_empty_tables(comparison):
    found = comparison.explain("Nothing")
    assert len(found.journeys) == len(found.roads) == len(found.edits) == 0
    assert found.effect_person_h == 0


def test_a_place_that_moves_is_explained_by_its_edit(town):
    moved = Scenario("Moved", (MovePlace("ZS.9", *town.lonlat["B"]),))
    origins = homes(town, "EN.9", "BC.2", people=[30.0, 10.0])
    compared = compare(town.network, moved, origins=origins, destinations=town.places("ZS.9"))
    found = compared.explain()
    assert found.edits["edit"].tolist() == ["MovePlace"]
    after = found.journeys.xs("scenario", level="side")
    expected = compared.difference().loc[after.index, "scenario"]
    assert after["travel_time_s"].tolist() == expected.tolist()


def test_an_origin_that_is_closed_is_not_followed(town):
    closed = Scenario("Closed", (ClosePlace("BC.2"), bridge(town)))
    origins = homes(town, "EN.9", "BC.2", people=[30.0, 10.0])
    compared = compare(town.network, closed, origins=origins, destinations=town.places("ZS.9"))
    journeys = compared.explain().journeys
    assert set(journeys.index.get_level_values("origin")) == {"EN.9"}


def test_only_as_many_as_told_are_followed(comparison):
    found = comparison.explain("Faster", n=1, most_traced=1)
    assert len(found.journeys) == 2
    assert found.followed_person_h != found.effect_person_h


def test_the_main_findings_are_printed(comparison):
    text = repr(comparison.explain("Both"))
    assert "New Bridge: -" in text
    assert "edit 2, " in text


@pytest.mark.parametrize("bad", [{"n": 0}, {"most_traced": 0}, {"n": 1.5}])
def test_numbers_of_journeys_that_cannot_be_are_refused(comparison, bad):
    with pytest.raises(InputError, match=r"must be one or more"):
        comparison.explain("Bridge", **bad)


def test_a_scenario_that_there_is_not_is_refused(comparison):
    with pytest.raises(
        ScenarioError, match=r"no scenario is called 'Brigde'.*did you mean 'Bridge'"
    ):
        comparison.explain("Brigde")


def test_roads_without_a_name_are_one_and_walks_another():
    plain = drawn("A---B---C", [way("AB"), way("BC", name="Lane")])
    faster = Scenario("Faster", (SetSpeed(way_ids=(1001,), factor=2.0),))
    origins = homes(plain, "AB.1", people=[5.0])
    compared = compare(plain.network, faster, origins=origins, destinations=plain.places("BC"))
    roads = compared.explain().roads
    assert roads.index[0] == "(roads without a name)"
    assert set(roads.index) == {"(roads without a name)", "Lane", "(walks to and from the road)"}


def test_a_table_of_no_ways_has_its_columns(comparison):
    ways = comparison.explain("Nothing").journeys
    assert list(road_table(ways).columns)[:1] == ["difference_person_h"]
    assert shapely.is_empty(shapely.MultiLineString(list(ways.geometry)))
