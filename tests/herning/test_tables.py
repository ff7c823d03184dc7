"""The region's tables: what they hold, and how they are handed out."""

import pytest

from kraftcenter_mobility import herning
from kraftcenter_mobility.errors import InputError

RESIDENTS = {
    "Herning": 88_973,
    "Holstebro": 58_654,
    "Ringkøbing-Skjern": 56_175,
    "Ikast-Brande": 41_407,
    "Struer": 20_799,
    "Lemvig": 19_606,
}
"""As published with the grid; the cells on the borders make small differences."""


def test_the_residents_of_each_municipality_are_the_published_ones_within_a_fifth_of_a_percent():
    cells = herning.population()
    totals = cells.groupby("municipality")["population"].sum()
    assert set(RESIDENTS) == set(herning.MUNICIPALITIES)
    for municipality, published in RESIDENTS.items():
        assert totals[municipality] == pytest.approx(published, rel=0.002)
    inside = totals[list(herning.MUNICIPALITIES)].sum()
    assert inside == pytest.approx(285_615, rel=0.001)


def test_the_catchment_is_the_cells_of_six_of_the_seventeen_municipalities():
    cells, catchment = herning.population(), herning.catchment()
    assert cells["municipality"].nunique() == 17
    assert set(catchment["municipality"]) == set(herning.MUNICIPALITIES)
    assert catchment["population"].sum() == 285_543
    assert catchment.attrs["credit"] == herning.POPULATION_CREDIT


def test_a_cell_is_named_after_its_south_west_corner_on_the_european_grid():
    cells = herning.population()
    assert len(cells) == 6_193
    assert cells.index.is_unique
    assert cells.index.name == "name"
    assert cells.crs == "EPSG:4326"
    on_grid = cells.loc[["1km_3630_4224"]].to_crs("EPSG:3035").geometry.iloc[0]
    assert (on_grid.x, on_grid.y) == pytest.approx((4_224_500.0, 3_630_500.0), abs=1.0)


def test_the_population_says_whom_to_credit():
    credit = herning.population().attrs["credit"]
    assert "© European Union (Eurostat/GISCO)" in credit
    assert credit in herning.CREDITS


def test_facilities_without_a_position_are_left_out():
    with_all = herning.table("facilities")
    placed = herning.facilities()
    assert len(with_all) - len(placed) == 2
    assert placed.geometry.notna().all()


def test_every_fact_has_a_confidence_letter():
    for name in (
        "places",
        "facilities",
        "roads",
        "rail_segments",
        "rail_services",
        "connectors",
    ):
        assert set(herning.table(name)["confidence"]) <= set("ABCD")


def test_towns_have_unique_names_and_points():
    towns = herning.towns()
    assert towns.index.is_unique
    assert towns.loc["Herning"].geometry.x == pytest.approx(8.97662)


def test_a_table_that_is_not_there_is_refused_with_the_names_of_those_that_are():
    with pytest.raises(InputError, match=r"no table 'streets'.*places.*roads"):
        herning.table("streets")
