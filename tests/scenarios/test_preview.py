"""What a scenario would do, as text, as a table, as geometry and on a map."""

import geopandas as gpd
import pytest
from drawn import drawn, way
from shapely.geometry import Point

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.edits import CloseRoad, SetSpeed
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.place_edits import AddPlace, ClosePlace, MovePlace
from kraftcenter_mobility.scenarios.scenario import Scenario


@pytest.fixture(scope="module")
def town():
    """Return two roads to be joined.

    A---B---C

    D---E---F
    """
    return drawn("A---B---C\n\nD---E---F", [way("ABC", ref="15"), way("DEF", name="Vestergade")])


@pytest.fixture
def plan(town):
    line = [town.lonlat["B"], town.lonlat["E"]]
    joins = (Join(*line[0], roads=("15",)), Join(*line[1], roads=("Vestergade",)))
    return Scenario(
        "Plan",
        (
            MovePlace("Hospital", 8.975, 56.139),
            CloseRoad(number="15", modes=(km.CAR,), direction="forward"),
            AddRoad(line, "tertiary", joins=joins, name="Ny vej"),
        ),
        description="A bypass & more",
    )


@pytest.fixture
def places():
    return {
        "destinations": gpd.GeoDataFrame(
            geometry=[Point(8.97, 56.139)], crs="EPSG:4326", index=["Hospital"]
        )
    }


def test_the_accounts_stand_in_the_order_of_the_edits(plan, town, places):
    preview = plan.preview(town.network, places)
    assert [account.edit for account in preview.accounts] == ["MovePlace", "CloseRoad", "AddRoad"]
    assert preview.accounts[1] is plan.changes(town.network)[1][0]


def test_a_printed_preview_numbers_the_edits_and_says_what_each_does(plan, town, places):
    lines = str(plan.preview(town.network, places)).splitlines()
    assert lines[0] == "Plan: 3 edits"
    assert lines[1].startswith("   1  MovePlace: move 'Hospital' by 0.3 km")
    assert any(line.startswith("   2  CloseRoad: ") for line in lines)
    assert any(line.startswith("   3  AddRoad: ") for line in lines)
    assert "      open: 0.20 km -> closed: 0.20 km" in lines
    assert sum("joined to" in line for line in lines) == 2


def test_the_preview_of_nothing_says_so(town):
    assert str(Scenario("Now").preview(town.network)) == "Now: no edits, as it is now"
    assert Scenario("Now").preview(town.network).geometry.empty
    assert Scenario("Now").preview(town.network).table.empty


def test_the_table_has_a_row_per_edit_under_its_number(plan, town, places):
    table = plan.preview(town.network, places).table
    assert table.index.tolist() == [1, 2, 3]
    assert table["km"].round(1).tolist() == [0.0, 0.2, 0.1]
    assert table.loc[2, "before"] == "open: 0.20 km"
    assert table.loc[2, "after"] == "closed: 0.20 km"
    assert table.loc[3, "connected"]
    assert table.loc[1, "connected"] is None


def test_the_geometry_of_all_edits_is_one_table(plan, town, places):
    shapes = plan.preview(town.network, places).geometry
    assert shapes.crs == "EPSG:4326"
    assert sorted(set(shapes["number"])) == [1, 2, 3]
    assert (shapes.loc[shapes["number"] == 1].geom_type == "Point").all()
    assert (shapes.loc[shapes["number"] > 1].geom_type == "LineString").all()


def test_a_notebook_shows_the_preview_with_its_text_escaped(plan, town, places):
    page = plan.preview(town.network, places)._repr_html_()
    assert page.count("<tr>") == 4
    assert "A bypass &amp; more" in page


def test_a_preview_as_plain_values_names_scenario_and_digest(plan, town, places):
    values = plan.preview(town.network, places).to_dict()
    assert values["scenario"] == "Plan"
    assert values["digest"] == plan.digest
    assert [account["edit"] for account in values["accounts"]] == [
        "MovePlace",
        "CloseRoad",
        "AddRoad",
    ]


def test_without_tables_the_networks_own_places_are_previewed(sample):
    closing = Scenario("x", (ClosePlace("Regionshospitalet Gødstrup"), AddPlace("X", 9, 56.1)))
    preview = closing.preview(sample)
    assert [account.what.endswith("(places)") for account in preview.accounts] == [True, True]


def test_a_preview_names_the_edit_that_cannot_be_made(town):
    plan = Scenario("Plan", (SetSpeed(number="15", limit_kmh=50), ClosePlace("Hospital")))
    with pytest.raises(ScenarioError, match=r"edit 2 \(ClosePlace\) of 'Plan': no place"):
        plan.preview(town.network)


def test_a_preview_is_drawn_on_a_map(plan, town, places, tmp_path):
    drawn = plan.preview(town.network, places).map(tmp_path / "plan.html")
    page = (tmp_path / "plan.html").read_text("utf-8")
    assert drawn.title == "Plan"
    assert "Plan" in page
    assert page.lstrip().startswith("<!")
