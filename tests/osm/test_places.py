"""OpenStreetMap objects as places: what they are, where one goes in, what they are called."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.osm.features import FEATURE_KEYS, Entrance, Feature, classify, is_feature
from kraftcenter_mobility.osm.places import places_from_features
from kraftcenter_mobility.osm.reader import read_osm
from kraftcenter_mobility.places import FOLKESKOLER, HOSPITALS, SCHOOLS, TOWNS, check_places

# Herning, where 0.001 degree of latitude is 111 m and of longitude 62 m.
LON, LAT = 8.97, 56.14

SCHOOL = {"amenity": "school"}
HOSPITAL = {"amenity": "hospital"}
STATION = {"railway": "station"}


def node(osm_id, tags, north=0.0, east=0.0):
    """Return a node `north` and `east` thousandths of a degree from the middle."""
    return Feature("node", osm_id, tags, LON + east / 1000, LAT + north / 1000, ())


def way(osm_id, tags, north=0.0, refs=(1, 2, 3, 1)):
    return node(osm_id, tags, north)._replace(osm_type="way", refs=tuple(refs))


def places(*features, entrances=None, notices=None):
    return places_from_features(
        features, entrances or {}, Notices() if notices is None else notices
    )


# What a tag means


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"amenity": "hospital"}, ("hospital", "hospital")),
        ({"amenity": "hospital", "emergency": "yes"}, ("hospital", "hospital_emergency")),
        ({"amenity": "hospital", "emergency": "no"}, ("hospital", "hospital")),
        ({"healthcare": "hospital"}, ("hospital", "hospital")),
        (
            {"amenity": "hospital", "healthcare:speciality": "surgery;emergency"},
            ("hospital", "hospital_emergency"),
        ),
        ({"amenity": "clinic", "emergency": "yes"}, None),
        ({"building": "hospital"}, None),
        ({"amenity": "events_venue"}, ("venue", "venue")),
        ({"amenity": "conference_centre"}, ("venue", "conference")),
        ({"amenity": "exhibition_centre"}, ("venue", "exhibition")),
        ({"amenity": "theatre"}, ("venue", "theatre")),
        ({"leisure": "stadium"}, ("venue", "stadium")),
        ({"building": "stadium", "name": "MCH Arena"}, ("venue", "stadium")),
        ({"building": "stadium"}, None),  # the stands of one
        ({"building": "arena"}, ("venue", "arena")),
        ({"leisure": "sports_centre", "name": "KVIK Hockey Arena"}, ("venue", "arena")),
        ({"leisure": "sports_hall", "capacity": "4.105"}, ("venue", "arena")),
        ({"leisure": "sports_hall", "capacity": "300"}, None),
        ({"leisure": "sports_centre", "name": "Sindalhallen"}, None),
        ({"tourism": "museum"}, None),
        ({"amenity": "community_centre"}, None),
        ({"railway": "station"}, ("station", "station")),
        ({"railway": "halt"}, ("station", "halt")),
        ({"public_transport": "station", "train": "yes"}, ("station", "station")),
        ({"public_transport": "station", "bus": "yes"}, None),
        ({"railway": "tram_stop", "public_transport": "station", "train": "yes"}, None),
        ({"railway": "station", "station": "subway", "train": "no"}, ("station", "metro")),
        ({"railway": "station", "station": "light_rail"}, ("station", "light_rail")),
        ({"railway": "station", "station": "funicular"}, None),
        ({"railway": "station", "railway:traffic_mode": "freight"}, None),
        ({"railway": "station", "train": "no"}, None),
        ({"place": "city"}, ("town", "city")),
        ({"place": "hamlet"}, ("town", "hamlet")),
        ({"place": "isolated_dwelling"}, None),
        ({"place": "town", "boundary": "administrative"}, None),
        ({}, None),
        ({"amenity": "bench"}, None),
    ],
)
def test_tags_say_what_a_place_is(tags, expected):
    assert classify(tags) == expected


@pytest.mark.parametrize("tags", [SCHOOL, HOSPITAL, STATION, {"place": "village"}])
def test_what_is_no_longer_or_not_yet_there_is_no_place(tags):
    assert is_feature(tags)
    for prefix in ("disused", "abandoned", "was", "demolished", "proposed", "construction"):
        assert not is_feature({f"{prefix}:{key}": value for key, value in tags.items()})
        assert not is_feature({**tags, prefix: "yes"})
        assert is_feature({**tags, prefix: "no"})
    assert not is_feature({**tags, "building": "construction"})
    assert not is_feature({**tags, "building": "ruins"})


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("Brændgårdskolen", "folkeskole"),
        ("Snejbjerg Skole", "folkeskole"),
        ("HERNING FRISKOLE", "folkeskole"),
        ("Gullestrup Skole / Børnecenter", "folkeskole"),
        ("Timring Læringscenter", "folkeskole"),
        ("10. KlasseCenter Bornholm", "folkeskole"),
        ("Rønneskolen, Afdeling Østre", "folkeskole"),
        ("Herning Gymnasium", "youth"),
        ("Struer Statsgymnasium", "youth"),
        ("Holstebro Gymnasium og HF", "youth"),
        ("HF & VUC Herning", "youth"),
        ("Viborg Katedralskole", "youth"),
        ("Herningsholm Erhvervsskole", "youth"),
        ("Handelsskolen", "youth"),
        ("UCH (EUD/HHX/HTX)", "youth"),
        ("Social- og Sundhedsskolen Herning", "youth"),
        ("VIA University College", "higher"),
        ("Professionshøjskolen Absalon", "higher"),
        ("Aarhus Universitet, AU Herning", "higher"),
        ("Erhvervsakademi MidtVest", "higher"),
        ("Kildebakkens Specialskole", "special"),
        ("Ikast Efterskole", "other"),
        ("Herning Højskole", "other"),
        ("Herning Musikskole", "other"),
        ("Ungdomsskolen", "other"),
        ("Chefskolen", "folkeskole"),  # hf counts as a word of its own only
        ("Sinding-Ørre Midtpunkt", "other"),
        ("", "other"),
    ],
)
def test_the_words_of_a_danish_name_tell_the_level_of_a_school(name, category):
    assert classify({**SCHOOL, "name": name}) == ("school", category)


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"isced:level": "1;2"}, "folkeskole"),
        ({"isced:level": "0-2"}, "folkeskole"),
        ({"isced:level": "1,2,3"}, "folkeskole"),
        ({"isced:level": "3"}, "youth"),
        ({"isced:level": "5-8"}, "higher"),
        ({"grades": "0-9"}, "folkeskole"),
        ({"grades": "10"}, "folkeskole"),
        ({"grades": "10-12"}, "youth"),
        ({"school": "primary;secondary"}, "folkeskole"),
        ({"school": "upper_secondary"}, "youth"),
        ({"school:type": "special_education_needs"}, "special"),
        ({"school:type": "special_education_needs", "isced:level": "1"}, "special"),
    ],
)
def test_what_tags_say_of_the_level_goes_before_the_name(tags, category):
    assert classify({**SCHOOL, "name": "Ordrup Gymnasium", **tags}) == ("school", category)


@pytest.mark.parametrize(
    ("amenity", "name", "category"),
    [
        ("university", "Campus Birk", "higher"),
        ("college", "Hotel- og Restaurantskolen", "youth"),
        ("college", "VIA University College", "higher"),
        ("college", "Vallekilde Højskole", "other"),
    ],
)
def test_a_college_is_youth_education_unless_its_name_says_otherwise(amenity, name, category):
    assert classify({"amenity": amenity, "name": name}) == ("school", category)


KEYS = st.sampled_from([*sorted(FEATURE_KEYS), "name", "isced:level", "grades", "capacity"])
VALUES = st.sampled_from(["school", "hospital", "stadium", "station", "town", "9-0"]) | st.text()


@given(st.dictionaries(KEYS, VALUES))
def test_whatever_is_a_place_has_a_key_that_makes_the_reader_hand_it_over(tags):
    if is_feature(tags):
        assert FEATURE_KEYS & set(tags)


# Where one goes in


@pytest.mark.parametrize(
    ("kinds", "chosen"),
    [
        ({2: "yes", 3: "main"}, 3),
        ({2: "yes", 3: "secondary"}, 2),
        ({2: "emergency", 3: "yes"}, 3),
        ({2: "exit", 3: "service"}, None),
        ({9: "main"}, None),
        ({}, None),
    ],
)
def test_an_area_lies_at_its_main_entrance_else_another_else_inside(kinds, chosen):
    entrances = {ref: Entrance(ref, ref, kind) for ref, kind in kinds.items()}
    school = places(way(1, {**SCHOOL, "name": "Lind Skole"}), entrances=entrances)
    point = school.geometry.iloc[0]
    assert (point.x, point.y) == ((LON, LAT) if chosen is None else (chosen, chosen))


def test_the_main_entrance_of_one_building_serves_the_whole_hospital():
    tags = {**HOSPITAL, "name": "Gødstrup"}
    site = way(1, tags, refs=(1, 2, 3, 1))
    building = way(2, {**tags, "building": "yes"}, north=1, refs=(4, 5, 6, 4))
    main, side = {5: Entrance(8.9, 56.2, "main")}, {5: Entrance(8.9, 56.2, "yes")}
    assert places(site, building, entrances=main).geometry.iloc[0].x == 8.9
    assert places(site, building, entrances=side).geometry.iloc[0].x == LON


# One place or several


def test_grounds_buildings_and_node_of_one_school_are_one_place():
    tags = {**SCHOOL, "name": "Sindal Skole"}
    notices = Notices()
    table = places(
        node(1, {**tags, "capacity": "450"}, north=1),
        *(way(i, {**tags, "building": "yes"}, north=i / 4, refs=range(20)) for i in range(2, 6)),
        way(9, tags),
        notices=notices,
    )
    assert table["osm_id"].to_dict() == {"Sindal Skole": "way/9"}
    assert table["capacity"].tolist() == [450.0]  # which only the node knew
    assert notices.count("merged-place") == 5
    assert "part of 'Sindal Skole'" in notices["merged-place"].examples[0]


def test_a_hospital_has_an_emergency_department_if_a_part_of_it_has():
    tags = {**HOSPITAL, "name": "Gødstrup"}
    table = places(way(1, tags), node(2, {**tags, "emergency": "yes"}))
    assert table["category"].tolist() == ["hospital_emergency"]


@pytest.mark.parametrize(("north", "n_places"), [(2.6, 1), (2.8, 2)])
def test_the_same_name_is_the_same_place_within_300_m(north, n_places):
    # 0.0026 degrees of latitude are 289 m, 0.0028 are 311 m.
    tags = {**SCHOOL, "name": "Vestre Skole"}
    table = places(node(1, tags), node(2, tags, north))
    assert len(table) == n_places


def test_distance_is_measured_in_metres_both_ways():
    # 0.0045 degrees of longitude are 279 m at 56 degrees north, but 500 m on the equator.
    tags = {**SCHOOL, "name": "Vestre Skole"}
    assert len(places(node(1, tags), node(2, tags, east=4.5))) == 1


def test_a_town_is_its_node_rather_than_its_outline():
    tags = {"place": "town", "name": "Sunds"}
    table = places(way(1, tags, north=10), node(2, {**tags, "population": "4300"}))
    assert table["osm_id"].tolist() == ["node/2"]
    assert table["population"].tolist() == [4300.0]


def test_a_station_and_its_building_are_one_place_whatever_comes_after_the_name():
    building = {"public_transport": "station", "train": "yes", "name": "Herning Station"}
    table = places(node(1, {**STATION, "name": "Herning"}), way(2, building))
    assert len(table) == 1


# Names


def test_distant_places_of_one_name_are_numbered_and_counted():
    tags = {**SCHOOL, "name": "Vestre Skole"}
    notices = Notices()
    table = places(*(node(i, tags, north=10 * i) for i in (3, 1, 2)), notices=notices)
    assert table["osm_id"].to_dict() == {
        "Vestre Skole": "node/1",
        "Vestre Skole (2)": "node/2",
        "Vestre Skole (3)": "node/3",
    }
    assert notices.count("renamed-place") == 2


def test_a_town_keeps_its_name_beside_its_station():
    town = node(1, {"place": "town", "name": "Sunds"})
    table = places(node(2, {**STATION, "name": "Sunds"}), town)
    assert table["kind"].to_dict() == {"Sunds (station)": "station", "Sunds": "town"}


def test_an_added_number_never_takes_a_name_that_is_there():
    features = [node(i, {**SCHOOL, "name": "A Skole"}, north=10 * i) for i in (1, 2)]
    third = node(3, {**SCHOOL, "name": "A Skole (2)"}, north=30)
    assert places(*features, third)["osm_id"].to_dict() == {
        "A Skole": "node/1",
        "A Skole (2)": "node/3",
        "A Skole (3)": "node/2",
    }


def test_places_without_a_name_are_called_after_what_they_are():
    notices = Notices()
    table = places(way(7, SCHOOL), node(8, SCHOOL), notices=notices)
    assert table.index.tolist() == ["school node/8", "school way/7"]
    assert notices.count("unnamed-place") == 2


def test_a_name_is_stripped_and_a_danish_or_official_one_stands_in():
    table = places(
        node(1, {**SCHOOL, "name": "  Lind   Skole "}),
        node(2, {**SCHOOL, "name:da": "Ørre Skole"}),
        node(3, {**SCHOOL, "name": " ", "official_name": "Aulum Skole"}),
    )
    assert table.index.tolist() == ["Aulum Skole", "Lind Skole", "Ørre Skole"]


# Counts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("1200", 1200), ("1.200", 1200), ("1 200", 1200), ("1,200", 1200), ("13 730", 13_730)),
        *(("1.200.300", 1_200_300), ("~450", 450), ("ca. 450", 450), ("450 pladser", 450)),
        *(("450 (2019)", 450), (" 450 ", 450), ("0", 0)),
    ],
)
def test_counts_are_read_as_people_write_them(text, number):
    table = places(node(1, {"place": "town", "name": "A", "population": text}))
    assert table["population"].tolist() == [number]


@pytest.mark.parametrize("text", ["mange", "3.5 mio", "100-200", "1.20", "-5", "9" * 400, "yes"])
def test_a_count_that_cannot_be_read_is_reported(text):
    notices = Notices()
    tags = {"place": "town", "name": "A", "population": text, "capacity": text}
    table = places(node(1, tags), notices=notices)
    assert table[["population", "capacity"]].isna().all(axis=None)
    assert notices.count("unreadable-population") == 1
    assert notices.count("unreadable-capacity") == 1
    assert notices["unreadable-population"].examples[0].startswith("node/1: population=")


def test_the_capacity_of_a_hospital_is_its_beds():
    tags = {**HOSPITAL, "name": "Gødstrup", "capacity": "2000", "capacity:beds": "409"}
    assert places(node(1, tags))["capacity"].tolist() == [409.0]
    assert places(node(1, {**tags, "amenity": "theatre"}))["capacity"].tolist() == [2000.0]


# The table


def test_the_table_is_ordered_by_kind_and_name_and_has_the_columns_of_every_table():
    table = places(
        node(1, {"place": "village", "name": "Sinding"}),
        node(2, {**SCHOOL, "name": "Ørre Skole"}),
        node(3, {**SCHOOL, "name": "Aulum Skole"}),
        node(4, {**HOSPITAL, "name": "Gødstrup"}),
    )
    assert table.index.tolist() == ["Gødstrup", "Aulum Skole", "Ørre Skole", "Sinding"]
    assert table.index.name == "name"
    assert table.crs == "EPSG:4326"
    columns = ["kind", "category", "osm_id", "capacity", "population", "geometry"]
    assert table.columns.tolist() == columns
    assert SCHOOLS.select(table).index.tolist() == ["Aulum Skole", "Ørre Skole"]


def test_no_places_are_an_empty_table_of_the_same_form():
    table = places(node(1, {"amenity": "bench"}))
    some = places(node(1, HOSPITAL))
    assert len(table) == 0
    assert table.crs == "EPSG:4326"
    assert table.dtypes.equals(some.dtypes)
    assert HOSPITALS.select(table).empty


def test_a_place_without_coordinates_is_left_out_and_reported():
    notices = Notices()
    lost = node(1, HOSPITAL)._replace(lon=np.nan)
    assert places(lost, notices=notices).empty
    assert notices.count("place-without-point") == 1


def test_schools_whose_level_nothing_tells_are_reported():
    notices = Notices()
    places(node(1, {**SCHOOL, "name": "Sinding-Ørre Midtpunkt"}), notices=notices)
    assert notices["school-of-no-level"].examples == ["node/1 'Sinding-Ørre Midtpunkt'"]


FEATURES = st.builds(
    lambda osm_type, osm_id, tags, name, north: Feature(
        osm_type, osm_id, {**tags, **name}, LON, LAT + north / 1000, ()
    ),
    st.sampled_from(["node", "way", "relation"]),
    st.integers(1, 10_000),
    st.sampled_from([SCHOOL, HOSPITAL, STATION, {"place": "town"}]),
    st.sampled_from([{}, {"name": "A"}, {"name": "A (2)"}, {"name": "A (station)"}]),
    st.integers(0, 9),
)


@given(
    st.lists(FEATURES, max_size=12, unique_by=lambda feature: feature[:2]).flatmap(
        lambda features: st.tuples(st.just(features), st.permutations(features))
    )
)
def test_names_are_unique_and_the_order_of_the_file_does_not_matter(orders):
    one, other = (places(*order) for order in orders)
    assert one.index.is_unique
    assert one.equals(other)
    if len(one):
        check_places(one, "destinations")


# Real data


@pytest.mark.realdata
def test_a_jutland_town_has_one_school_one_station_and_its_people(data_folder):
    extract = read_osm(data_folder / "osm" / "sindal_2016.osm")
    table = places_from_features(extract.features, extract.entrances, Notices())
    # Six outlines called Sindal Skole, two nodes called Sindal station.
    assert FOLKESKOLER.select(table).index.tolist() == ["Sindal Skole"]
    assert table.index[table["kind"] == "station"].tolist() == ["Sindal station"]
    assert TOWNS.select(table).loc["Sindal", "population"] == 3100
