"""Maps of measures, isochrones, journeys, road sections, places and networks."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Areas, Labels, Lines, Marks, Points
from kraftcenter_mobility.presentation.maps import of_networks
from kraftcenter_mobility.presentation.maps.classed import classed, limits_of, sequential

HOSPITAL = "Regionshospitalet Gødstrup"
NAMES = ("Herning", "Ikast", "Holstebro", "Sunds")


def places(**columns):
    """Return four places around Herning, with more columns if told."""
    return gpd.GeoDataFrame(
        columns,
        geometry=gpd.points_from_xy([8.97, 9.16, 8.62, 9.01], [56.14, 56.14, 56.36, 56.20]),
        index=list(NAMES),
        crs="EPSG:4326",
    )


def layer(drawn, kind):
    """Return the first layer of a kind that is not background."""
    return next(
        each
        for each in drawn.layers
        if isinstance(each, kind) and not getattr(each, "quiet", False)
    )


def listed(scale):
    """Return the labels that a legend lists."""
    return [scale.labels[k] for k in scale.rows()]


def areas(sizes, *, crs=4326, **columns):
    """Return a table of isochrones: discs of so many degrees around Herning."""
    index = pd.MultiIndex.from_tuples(list(sizes), names=["place", "cutoff_s"])
    shapes = [shapely.Point(8.97, 56.14).buffer(size) for size in sizes.values()]
    columns = {"area_km2": [7000.0 * shape.area for shape in shapes], **columns}
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=crs)


NESTED = {("Herning", 600.0): 0.1, ("Herning", 1200.0): 0.2, ("Herning", 1950.0): 0.3}


def test_values_are_divided_where_the_limits_say(sample):
    reach = pd.Series([0.0, 3.0, 5.0, np.nan], index=list(NAMES))
    drawn = km.maps.values(sample, places(), reach, legend="schools within reach", limits=[1, 5])
    points = layer(drawn, Points)
    assert listed(points.scale) == ["up to 1", "2–5", "over 5", "no value"]  # noqa: RUF001 - en dash
    told = {text: int(k) for text, k in zip(points.tooltips, points.class_of, strict=True)}
    assert told == {"Herning: 0": 0, "Ikast: 3": 1, "Holstebro: 5": 1, "Sunds: no value": 4}
    assert drawn.title == "schools within reach"
    assert points.scale.title == "schools within reach"


def test_about_a_fifth_of_the_values_is_in_each_class():
    values = np.random.default_rng(5).lognormal(3, 1, 2000)
    division = classed(values, None)
    counts = np.bincount(division.class_of(values), minlength=5)
    assert counts.size == 5
    assert counts.min() > 300
    assert counts.max() < 500


def test_values_on_both_sides_of_zero_have_colours_of_two_kinds():
    values = np.array([-30.0, -10.0, -1.0, 0.0, 1.0, 10.0, 31.0, 8.0, -9.0])
    division = classed(values, None, signed=True)
    assert list(division.limits) == [-limit for limit in reversed(division.limits)]
    middle = len(division.limits) // 2
    for colour in division.colours[:middle]:
        assert int(colour[5:], 16) > int(colour[1:3], 16)
    for colour in division.colours[middle + 1 :]:
        assert int(colour[5:], 16) < int(colour[1:3], 16)
    assert division.class_of(np.zeros(1)).tolist() == [middle]


def test_classes_of_few_whole_numbers_are_named_by_them():
    words = Words("en")
    values = np.repeat([0.0, 1.0, 2.0, 7.0], [60, 20, 10, 10])
    scale = classed(values, None).scale(words, "", np.zeros(0), np.zeros(1))
    assert listed(scale) == ["0", "1", "2", "over 2"]


def test_all_the_same_value_is_one_class():
    scale = classed(np.full(3, 4.0), None).scale(Words("en"), "", np.zeros(0), np.zeros(1))
    assert listed(scale) == ["4"]


def test_infinite_values_are_a_class_of_their_own(sample):
    values = pd.Series([1.5, np.inf, 2.5, 3.5], index=list(NAMES))
    points = layer(km.maps.values(sample, places(), values, legend="x", language="da"), Points)
    assert "uendelig" in listed(points.scale)
    assert "Herning: 1,50" in points.tooltips


def test_without_any_number_the_legend_says_so(sample):
    values = pd.Series([np.nan] * 4, index=list(NAMES))
    points = layer(km.maps.values(sample, places(), values, legend="x"), Points)
    assert listed(points.scale) == ["no value"]


@pytest.mark.parametrize("limits", [[], [3, 2], [1, 1], [np.nan], ["a"], 5, list(range(12))])
def test_limits_that_divide_nothing_are_refused(limits):
    with pytest.raises(InputError, match="limits must be"):
        limits_of(limits)


def test_colours_of_any_number_of_classes_grow_darker():
    for n in range(2, 13):
        sums = [sum(int(c[k : k + 2], 16) for k in (1, 3, 5)) for c in sequential(n)]
        assert all(light > dark for light, dark in pairwise(sums))


def test_isochrones_are_rings_that_do_not_overlap_with_the_nearest_on_top(sample):
    drawn = km.maps.isochrones(sample, areas(NESTED, people=[10.0, 30.0, 60.0]), places=places())
    rings = layer(drawn, Areas)
    assert rings.class_of.tolist() == [2, 1, 0]
    assert all(a.intersection(b).area < 1e-9 for a, b in pairwise(rings.geometry))
    assert rings.scale.labels == ("0–10", "10–20", "20–32.5")  # noqa: RUF001 - en dash
    assert rings.scale.amounts == (10.0, 20.0, 30.0)
    assert rings.scale.counted == "people"
    assert rings.tooltips[-1] == "Herning, 10 min: 219.6 km², 10 people"
    assert layer(drawn, Marks).labels == list(NAMES)


def test_isochrones_of_several_places_are_drawn_as_one_and_the_map_says_so(sample):
    both = areas({("A", 600.0): 0.1, ("B", 600.0): 0.2, ("A", 1200.0): 0.3, ("B", 1200.0): 0.3})
    both.attrs |= {"direction": "to", "mode": km.BICYCLE}
    drawn = km.maps.isochrones(sample, both, language="da")
    rings = layer(drawn, Areas)
    assert rings.scale.title == "minutter på cykel til det nærmeste sted"
    assert rings.scale.amounts == ()
    assert any(note.startswith("Områderne for 2 steder er tegnet som ét") for note in drawn.notes)


def test_isochrones_of_a_window_say_of_how_much_of_it(sample):
    table = areas(NESTED)
    table.attrs |= {"mode": "transit", "percentile": 50.0}
    drawn = km.maps.isochrones(sample, table)
    assert "Reached at 50 % or more of the moments of the window." in drawn.notes
    assert layer(drawn, Areas).scale.title == "minutes by public transport from Herning"


def test_isochrones_in_metres_are_drawn_where_they_are(sample):
    there = km.maps.isochrones(sample, areas(NESTED).to_crs(25832))
    np.testing.assert_allclose(there.bounds, km.maps.isochrones(sample, areas(NESTED)).bounds)


def test_isochrones_without_anything_in_them_are_refused(sample):
    table = areas(NESTED)
    table.geometry = [shapely.MultiPolygon()] * 3
    with pytest.raises(InputError, match="all 3 areas are empty; take larger cutoffs"):
        km.maps.isochrones(sample, table)
    table.iloc[0, table.columns.get_loc("geometry")] = shapely.Point(8.97, 56.14).buffer(0.1)
    assert len(layer(km.maps.isochrones(sample, table), Areas).geometry) == 1


def test_what_are_no_isochrones_is_refused(sample):
    with pytest.raises(InputError, match="isochrones"):
        km.maps.isochrones(sample, places())
    with pytest.raises(PlacesError, match="areas have no coordinate reference system"):
        km.maps.isochrones(sample, areas(NESTED, crs=None))


def changes(cutoffs=(1200.0,), **columns):
    """Return a table of changed isochrones."""
    index = pd.MultiIndex.from_product(
        [["all"], cutoffs, ["kept", "gained", "lost"]], names=["place", "cutoff_s", "change"]
    )
    shapes = [shapely.Point(8.9 + 0.1 * (k % 3), 56.14).buffer(0.05) for k in range(len(index))]
    shapes[2] = shapely.MultiPolygon()
    columns = {"area_km2": [60.0, 50.0, 0.0] * len(cutoffs), **columns}
    return gpd.GeoDataFrame(columns, geometry=shapes, index=index, crs=4326)


def test_areas_gained_and_lost_have_colours_and_people(sample):
    drawn = km.maps.isochrone_changes(sample, changes(people=[100.0, 20.0, 0.0]))
    sides = layer(drawn, Areas)
    assert sides.scale.labels == ("reached before and after", "gained", "lost")
    assert sides.scale.amounts == (100.0, 20.0, 0.0)
    assert sides.class_of.tolist() == [0, 1]
    assert sides.tooltips[1] == "gained, 20 min: 50.0 km², 20 people"
    assert sides.name == "within 20 min"


def test_every_cutoff_of_changes_is_a_layer_the_largest_below(sample):
    drawn = km.maps.isochrone_changes(sample, changes((600.0, 1800.0)), language="da")
    names = [each.name for each in drawn.layers if isinstance(each, Areas)]
    assert names == ["inden for 30 min", "inden for 10 min"]
    assert layer(drawn, Areas).scale.amounts == ()
    alone = layer(km.maps.isochrone_changes(sample, changes(), language="da"), Areas)
    assert alone.scale.counted == "km²"


def test_a_map_of_changes_shows_what_changes_and_hatches_what_is_lost(sample):
    table = changes()
    table.loc[("all", 1200.0, "kept"), "geometry"] = shapely.box(8.0, 55.5, 10.0, 57.0)
    table.loc[("all", 1200.0, "lost"), "geometry"] = shapely.Point(8.8, 56.14).buffer(0.05)
    drawn = km.maps.isochrone_changes(sample, table)
    west, south, east, north = drawn.bounds
    assert 8.6 < west < 8.75
    assert 9.05 < east < 9.2
    assert 56.0 < south < north < 56.3
    sides = layer(drawn, Areas)
    assert sides.scale.hatched == (sides.scale.labels.index("lost"),)


def test_a_map_of_changes_without_any_shows_what_is_kept(sample):
    table = changes()
    table.loc[("all", 1200.0, "gained"), "geometry"] = shapely.MultiPolygon()
    west, _, east, _ = km.maps.isochrone_changes(sample, table).bounds
    assert west < 8.86
    assert east < 9.0


@pytest.fixture(scope="module")
def ways(sample):
    hospital = sample.places(km.HOSPITALS).loc[[HOSPITAL]]
    return km.journeys(sample, places(), hospital, mode=km.CAR, progress=False)


def test_journeys_are_drawn_leg_by_leg(sample, ways):
    lines = layer(km.maps.journeys(sample, ways, origins=places()), Lines)
    assert lines.scale.labels == ("by car", "on foot")
    assert lines.dashed == (1,)
    moving = [leg for legs in ways["legs"] for leg in legs if leg["length_m"] > 0]
    assert len(lines.geometry) == len(moving)
    assert sum(leg["kind"] == "walk" for leg in moving) == (lines.class_of == 1).sum()
    assert all(text.startswith(NAMES) for text in lines.tooltips)
    assert all(text.count(" min") == 2 for text in lines.tooltips)


def test_legs_take_their_share_of_the_line(sample, ways):
    lines = layer(km.maps.journeys(sample, ways.iloc[[1]]), Lines)
    metres = gpd.GeoSeries(list(lines.geometry), crs=4326).to_crs(25832).length
    legs = [leg["length_m"] for leg in ways["legs"].iloc[1] if leg["length_m"] > 0]
    assert sorted(metres) == pytest.approx(sorted(legs), rel=0.02, abs=3.0)


def test_rides_and_walks_have_colours_of_their_own(sample):
    line = shapely.LineString([(8.9, 56.1), (9.0, 56.1), (9.1, 56.1)])
    legs = [
        {"kind": "walk", "length_m": 500.0, "time_s": 400.0},
        {"kind": "wait", "length_m": 0.0, "time_s": 60.0},
        {
            "kind": "ride",
            "vehicle": "rail",
            "line": "RE",
            "line_name": "Herning-Aarhus",
            "length_m": 5000.0,
            "time_s": 600.0,
        },
        {"kind": "walk", "length_m": 0.0, "time_s": 0.0},
    ]
    index = pd.MultiIndex.from_tuples([("A", "B"), ("A", "C")], names=["origin", "destination"])
    table = gpd.GeoDataFrame(
        {"travel_time_s": [1060.0, np.inf], "legs": [legs, []]},
        geometry=[line, None],
        index=index,
        crs=4326,
    )
    drawn = km.maps.journeys(sample, table, language="da")
    lines = layer(drawn, Lines)
    assert lines.scale.labels == ("med tog", "til fods")
    assert lines.tooltips[0] == "A → B: 17,7 min; med tog Herning-Aarhus, 10,0 min"
    assert "1 af 2 rejser er ikke tegnet: der er ingen vej." in drawn.notes


def test_origins_and_destinations_of_journeys_do_not_look_alike(sample, ways):
    hospital = sample.places(km.HOSPITALS).loc[[HOSPITAL]]
    drawn = km.maps.journeys(sample, ways, origins=places(), destinations=hospital)
    begins, ends = (each for each in drawn.layers if isinstance(each, Marks))
    assert begins.colour != ends.colour


def test_what_are_no_journeys_is_refused(sample, ways):
    with pytest.raises(InputError, match="travel_time_s and legs"):
        km.maps.journeys(sample, ways.drop(columns="legs"))
    with pytest.raises(InputError, match="must be a GeoDataFrame"):
        km.maps.journeys(sample, pd.DataFrame(ways.drop(columns="geometry")))
    nothing = ways.set_geometry(gpd.GeoSeries([None] * len(ways), index=ways.index, crs=4326))
    with pytest.raises(InputError, match="none of 4 rows has a line"):
        km.maps.journeys(sample, nothing)


def closures(**columns):
    """Return road sections with a number each."""
    shapes = [shapely.LineString([(8.9, 56.1), (9.0, 56.1 + k / 20)]) for k in range(4)]
    own = {
        "road": ["Vejlevej", "", "Nørregade", "Øst"],
        "number": ["13", "15", "", ""],
        "person_h": [4.0, 1.0, 30.0, np.nan],
    }
    return gpd.GeoDataFrame(own | columns, geometry=shapes, crs=4326)


def test_roads_grow_wider_and_darker_with_the_number(sample):
    drawn = km.maps.roads(sample, closures(), "person_h", legend="person-hours", limits=[2, 10])
    lines = layer(drawn, Lines)
    assert lines.class_of.tolist() == [0, 1, 2]
    assert list(lines.width[:3]) == sorted(lines.width[:3])
    assert lines.tooltips == ["15: 1", "Vejlevej 13: 4", "Nørregade: 30"]
    assert "1 of 4 rows have nothing to draw." in drawn.notes


def test_roads_known_by_name_are_drawn_in_their_whole_length_and_the_map_says_so(sample):
    name = next(name for name in sample.roads.names if len(name) > 4)
    table = pd.DataFrame({"hours": [-2.0, 3.0]}, index=[name, "(roads without a name)"])
    drawn = km.maps.roads(sample, table, "hours", legend="hours")
    assert len(layer(drawn, Lines).geometry) == 1
    assert any(note.startswith("Roads are drawn in their whole length") for note in drawn.notes)
    assert "1 of 2 rows have nothing to draw." in drawn.notes


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (closures().drop(columns="person_h"), "table has no column 'person_h', only road"),
        (closures(person_h=["a"] * 4), "must hold numbers"),
        (closures(person_h=[np.nan] * 4), "no road has a finite number"),
        (pd.DataFrame({"person_h": [1.0]}, index=["Nowhere"]), "holds no name of a road"),
    ],
)
def test_tables_of_roads_that_cannot_be_drawn_are_refused(sample, table, message):
    with pytest.raises(InputError, match=message):
        km.maps.roads(sample, table, "person_h", legend="x")


def test_a_network_shows_roads_rails_and_stations(sample):
    drawn = km.maps.network(sample)
    roads, rails, stations, names = drawn.layers
    assert (roads.name, rails.name, stations.name) == ("Roads", "Railways", "Stations")
    assert not roads.quiet
    assert roads.scale.labels[roads.class_of[-1]] == "motorways"
    assert stations.sign == "station"
    assert not set(stations.labels) & set(names.texts)
    assert isinstance(names, Labels)


def test_a_network_by_speed_has_the_fastest_on_top(sample):
    drawn = km.maps.network(sample, colour="speed", language="da")
    roads = drawn.layers[0]
    assert roads.scale.title == "km/t i bil"
    assert listed(roads.scale)[0] in {"over 100", "ikke for biler"}
    assert roads.scale.labels[roads.class_of[-1]] == "over 100"


def test_very_many_stations_are_dots(sample, monkeypatch):
    monkeypatch.setattr(of_networks, "MOST_STATIONS", 3)
    drawn = km.maps.network(sample)
    assert layer(drawn, Points).name == "Stations"
    assert not any(isinstance(each, Marks) for each in drawn.layers)


def test_the_least_roads_of_a_network_are_left_out_where_there_is_no_room(sample, monkeypatch):
    monkeypatch.setattr(of_networks, "MOST_POINTS", 4_000)
    drawn = km.maps.network(sample)
    assert any(note.startswith("Not drawn, to keep the map light:") for note in drawn.notes)


def test_a_network_has_no_other_colouring(sample):
    with pytest.raises(InputError, match='colour must be "class" or "speed"'):
        km.maps.network(sample, colour="noise")


def test_a_network_with_nothing_in_it_cannot_be_drawn(sample):
    from dataclasses import replace

    from kraftcenter_mobility.networks.public_transport import PublicTransport

    nowhere = replace(
        sample,
        roads=replace(
            sample.roads,
            node_id=np.zeros(0, int),
            node_lon=np.zeros(0),
            node_lat=np.zeros(0),
        ),
        transit=PublicTransport(),
    )
    with pytest.raises(InputError, match="nothing to draw"):
        km.maps.network(nowhere)


def test_places_of_each_kind_have_their_sign(sample):
    every = pd.concat([sample.places(kind) for kind in (km.HOSPITALS, km.STATIONS, km.VENUES)])
    drawn = km.maps.places(sample, every[~every.index.duplicated()])
    signs = [(each.name, each.sign) for each in drawn.layers if isinstance(each, Marks)]
    assert signs == [("Places", "place"), ("Stations", "station"), ("Hospitals", "hospital")]


def test_very_many_places_are_one_dot_for_each_square_and_the_map_says_so(sample):
    n = 120_000
    rng = np.random.default_rng(8)
    lon, lat = rng.uniform(8.5, 9.5, n), rng.uniform(55.9, 56.4, n)
    many = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=4326)
    drawn = km.maps.places(sample, many, language="da")
    points = layer(drawn, Points)
    assert len(points.lon) <= 50_000
    assert sum(int(text.split()[0].replace(".", "")) for text in points.tooltips) == n
    assert drawn.notes[0].startswith("120.000 steder er tegnet som en prik for hvert af ")


def test_maps_can_be_asked_for_by_name():
    assert set(km.maps.__all__) <= set(dir(km.maps))
    for name in km.maps.__all__:
        assert callable(getattr(km.maps, name))
    with pytest.raises(AttributeError, match="heat"):
        _ = km.maps.heat
