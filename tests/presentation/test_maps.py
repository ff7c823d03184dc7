"""A map says who is where, in honest classes, and names its sources and what it leaves out."""

from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Labels, Lines, Marks, Points
from kraftcenter_mobility.presentation.maps import background, cells, dots, goals, origins, sheet
from kraftcenter_mobility.presentation.maps.longitudes import crosses_180, eastward
from kraftcenter_mobility.presentation.maps.minutes import COLOURS, UNREACHABLE, time_class
from kraftcenter_mobility.presentation.maps.road_styles import STYLES
from kraftcenter_mobility.presentation.maps.texts import TEXTS

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


def seconds(*minutes, index=NAMES):
    """Return times in seconds."""
    return pd.Series([60.0 * each for each in minutes], index=list(index))


def layer(drawn, kind):
    """Return the first layer of a kind that is not background."""
    return next(
        each
        for each in drawn.layers
        if isinstance(each, kind) and not getattr(each, "quiet", False)
    )


def legend(scale):
    """Return what a legend lists: label and amount."""
    return {scale.labels[k]: scale.amounts[k] for k in scale.rows()}


TIMES = seconds(8.2, 16.04, 31.5, np.inf)
PEOPLE = [50_000.0, 16_000.0, 36_000.0, np.nan]


@pytest.fixture
def draw(sample):
    def drawn(given=None, travel_time_s=TIMES, network=sample, **settings):
        given = places() if given is None else given
        return km.maps.travel_times(network, given, travel_time_s, **settings)

    return drawn


@pytest.fixture
def hospital(sample):
    return sample.places(km.HOSPITALS).loc[[HOSPITAL]]


def test_layers_lie_from_roads_to_names(draw, hospital):
    kinds = [type(each) for each in draw(destinations=hospital).layers]
    assert kinds == [Lines, Points, Marks, Labels]


def test_every_origin_says_its_name_and_minutes(draw):
    assert set(layer(draw(), Points).tooltips) == {
        "Herning: 8.2 min",
        "Ikast: 16.0 min",
        "Holstebro: 31.5 min",
        "Sunds: no way through",
    }


def test_a_danish_map_speaks_danish(draw, hospital):
    drawn = draw(places(population=PEOPLE), destinations=hospital, language="da")
    assert drawn.title == "Rejsetider"
    assert drawn.language == "da"
    assert "Herning: 8,2 min, 50.000 personer" in layer(drawn, Points).tooltips
    assert layer(drawn, Points).scale.counted == "personer"
    assert layer(drawn, Marks).name == "Hospitaler"
    assert any("ikke OpenStreetMap-data" in note for note in drawn.notes)


def test_a_language_that_maps_do_not_speak_is_refused(draw):
    with pytest.raises(InputError, match='language must be "en" or "da"'):
        draw(language="sv")


def gaps(text):
    """Return the names of the values that a text takes."""
    return {part.split("}")[0] for part in text.split("{")[1:]}


def test_every_text_is_there_in_both_languages_with_the_same_gaps():
    for key, (english, danish) in TEXTS.items():
        assert english, key
        assert danish, key
        assert gaps(english) == gaps(danish), key


def test_times_in_another_order_find_their_origins(draw):
    assert "Holstebro: 31.5 min" in layer(draw(travel_time_s=TIMES.iloc[::-1]), Points).tooltips


@pytest.mark.parametrize("gap", [np.inf, np.nan])
def test_places_that_no_way_leads_from_are_hatched_and_counted(draw, gap):
    points = layer(draw(travel_time_s=seconds(8, 16, 31, gap)), Points)
    sunds = list(points.tooltips).index("Sunds: no way through")
    assert points.class_of[sunds] == UNREACHABLE
    assert UNREACHABLE in points.scale.hatched
    assert legend(points.scale)["no way through"] == 1


def test_the_legend_is_silent_about_no_way_through_where_there_always_is_one(draw):
    assert "no way through" not in legend(
        layer(draw(travel_time_s=seconds(8, 16, 31, 5)), Points).scale
    )


def test_a_place_without_people_and_without_a_way_is_in_the_legend_all_the_same(draw):
    assert legend(layer(draw(places(population=PEOPLE)), Points).scale)["no way through"] == 0


def test_a_time_on_a_limit_belongs_to_the_class_that_ends_there():
    minutes = np.array([0.0, 10.0, 10.001, 15.0, 20.0, 30.0, 45.0, 60.0, 60.1, np.inf])
    assert time_class(60 * minutes).tolist() == [0, 0, 1, 1, 2, 3, 4, 5, 6, 7]


def luminance(colour):
    """Return the relative luminance of a colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_grow_darker_with_time_so_that_grey_prints_keep_the_order():
    values = [luminance(colour) for colour in COLOURS]
    assert all(near > 1.3 * far for near, far in pairwise(values))


def test_circles_grow_with_population_and_the_legend_counts_people(draw):
    points = layer(draw(places(population=PEOPLE)), Points)
    order = [text.split(":")[0] for text in points.tooltips]
    assert order == ["Herning", "Holstebro", "Ikast", "Sunds"]
    assert all(np.diff(points.radius) < 0)
    assert points.radius[-1] > 0
    assert "Herning: 8.2 min, 50,000 people" in points.tooltips
    assert legend(points.scale)["0–10"] == 50_000  # noqa: RUF001 - en dash
    assert points.scale.counted == "people"
    assert "more people live there" in points.size_note


def test_without_people_the_legend_counts_origins(draw):
    points = layer(draw(), Points)
    assert points.scale.counted == "origins"
    assert points.size_note == ""
    assert np.ptp(points.radius) == 0


def test_the_user_s_own_tables_stay_as_they_were(draw):
    given = places(population=[50_000.0, np.inf, 36_000.0, np.nan])
    before, times = given.copy(), TIMES.copy()
    draw(given, times)
    pd.testing.assert_frame_equal(given, before)
    pd.testing.assert_series_equal(times, TIMES)


def test_names_from_outside_stay_plain_text(draw, hospital):
    nasty = "<script>alert('x')</script> & \"more\" $title {0} {name}"
    names = [nasty, *NAMES[1:]]
    drawn = draw(
        places().set_axis(names),
        seconds(8, 16, 31, 5, index=names),
        destinations=hospital.rename(index={HOSPITAL: nasty}),
        title=nasty,
        note=nasty,
        legend=nasty,
    )
    assert drawn.title == nasty
    assert drawn.notes[0] == nasty
    assert layer(drawn, Points).scale.title == nasty
    assert f"{nasty}: 8.0 min" in layer(drawn, Points).tooltips
    assert layer(drawn, Marks).labels == [nasty]


def test_names_from_outside_cannot_become_markup_on_the_page(draw, hospital, tmp_path):
    nasty = "<script>alert('x')</script><b>"
    drawn = draw(title=nasty, note=nasty, destinations=hospital.rename(index={HOSPITAL: nasty}))
    text = drawn.save(tmp_path / "map.html").read_text("utf-8")
    assert nasty not in text
    assert "<script>alert" not in text


def test_destinations_are_marked_and_named_and_hospitals_have_a_cross(draw, sample, hospital):
    marks = layer(draw(destinations=hospital), Marks)
    assert (marks.name, marks.sign, marks.labels) == ("Hospitals", "hospital", [HOSPITAL])
    schools = layer(draw(destinations=sample.places(km.SCHOOLS)), Marks)
    assert (schools.name, schools.sign) == ("Destinations", "place")
    assert layer(draw(destinations=hospital.geometry), Marks).sign == "place"


def test_a_town_whose_name_is_on_the_map_is_not_named_twice(draw):
    ikast = places().loc[["Ikast"]]
    assert "Ikast" not in layer(draw(destinations=ikast), Labels).texts
    assert "Ikast" in layer(draw(), Labels).texts


def test_greater_towns_come_first_in_larger_type(draw):
    names = layer(draw(), Labels)
    assert all(np.diff(names.size) <= 0)
    assert "Herning" in names.texts[:3]


def test_very_many_destinations_are_dots_and_the_map_says_so(draw, sample, monkeypatch):
    monkeypatch.setattr(goals, "MOST_MARKS", 3)
    schools = sample.places(km.SCHOOLS).iloc[:4]
    drawn = draw(destinations=schools)
    assert not any(isinstance(each, Marks) for each in drawn.layers)
    assert any(note.startswith("4 places are drawn as dots") for note in drawn.notes)


def test_the_sample_says_plainly_what_it_is(draw):
    drawn = draw()
    assert km.herning.DISCLAIMER in drawn.notes
    assert km.herning.CREDITS in drawn.credits


def test_openstreetmap_the_census_and_the_tool_are_credited(draw, sample):
    elsewhere = replace(sample, source="region.osm.pbf", timestamp="2026-03-01T20:00:00Z")
    given = places()
    given.attrs["credit"] = "Population: somebody & co"
    drawn = draw(given, network=elsewhere)
    assert drawn.credits == (
        "Roads and places: © OpenStreetMap contributors (ODbL), 2026-03-01",
        "Population: somebody & co",
        f"Made with kraftcenter_mobility {km.__version__}",
    )
    assert km.herning.DISCLAIMER not in drawn.notes


def test_roads_are_quiet_with_the_greatest_on_top(draw):
    roads = draw().layers[0]
    assert roads.quiet
    assert all(np.diff(roads.class_of) > 0)
    assert STYLES[roads.class_of[-1]].name == "motorway"
    assert roads.scale.rows()[0] == roads.class_of[-1]
    assert {"path", "local"} == {STYLES[k].name for k in roads.near}


def test_the_least_roads_are_left_out_where_there_is_no_room(draw, sample, monkeypatch):
    here = sheet.sheet_around(sample, "en", (np.array([8.1, 9.5]), np.array([55.8, 56.7])))
    (everything,), nothing = background.background(here)
    assert nothing == []
    (some,), left_out = background.background(here, most_points=4_000)
    assert some.class_of.tolist() == everything.class_of[-len(some.class_of) :].tolist()
    assert sum(background.n_points(each) for each in some.geometry) <= 4_000
    assert left_out[-1] == "tracks, paths"
    monkeypatch.setattr(background.background, "__kwdefaults__", {"most_points": 4_000})
    assert any(note.startswith("Not drawn, to keep the map light:") for note in draw().notes)


def test_one_origin_is_enough(draw):
    drawn = draw(places().loc[["Ikast"]], TIMES.loc[["Ikast"]])
    assert list(layer(drawn, Points).tooltips) == ["Ikast: 16.0 min"]
    west, south, east, north = drawn.bounds
    assert 0.01 < north - south < 0.05
    assert 0.02 < east - west < 0.1


def test_a_map_holds_its_places_with_a_margin(draw):
    west, south, east, north = draw().bounds
    assert west < 8.62
    assert east > 9.16
    assert south < 56.14
    assert north > 56.36


def test_destinations_far_away_do_not_shrink_the_map_and_are_counted(draw, sample):
    hospitals = sample.places(km.HOSPITALS)
    drawn = draw(destinations=hospitals)
    assert any(note.startswith("Beyond the edge of the map:") for note in drawn.notes)
    assert drawn.bounds[2] < 9.7
    far = hospitals[hospitals.geometry.x > 9.8]
    assert draw(destinations=far).bounds[2] > far.geometry.x.max()


def test_a_stray_place_does_not_shrink_the_map_and_is_counted(draw):
    given = places()
    given.loc["Sunds", "geometry"] = gpd.points_from_xy([12.57], [55.68])[0]
    drawn = draw(given)
    assert "Not on the map: 1 of 4 places, which lie far from all roads." in drawn.notes
    assert drawn.bounds[2] < 10


def test_edits_that_all_lie_elsewhere_are_shown_where_they_are(sample):
    new = km.Scenario("New", (km.AddPlace("Zoo", 38.97, 16.14),))
    drawn = new.preview(sample).map()
    assert "All 1 places lie far from the roads of the network." in drawn.notes
    assert drawn.bounds[0] > 38
    assert not any(getattr(each, "quiet", False) for each in drawn.layers)


def test_circles_of_places_in_clusters_do_not_hide_each_other(draw):
    across, up = np.meshgrid(np.arange(8) * 0.0008, np.arange(8) * 0.0005)
    villages = [(8.8, 56.1), (9.1, 56.1), (8.8, 56.3), (9.1, 56.3)]
    lon = np.concatenate([x + across.ravel() for x, _ in villages])
    lat = np.concatenate([y + up.ravel() for _, y in villages])
    given = gpd.GeoDataFrame(
        {"population": np.arange(1.0, 257.0)}, geometry=gpd.points_from_xy(lon, lat), crs=4326
    )
    points = layer(draw(given, pd.Series(600.0, index=given.index)), Points)
    assert np.max(points.radius) == pytest.approx(origins.LARGEST * origins.RADIUS_PT[0])
    assert len(set(points.radius.tolist())) > 100, "more people, larger circles"


def test_places_in_metres_are_drawn_where_they_are(draw):
    in_metres = draw(places().to_crs("EPSG:25832"))
    np.testing.assert_allclose(in_metres.bounds, draw().bounds, atol=1e-9)


def test_very_many_origins_are_added_up_in_squares_and_the_map_says_so(draw, monkeypatch):
    monkeypatch.setattr(origins, "MOST_CELLS", 3)
    small = places(population=[10.0, 30.0, 60.0, 5.0])
    small.geometry = gpd.points_from_xy([8.97, 8.9701, 8.62, 9.01], [56.14, 56.1401, 56.36, 56.2])
    monkeypatch.setattr(cells.cells_of, "__kwdefaults__", {"most": 3})
    drawn = draw(small, seconds(8, 16, np.inf, 5))
    points = layer(drawn, Points)
    assert points.lon.size == 3
    assert "14.0 min; 40 people in 2 places" in {text.split(": ")[-1] for text in points.tooltips}
    assert legend(points.scale)["15–20"] == 30  # noqa: RUF001 - en dash
    (note,) = [note for note in drawn.notes if "added up" in note]
    assert note.startswith("4 origins are added up in 3 squares of 1 km: each shows the mean")


def test_a_square_says_how_many_have_no_way(draw, monkeypatch):
    monkeypatch.setattr(origins, "MOST_CELLS", 1)
    monkeypatch.setattr(cells.cells_of, "__kwdefaults__", {"most": 1})
    drawn = draw(places(population=[10.0, 30.0, 60.0, 5.0]), seconds(8, 16, np.inf, np.nan))
    (text,) = layer(drawn, Points).tooltips
    assert text.endswith("14.0 min, 65 of them without a way; 105 people in 4 places")
    assert layer(drawn, Points).class_of.tolist() == [1]


def test_squares_keep_every_person_and_are_few_enough():
    rng = np.random.default_rng(3)
    lon, lat, people = rng.normal(9, 0.3, 5000), rng.normal(56, 0.2, 5000), rng.random(5000)
    found = cells.cells_of(lon, lat, people, most=400)
    assert 100 < found.lon.size <= 400
    assert found.weight.sum() == pytest.approx(people.sum())
    assert found.n_places.sum() == 5000
    off_m = np.abs(found.lat[found.cell] - lat) * cells.METRES_PER_DEGREE
    assert off_m.max() <= found.size_m / 2 + 1e-6


def test_hundreds_of_thousands_of_origins_are_drawn_as_squares(sample):
    rng = np.random.default_rng(1)
    n = 200_000
    names = np.arange(n).astype(str)
    given = gpd.GeoDataFrame(
        {"population": rng.integers(0, 9, n)},
        geometry=gpd.points_from_xy(rng.normal(8.9, 0.2, n), rng.normal(56.2, 0.15, n)),
        index=names,
        crs="EPSG:4326",
    )
    drawn = km.maps.travel_times(sample, given, pd.Series(rng.random(n) * 4000, index=names))
    assert layer(drawn, Points).lon.size <= cells.MOST_CELLS
    assert sum(layer(drawn, Points).scale.amounts) == given["population"].sum()


def test_dots_stand_for_as_many_people_each(draw):
    drawn = draw(places(population=[400.0, 200.0, 100.0, 0.0]), dots=True)
    points = layer(drawn, Points)
    assert points.lon.size == 700
    assert np.bincount(points.class_of, minlength=8).tolist() == [400, 0, 200, 0, 100, 0, 0, 0]
    assert points.size_note == "Each dot is one person."
    assert any(note.startswith("Each dot is one person and lies at random") for note in drawn.notes)


def test_dots_lie_near_their_place_and_in_the_same_spot_on_every_map():
    lon, lat = np.array([8.97, 9.16]), np.array([56.14, 56.14])
    both = dots.dots_of(lon, lat, np.array([300.0, 100.0]), pd.Index(["A", "B"]))
    alone = dots.dots_of(lon[1:], lat[1:], np.array([100.0]), pd.Index(["B"]))
    metres = np.array([np.cos(np.radians(56.14)), 1.0]) * dots.METRES_PER_DEGREE
    off_m = np.column_stack((both.lon - lon[both.origin], both.lat - lat[both.origin])) * metres
    assert np.abs(off_m).max() <= 500.0
    assert np.abs(off_m).max() > 400.0
    assert set(both.lon[both.origin == 1].tolist()) == set(alone.lon.tolist())


def test_so_many_people_share_a_dot_that_there_are_not_too_many():
    people = np.full(3, 123_456.0)
    many = dots.dots_of(np.arange(3.0), np.zeros(3), people, pd.Index(list("ABC")))
    assert many.people_each == 10
    assert abs(many.lon.size * 10 - people.sum()) <= 10


def test_longitudes_go_on_across_the_date_line():
    lon = np.array([179.9, -179.8])
    assert crosses_180(lon)
    assert not crosses_180(np.array([-120.0, 100.0, 0.0]))
    assert not crosses_180(np.zeros(0))
    np.testing.assert_allclose(eastward(lon, shifted=True), [179.9, 180.2])


def test_a_map_around_the_date_line_is_small(sample):
    island = replace(
        sample,
        roads=replace(
            sample.roads,
            node_lon=_fiji(sample.roads.node_lon),
            point_lon=_fiji(sample.roads.point_lon),
        ),
        place_table=sample.place_table.iloc[:0],
    )
    given = places()
    given.geometry = gpd.points_from_xy(_fiji(given.geometry.x.to_numpy()), given.geometry.y)
    drawn = km.maps.travel_times(island, given, TIMES)
    west, _, east, _ = drawn.bounds
    assert 179 < west < 180 < east < 181
    points = layer(drawn, Points)
    assert ((points.lon > west) & (points.lon < east)).all()
    assert max(each.bounds[2] for each in drawn.layers[0].geometry) < 183


def _fiji(lon):
    """Return longitudes moved so that Herning lies on the date line."""
    moved = np.asarray(lon) + 171.0
    return np.where(moved > 180, moved - 360, moved)


def test_no_origins_are_refused(draw):
    with pytest.raises(PlacesError, match="origins have no rows"):
        draw(places().iloc[:0], TIMES.iloc[:0])


def test_places_without_a_coordinate_system_are_refused(draw):
    with pytest.raises(PlacesError, match="no coordinate reference system"):
        draw(places().set_crs(None, allow_override=True))


def test_doubles_are_refused(draw):
    with pytest.raises(PlacesError, match="names must be unique"):
        draw(pd.concat([places(), places()]), TIMES)


def test_times_of_other_places_are_refused_and_three_are_named(draw):
    others = seconds(8, 16, 31, 5, index=("Herning", "Aarhus", "Viborg", "Skive"))
    with pytest.raises(InputError) as refusal:
        draw(travel_time_s=others)
    message = str(refusal.value)
    assert "3 of 4 origins have no time and 3 times belong to no origin" in message
    assert message.count("'") == 6
    assert "'Ikast'" in message


def test_a_table_instead_of_a_column_is_refused(draw):
    with pytest.raises(InputError, match=r"must be a Series.*not a DataFrame"):
        draw(travel_time_s=TIMES.to_frame())


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (pd.concat([TIMES, TIMES.iloc[:1]]), "more than one time for 1 places: 'Herning'"),
        (seconds(8, -16, 31, 5), "below zero for 1 of 4 origins: 'Ikast'"),
        (TIMES.astype(str) + " s", "must be numbers, in seconds"),
    ],
)
def test_times_that_cannot_be_are_refused(draw, times, message):
    with pytest.raises(InputError, match=message):
        draw(travel_time_s=times)


def test_a_folder_that_is_not_there_is_named(draw, tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        draw().save(tmp_path / "no" / "map.html")


def test_lengths_are_told_as_people_say_them():
    assert cells.size_text(Words("en"), 50.0) == "50 m"
    assert cells.size_text(Words("da"), 2500.0) == "2,5 km"
