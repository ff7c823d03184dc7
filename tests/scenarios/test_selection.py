"""Which roads an edit means, and what it says where none is meant."""

import math

import numpy as np
import pytest
import shapely
from drawn import drawn, way

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.networks.changes import NewRoad
from kraftcenter_mobility.scenarios.edits import CloseRoad, RemoveRoad
from kraftcenter_mobility.scenarios.no_match import why_nothing
from kraftcenter_mobility.scenarios.road_state import RoadState
from kraftcenter_mobility.scenarios.selection import RoadSelector, select
from kraftcenter_mobility.scenarios.suggestions import did_you_mean, near_misses

# 200 m from A to C and from C to E, 200 m down to G; a path from E down to H.
TOWN = """
A---B---C---D---E
        .       .
        F       .
        .       .
        G       H
"""
WAYS = [
    way("ABC", "west", ref="18", name="Vestervej", highway="primary"),
    way("CDE", "east", ref="18;E 20", name="Østervej", highway="secondary"),
    way("CFG", "south", ref="15", name="Søndergade"),
    way("EH", "path", name="Sti", highway="footway"),
]


@pytest.fixture(scope="module")
def town():
    return drawn(TOWN, WAYS)


@pytest.fixture(scope="module")
def state(town):
    return RoadState.of(town.network)


def chosen(state, **criteria):
    """Return the way ids of what a selector means, new roads included."""
    found = select(state, RoadSelector(**criteria))
    roads = state.network.roads
    ways = set(roads.way_id[roads.piece_way[found.pieces]].tolist())
    return ways | {state.changes.roads[at].way_id for at in found.roads}


def box(town, west, south, east, north):
    """Return the area between letters, 10 m wider on each side."""
    wide, tall = 10.0 / 62_000.0, 10.0 / 111_000.0
    lonlat = town.lonlat
    low, high = (lonlat[west][0], lonlat[south][1]), (lonlat[east][0], lonlat[north][1])
    return shapely.box(low[0] - wide, low[1] - tall, high[0] + wide, high[1] + tall)


def test_roads_are_chosen_by_their_way_ids(state):
    assert chosen(state, way_ids=(1003, 1001)) == {1001, 1003}


def test_a_number_is_any_one_of_those_a_road_has(state):
    assert chosen(state, number="18") == {1001, 1002}
    assert chosen(state, number="E 20") == chosen(state, number="e20") == {1002}


def test_a_name_is_the_whole_name_in_capitals_or_not(state):
    assert chosen(state, name=" ØSTERVEJ ") == {1002}
    assert chosen(state, name="Øster") == set()


def test_a_class_is_that_of_openstreetmap(state):
    assert chosen(state, road_class="primary") == {1001}
    assert chosen(state, road_class="footway") == {1004}


def test_an_area_means_what_lies_in_it_for_at_least_half(town, state):
    assert chosen(state, within=box(town, "C", "G", "E", "C")) == {1002, 1003, 1004}
    assert chosen(state, within=box(town, "B", "B", "B", "B")) == set()
    # 110 of the 200 m from A to C, and 90 of those from C to E
    assert chosen(state, within=box(town, "B", "B", "C", "C")) == {1001}


def test_an_area_may_have_several_parts_and_a_hole(town, state):
    parts = shapely.MultiPolygon([box(town, "A", "A", "C", "A"), box(town, "E", "H", "E", "E")])
    assert chosen(state, within=parts) == {1001, 1004}
    hole = box(town, "A", "G", "E", "A").difference(box(town, "A", "A", "B", "A"))
    assert chosen(state, within=hole) == {1002, 1003, 1004}


def test_an_area_of_the_whole_world_holds_everything(state):
    assert chosen(state, within=shapely.box(-180, -90, 180, 90)) == {1001, 1002, 1003, 1004}


def test_all_that_is_given_must_hold(town, state):
    assert chosen(state, number="18", road_class="secondary") == {1002}
    assert chosen(state, number="18", within=box(town, "A", "A", "C", "A")) == {1001}
    assert chosen(state, way_ids=(1001, 1003), name="vestervej") == {1001}


def test_what_an_earlier_edit_removed_is_no_longer_meant(state):
    later, _ = RemoveRoad(way_ids=(1001,)).apply(state)
    assert chosen(later, number="18") == {1002}


def new_road(town, through, way_id=-1, **settings):
    """Return a road through letters that the network does not have."""
    lon, lat = zip(*(town.lonlat[letter] for letter in through), strict=True)
    ids = tuple(way_id - 1 - k for k in range(len(through)))
    values = {"tags": {"highway": "secondary"}, "name": "", "number": "", "built_up": False}
    return NewRoad(way_id=way_id, node_id=ids, lon=lon, lat=lat, **(values | settings))


def test_roads_of_earlier_edits_are_meant_as_others_are(town, state):
    later = state.with_road(new_road(town, "GH", name="Omfartsvej", number="18; 26"))
    assert chosen(later, number="26") == {-1}
    assert chosen(later, number="18") == {1001, 1002, -1}
    assert chosen(later, name="omfartsvej", road_class="secondary") == {-1}
    assert chosen(later, way_ids=(-1,)) == {-1}
    assert chosen(later, within=box(town, "G", "G", "H", "H")) == {-1}
    assert chosen(later, within=box(town, "G", "G", "G", "G")) == set()


def test_a_city_is_chosen_as_one_would_by_looking_at_every_way(sample):
    roads = sample.roads
    state = RoadState.of(sample)
    numbers = [roads.names[k] if k >= 0 else "" for k in roads.way_number]
    expected = {int(roads.way_id[w]) for w, text in enumerate(numbers) if "18" in text.split(";")}
    assert chosen(state, number="18") == expected != set()
    primary = {
        int(way_id)
        for way_id, tag_set in zip(roads.way_id, roads.way_tag_set, strict=True)
        if roads.tag_sets[tag_set].get("highway") == "primary"
    }
    assert chosen(state, road_class="primary") == primary
    area = shapely.Point(8.97, 56.14).buffer(0.03)
    lines = sample.piece_lines.lines(np.arange(roads.piece_way.size))
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    inside = select(state, RoadSelector(within=area)).pieces
    assert set(np.flatnonzero(shapely.covers(area, lines))) <= set(inside)
    assert set(inside) <= set(np.flatnonzero(shapely.intersects(area, lines)))
    assert np.isin(inside, np.flatnonzero(shapely.covers(area, middle))).mean() > 0.99


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ({"number": "81"}, r"no road has the number '81'; did you mean '18'"),
        ({"number": "20"}, r"no road has the number '20'; did you mean 'E 20'"),
        ({"number": "Østervej"}, r"but one is named so: use name='Østervej'"),
        ({"name": "18"}, r"but one has that number: use number='18'"),
        ({"name": "Vestergade"}, r"no road is named 'Vestergade'; did you mean 'Vestervej' or"),
        ({"road_class": "primarry"}, r"did you mean 'primary'\?; the network has footway, primary"),
        ({"road_class": "xyz"}, r"there is 'footway', 'primary', 'secondary', 'unclassified'"),
        ({"way_ids": (7, 8)}, r"2 of 2 way_ids are not in the network: 7, 8; was this written"),
        ({"number": "81", "name": "Sti"}, r"^no road has the number '81'"),
        (
            {"number": "18", "name": "Sti"},
            r"each alone is met: road 18, 2 pieces \(0.40 km\); Sti, 1 piece \(0.20 km\)",
        ),
    ],
)
def test_what_matches_nothing_is_told_with_what_may_have_been_meant(state, criteria, message):
    with pytest.raises(ScenarioError, match=message):
        CloseRoad(**criteria).apply(state)


def test_an_area_elsewhere_is_told_with_where_the_network_lies(state):
    with pytest.raises(
        ScenarioError,
        match=r"to \(12.6000, 55.8000\), the network from \(8.97.*"
        r"was this written for another network",
    ):
        CloseRoad(within=shapely.box(12.5, 55.6, 12.6, 55.8)).apply(state)


def test_an_area_between_the_roads_is_told_to_hold_too_little(town, state):
    with pytest.raises(ScenarioError, match="at least half of its length: within reaches from"):
        CloseRoad(within=box(town, "B", "B", "B", "B")).apply(state)


def test_an_area_with_its_coordinates_swapped_is_told_so():
    far = drawn("A---B", ["AB"])
    west, south, east, north = 56.0, 8.0, 56.2, 9.5
    area = shapely.box(west, south, east, north)
    with pytest.raises(ScenarioError, match="longitude and latitude look swapped"):
        CloseRoad(within=area).apply(RoadState.of(far.network))


def test_some_unknown_way_ids_are_an_error_too_unless_that_is_allowed(state):
    with pytest.raises(ScenarioError, match="1 of 2 way_ids are not in the network: 7;"):
        CloseRoad(way_ids=(1001, 7)).apply(state)
    _, account = CloseRoad(way_ids=(1001, 7), allow_no_effect=True).apply(state)
    assert account.n_ways == 1
    assert "1 of 2 way_ids are not in the network: 7" in account.notes[0]


def test_what_an_earlier_edit_removed_is_told_to_be_gone(state):
    later, _ = RemoveRoad(number="15").apply(state)
    message = why_nothing(later, RoadSelector(name="Søndergade"))
    assert message == "an earlier edit has removed what is meant: Søndergade, 1 piece (0.20 km)"


def test_words_of_added_roads_are_suggested_too(town, state):
    later = state.with_road(new_road(town, "GH", name="Omfartsvejen"))
    with pytest.raises(ScenarioError, match="did you mean 'Omfartsvejen'"):
        CloseRoad(name="Omfartsvej").apply(later)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("way_ids", "1001", "way_ids must be a tuple of OpenStreetMap ids.*got '1001'"),
        ("way_ids", 1001, "way_ids must be a tuple of OpenStreetMap ids.*got 1001"),
        ("way_ids", (1001.5,), "way_ids must hold whole numbers such as 1234, got 1001.5"),
        ("way_ids", (True,), "way_ids must hold whole numbers such as 1234, got True"),
        ("number", 18, "number must be text, got 18"),
        ("number", " ; ", "number must say something or be left out, got ' ; '"),
        ("name", None, "name must be text, got None"),
        ("road_class", ("primary",), "road_class must be text"),
        ("within", (8.0, 56.0, 9.0, 57.0), "within must be a shapely Polygon or MultiPolygon"),
        ("within", shapely.Point(9, 56), "within must be a shapely Polygon or MultiPolygon"),
        ("within", shapely.Polygon(), "within is an empty Polygon"),
        ("within", shapely.box(498_000, 6_220_000, 499_000, 6_230_000), "no degrees.*EPSG:4326"),
        (
            "within",
            shapely.box(56.0, 8.9, 56.2, 9.1),
            "within: longitude and latitude look swapped",
        ),
        (
            "within",
            shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
            "no valid Polygon: Self-inter",
        ),
        ("note", 3, "note must be text, got 3"),
        ("allow_no_effect", 1, "allow_no_effect must be True or False, got 1"),
        ("direction", "forwards", "direction must be 'both', or 'forward'.*got 'forwards'"),
        ("direction", ("both",), "direction must be 'both', or 'forward'"),
        ("modes", "car", r"modes must be a tuple such as \(kraftcenter_mobility.CAR,\), got 'car'"),
        ("modes", km.CAR, "modes must be a tuple such as"),
        ("modes", ("car",), "modes must hold Mode values such as kraftcenter_mobility.CAR"),
    ],
)
def test_fields_that_cannot_be_are_refused_when_the_edit_is_made(field, value, message):
    fields = {"number": "18", field: value}
    with pytest.raises(ScenarioError, match=message):
        CloseRoad(**fields)


def test_an_area_with_nan_is_refused():
    ring = [(9.0, 56.0), (9.1, 56.0), (math.nan, 56.1)]
    with np.errstate(invalid="ignore"):
        area = shapely.Polygon(ring)
    with pytest.raises(ScenarioError, match="within has coordinates that are NaN or infinite"):
        CloseRoad(within=area)


@pytest.mark.parametrize("kind", [CloseRoad, RemoveRoad])
def test_an_edit_that_names_no_road_is_refused(kind):
    with pytest.raises(ScenarioError, match=f"{kind.__name__} does not say which roads it means"):
        kind()


def test_edits_are_equal_if_their_contents_are():
    area, same = shapely.box(8.9, 56.1, 9.0, 56.2), shapely.box(8.9, 56.1, 9.0, 56.2)
    one = CloseRoad(within=area, way_ids=(1, 2), modes=(km.CAR,))
    other = CloseRoad(within=same, way_ids=[np.int64(1), 2, 1], modes=[km.CAR])
    assert one == other
    assert hash(one) == hash(other)
    assert one != CloseRoad(within=shapely.box(8.9, 56.1, 9.0, 56.3), way_ids=(1, 2))
    assert CloseRoad(number="18") != RemoveRoad(number="18")


def test_an_edit_is_written_with_what_it_says_and_no_more():
    area = shapely.box(8.9, 56.1, 9.0, 56.2)
    assert repr(CloseRoad(number="18", modes=(km.CAR, km.AMBULANCE), within=area)) == (
        "CloseRoad(number='18', within=<Polygon>, modes=(CAR, AMBULANCE))"
    )


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ({"way_ids": (5,)}, "way 5"),
        ({"way_ids": (5, 6, 7, 8, 9)}, "ways 5, 6, 7 and 2 more"),
        ({"number": "E 20", "road_class": "motorway"}, "road E 20, motorway"),
        ({"road_class": "motorway"}, "every motorway"),
        ({"within": shapely.box(8, 56, 9, 57)}, "every road within an area"),
        ({"name": "Vestervej", "within": shapely.box(8, 56, 9, 57)}, "Vestervej, within an area"),
    ],
)
def test_a_selection_is_put_in_words(criteria, words):
    assert RoadSelector(**criteria).described() == words


def test_near_words_have_the_same_digits_or_nearly_the_same_letters():
    known = ["18", "15", "181", "E 20", "Rute 12 Herning-Ilskov", "Vardevej MCH"]
    assert near_misses("81", known)[0] == "18"
    assert near_misses("E20", known) == ["E 20"]
    assert near_misses("vardevej", known) == ["Vardevej MCH"]
    assert near_misses("Rute 12 Herning-Illskov", known) == ["Rute 12 Herning-Ilskov"]
    assert near_misses("zzzzzz", known) == []


def test_where_nothing_is_near_a_few_of_all_are_named():
    assert did_you_mean("zzzz", "abcdefghijk").endswith("'g', 'h' and 3 more")
    assert did_you_mean("zzzz", []) == "there is none at all"
