"""The Danish square grid: its names, which cells an area touches, and who lives in them."""

import time

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from kraftcenter_mobility import grids
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.grids import square_grid

# A square of 10 km by 10 km around Herning whose edges are edges of the grid.
WEST, SOUTH = 490_000, 6_220_000


def in_metres(*shapes):
    return gpd.GeoSeries([*shapes], crs="EPSG:25832")


TEN_KM = in_metres(box(WEST, SOUTH, WEST + 10_000, SOUTH + 10_000))


def people_at(*points, counts):
    return gpd.GeoDataFrame(
        {"persons": counts}, geometry=[Point(point) for point in points], crs="EPSG:25832"
    )


def around(x_m, y_m):
    return in_metres(box(x_m - 1, y_m - 1, x_m + 1, y_m + 1))


@pytest.mark.parametrize(
    ("cell_m", "name", "corner"),
    [
        (100, "100m_62237_5756", (575_600, 6_223_700)),
        (250, "250m_622375_57550", (575_500, 6_223_750)),  # in tens of metres
        (1_000, "1km_6223_575", (575_000, 6_223_000)),
        (10_000, "10km_622_57", (570_000, 6_220_000)),
        (50_000, "50km_620_55", (550_000, 6_200_000)),  # in tens of kilometres
        (100_000, "100km_62_5", (500_000, 6_200_000)),
    ],
)
def test_a_cell_is_called_after_its_south_west_corner(cell_m, name, corner):
    grid = square_grid(around(575_612, 6_223_787), cell_m=cell_m)
    assert grid.index.tolist() == [name]
    assert (grid["easting_m"].iloc[0], grid["northing_m"].iloc[0]) == corner
    middle = grid.to_crs("EPSG:25832").geometry.iloc[0]
    assert (middle.x - cell_m / 2, middle.y - cell_m / 2) == pytest.approx(corner, abs=1e-3)


def test_cells_come_from_south_to_north_and_west_to_east():
    # Six cells of a kilometre, three to the east and two to the north:
    #   6221 |  4  5  6
    #   6220 |  1  2  3
    #          490 491 492
    grid = square_grid(in_metres(box(WEST, SOUTH, WEST + 3_000, SOUTH + 2_000)))
    assert grid.index.tolist() == [
        *("1km_6220_490", "1km_6220_491", "1km_6220_492"),
        *("1km_6221_490", "1km_6221_491", "1km_6221_492"),
    ]
    assert grid.index.name == "name"
    assert grid.crs == "EPSG:4326"
    assert grid["population"].isna().all()


def test_an_area_along_the_grids_own_edges_gets_no_cells_beyond_them():
    assert len(square_grid(TEN_KM)) == 100
    assert len(square_grid(TEN_KM, cell_m=10_000)) == 1


def test_an_area_is_followed_into_its_corners_holes_and_parts():
    # An L of three cells, a far fourth, and a ring around a hole of one whole cell.
    ell = Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)])
    ring = box(10, 10, 13, 13).difference(box(11, 11, 12, 12))
    parts = [*MultiPolygon([ell, box(5, 5, 6, 6)]).geoms, ring]
    scaled = [
        Polygon(
            [(WEST + 1000 * x, SOUTH + 1000 * y) for x, y in part.exterior.coords],
            [
                [(WEST + 1000 * x, SOUTH + 1000 * y) for x, y in hole.coords]
                for hole in part.interiors
            ],
        )
        for part in parts
    ]
    grid = square_grid(in_metres(*scaled))
    assert len(grid) == 3 + 1 + 8
    assert "1km_6221_491" not in grid.index
    assert "1km_6231_501" not in grid.index


def test_a_box_a_geometry_and_a_table_in_degrees_give_the_same_cells():
    bounds = (8.90, 56.10, 9.05, 56.20)
    from_box = square_grid(bounds).index
    assert square_grid(box(*bounds)).index.equals(from_box)
    assert square_grid(gpd.GeoDataFrame(geometry=[box(*bounds)], crs=4326)).index.equals(from_box)


@given(
    west=st.floats(8, 12),
    south=st.floats(54.5, 57.5),
    width=st.floats(0.001, 0.1),
    height=st.floats(0.001, 0.05),
    where=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99)),
)
def test_every_point_of_an_area_lies_in_exactly_one_of_its_cells(west, south, width, height, where):
    grid = square_grid((west, south, west + width, south + height))
    point = gpd.GeoSeries.from_xy([west + where[0] * width], [south + where[1] * height], crs=4326)
    at = point.to_crs(25832).iloc[0]
    holds = (grid["easting_m"] == at.x // 1000 * 1000) & (grid["northing_m"] == at.y // 1000 * 1000)
    assert holds.sum() == 1
    assert grid.index.is_unique


# People

INSIDE = people_at(
    (WEST + 10, SOUTH + 10),
    (WEST + 990, SOUTH + 990),
    (WEST + 5_500, SOUTH + 500),
    (WEST - 500, SOUTH + 500),
    counts=[3, 4, 5, 7],
)


def test_people_are_summed_into_their_cells_and_empty_cells_left_out():
    grid = square_grid(TEN_KM, people=INSIDE, column="persons")
    assert grid["population"].to_dict() == {"1km_6220_490": 7.0, "1km_6220_495": 5.0}


def test_people_outside_the_area_are_counted_beside_the_grid():
    grid = square_grid(TEN_KM, people=INSIDE, column="persons")
    assert grid.attrs == {"points_outside": 1, "people_outside": 7.0}


def test_people_beyond_a_border_do_not_fill_the_cells_it_cuts():
    area = in_metres(box(WEST, SOUTH, WEST + 500, SOUTH + 500))
    grid = square_grid(area, people=INSIDE, column="persons")
    assert grid["population"].to_dict() == {"1km_6220_490": 3.0}
    assert grid.attrs["people_outside"] == 16.0


def test_empty_cells_can_be_kept():
    grid = square_grid(TEN_KM, people=INSIDE, column="persons", keep_empty=True)
    assert len(grid) == 100
    assert grid["population"].sum() == 12.0


def test_people_may_share_a_name_and_the_callers_table_is_left_alone():
    people = INSIDE.set_index(np.zeros(4, dtype=int))
    grid = square_grid(TEN_KM, people=people, column="persons")
    assert grid["population"].sum() == 12.0
    assert people.index.tolist() == [0, 0, 0, 0]
    assert list(people.columns) == ["persons", "geometry"]


@given(
    st.lists(st.tuples(st.floats(-2e4, 3e4), st.floats(-2e4, 3e4), st.integers(0, 99)), max_size=30)
)
def test_nobody_is_lost_or_counted_twice(rows):
    rows = [(1.0, 1.0, 1), *rows]
    people = people_at(*[(WEST + x, SOUTH + y) for x, y, _ in rows], counts=[n for *_, n in rows])
    grid = square_grid(TEN_KM, cell_m=250, people=people, column="persons", keep_empty=True)
    total = sum(n for *_, n in rows)
    assert grid["population"].sum() + grid.attrs["people_outside"] == pytest.approx(total)


def test_a_million_cells_take_seconds():
    started_at_s = time.perf_counter()
    grid = square_grid(
        in_metres(box(WEST, SOUTH, WEST + 100_000, SOUTH + 100_000).buffer(-10)), cell_m=100
    )
    assert len(grid) == 1_000_000
    assert time.perf_counter() - started_at_s < 30


# What is refused

BOX = (8.9, 56.1, 9.0, 56.2)


@pytest.mark.parametrize(
    ("area", "message"),
    [
        ((8, 56, 9), r"area must be \(west, south, east, north\)"),
        ((56.1, 8.9, 56.2, 9.0), "longitude and latitude look swapped"),
        ((490_000, 6_220_000, 500_000, 6_230_000), "GeoDataFrame with its .* EPSG:25832"),
        ((-180, -80, 180, 80), "outside what the Danish grid is for, -21 to 39"),
        (Polygon(), "area is empty"),
        (Point(8.9, 56.1), "has no surface"),
        (in_metres(Point(WEST, SOUTH)), "has no surface"),
        (gpd.GeoSeries([box(*BOX)]), "a GeoSeries, has no crs"),
        (gpd.GeoSeries([], crs=4326), "outside what the Danish grid is for"),
        (7, "got int"),
    ],
)
def test_an_area_that_cannot_be_used_is_refused_with_the_reason(area, message):
    with pytest.raises(InputError, match=message):
        square_grid(area)


def test_a_grid_that_would_be_too_large_is_refused_before_it_is_made():
    with pytest.raises(InputError, match=r"15,9\d\d,\d\d\d cells of 100 m, more than 5,000,000"):
        square_grid((8.0, 54.5, 15.0, 57.8), cell_m=100)


def test_a_thin_area_is_refused_by_the_cells_along_its_border(monkeypatch):
    # Twenty strips a metre wide and 5 km long: 0.1 square kilometres, but 1,000 cells.
    monkeypatch.setattr(grids, "MOST_CELLS", 999)
    strips = [box(WEST + 200 * i, SOUTH, WEST + 200 * i + 1, SOUTH + 5_000) for i in range(20)]
    with pytest.raises(InputError, match="more than 999"):
        square_grid(in_metres(*strips), cell_m=100)
    monkeypatch.setattr(grids, "MOST_CELLS", 1_000)
    assert len(square_grid(in_metres(*strips), cell_m=100)) == 1_000


def test_a_size_the_grid_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(InputError, match=r"cell_m=500 .* take 100, 250, 1000, 10000"):
        square_grid(BOX, cell_m=500)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"people": INSIDE}, InputError, "column is None and people are given"),
        ({"column": "persons"}, InputError, "column is 'persons' and people are missing"),
        ({"people": INSIDE, "column": "x"}, InputError, "no column 'x', only 'persons'"),
        (
            {"people": INSIDE.set_crs(None, allow_override=True), "column": "persons"},
            PlacesError,
            "people: the places have no coordinate reference system",
        ),
        (
            {"people": INSIDE.assign(persons=[1, -1, 2, 3]), "column": "persons"},
            PlacesError,
            "1 of 4 values of people.* the first -1 in row 2",
        ),
        (
            {"people": INSIDE.assign(persons=[1, 2, np.nan, 3]), "column": "persons"},
            PlacesError,
            "the first nan in row 3",
        ),
        (
            {"people": INSIDE.assign(persons=list("abcd")), "column": "persons"},
            PlacesError,
            "4 of 4 values",
        ),
        (
            {"people": people_at((600_000, 6_100_000), counts=[1]), "column": "persons"},
            PlacesError,
            r"none of the 1 rows of people .* at \(600000, 6100000\)",
        ),
    ],
)
def test_people_that_cannot_be_used_are_refused_with_the_reason(arguments, error, message):
    with pytest.raises(error, match=message):
        square_grid(TEN_KM, **arguments)
