"""Maps of scenarios: who gains and who loses, and where the edits are."""

import re
import sys
from itertools import pairwise

import folium
import numpy as np
import pytest
from canned import BEFORE, BRIDGE, NETWORK, Engine, compared, homes
from drawn import drawn as drawn_roads
from hypothesis import given
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Lines, Marks, Points
from kraftcenter_mobility.presentation.maps import cells, edit_layers, origins
from kraftcenter_mobility.presentation.maps.changes import (
    CHANGE_COLOURS,
    FIRST_WAY,
    LAST_WAY,
    NEVER,
    NO_CHANGE,
    SLIGHT,
    change_class,
    change_labels,
    change_text,
)
from kraftcenter_mobility.presentation.maps.edit_layers import COMMON_COLOUR, EDIT_COLOURS
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.edits import CloseRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.measures import opportunities_within, second_nearest
from kraftcenter_mobility.scenarios.place_edits import AddPlace, ClosePlace, MovePlace
from kraftcenter_mobility.scenarios.scenario import Scenario

INF = np.inf
ENGLISH, DANISH = Words("en"), Words("da")
SHUT = Scenario("Shut", (CloseRoad(way_ids=(1001,), modes=(km.CAR,)),))


def draw(*scenarios, **settings):
    """Return the map of a comparison."""
    return compared(scenarios or (BRIDGE,), **settings.pop("compared", {})).map(**settings)


def layers(drawn, kind):
    """Return the layers of a kind that are not background."""
    return [
        each
        for each in drawn.layers
        if isinstance(each, kind) and not getattr(each, "quiet", False)
    ]


def told(drawn):
    """Return what the pointer says of each origin, and its class."""
    (points,) = layers(drawn, Points)
    return dict(zip(points.tooltips, points.class_of.tolist(), strict=True))


def legend(drawn):
    """Return what the legend lists: label and amount."""
    (points,) = layers(drawn, Points)
    return {points.scale.labels[k]: points.scale.amounts[k] for k in points.scale.rows()}


def unmoved(table):
    """Return an engine that answers the same whatever is edited."""
    engine = Engine({(): table})
    engine.tables = {key: engine.tables[frozenset()] for key in engine.tables}
    return engine


def test_every_origin_says_its_change_and_its_people():
    assert told(draw()) == {
        "A: 5.0 min faster: 5.0 instead of 10.0, 100 people": 1,
        "B: no change: 25.0 min, 50 people": NO_CHANGE,
        "C: a way for the first time: 15.0 min, 10 people": FIRST_WAY,
        "D: 10.0 min slower: 50.0 instead of 40.0, 40 people": 8,
    }


def test_a_danish_map_tells_changes_in_danish():
    drawn = draw(language="da")
    assert "A: 5,0 min hurtigere: 5,0 i stedet for 10,0, 100 personer" in told(drawn)
    assert "vej for første gang" in legend(drawn)
    (points,) = layers(drawn, Points)
    assert points.scale.title == "minutter i bil"
    assert drawn.notes[0] == (
        "I bil, tid til det nærmeste mål: 110 personer vinder og 40 personer taber mindst 10 s."
    )


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (km.nearest, "I bil, tid til det nærmeste mål: "),
        (second_nearest, "I bil, tid til det næstnærmeste mål: "),
        (km.mean_travel_time, "I bil, gennemsnitlig rejsetid til alle mål: "),
    ],
)
def test_a_danish_map_says_in_danish_what_is_measured(measure, told):
    filled = Engine({(): [[600, 900], [600, 900], [600, 900], [600, 900]], (1,): BEFORE[:1] * 4})
    drawn = draw(
        compared={"answerer": filled, "measures": (measure,)}, measure=measure, language="da"
    )
    assert drawn.notes[0].startswith(told)


def test_the_legend_counts_people_in_minutes():
    rows = legend(draw())
    assert rows["5–10 faster"] == 100  # noqa: RUF001 - en dash
    assert rows["no change"] == 50
    assert rows["a way for the first time"] == 10
    assert "no way any more" not in rows
    (points,) = layers(draw(), Points)
    assert points.scale.title == "minutes by car"
    assert points.scale.counted == "people"
    assert LAST_WAY in points.scale.hatched


def test_the_note_says_how_many_gain_and_lose():
    assert draw().notes[0] == (
        "By car, time to the nearest destination: 110 people gain and 40 people lose at least 10 s."
    )
    drawn = draw(compared={"population": None})
    assert "2 origins gain and 1 origins lose" in drawn.notes[0]
    (points,) = layers(drawn, Points)
    assert points.size_note == ""


def test_changes_under_ten_seconds_look_like_none_and_are_not_in_the_note():
    slight = [[597, 1200], [1800, 1500], [INF, INF], [3000, 2410]]
    drawn = draw(compared={"answerer": Engine({(): BEFORE, (1,): slight})})
    assert "0 people gain and 40 people lose at least 10 s." in drawn.notes[0]
    assert legend(drawn)["none, or under 10 s"] == 150
    assert not {"no change", "under 10 s"} & set(legend(drawn)), "one row of one colour"
    assert told(drawn)["A: 3 s faster: 9.9 min, 100 people"] == SLIGHT
    assert CHANGE_COLOURS[SLIGHT] == CHANGE_COLOURS[NO_CHANGE]
    assert "none, or under 10 s" not in legend(draw())


def test_the_note_counts_what_the_map_shows_also_if_other_measures_were_compared():
    drawn = draw(compared={"measures": (opportunities_within(900.0), km.nearest)})
    assert "110 people gain and 40 people lose" in drawn.notes[0]


def test_the_note_counts_no_less_than_the_comparison():
    drawn = draw(compared={"least_s": 400.0})
    assert "10 people gain and 40 people lose at least 400 s." in drawn.notes[0]


def test_titles_and_notes_are_the_readers_own():
    drawn = draw(title="<b>A</b>", note="R & D")
    assert drawn.title == "<b>A</b>"
    assert drawn.notes[0] == "R & D"
    assert draw().title == "Bridge"


def test_titles_and_notes_are_escaped_on_the_page(tmp_path):
    draw(path=tmp_path / "map.html", title="<b>A</b>", note="<i>R</i>")
    text = (tmp_path / "map.html").read_text("utf-8")
    assert "<b>A</b>" not in text
    assert "<i>R</i>" not in text


def test_the_roads_are_credited():
    assert any("© OpenStreetMap contributors" in credit for credit in draw().credits)


def test_edits_are_drawn_over_people():
    engine = unmoved([[600, 1200]] * 4)
    drawn = draw(SHUT, compared={"answerer": engine})
    (edits,) = layers(drawn, Lines)
    assert edits.name == "Changed roads"
    assert edits.scale.labels == ("Changed roads",)
    assert edits.scale.colours == (COMMON_COLOUR,)
    assert edits.tooltips[0].startswith("1. ")
    (points,) = layers(drawn, Points)
    assert drawn.layers.index(edits) > drawn.layers.index(points)


def test_what_is_not_edited_is_not_in_the_legend():
    assert layers(draw(), Lines) == []
    drawn = draw(Scenario("New", (AddPlace("Zoo", 8.98, 56.14),)))
    assert layers(drawn, Lines) == []
    assert "New places" in [each.name for each in layers(drawn, Marks)]
    shut = draw(SHUT, compared={"answerer": unmoved([[600, 1200]] * 4)})
    assert "New places" not in [each.name for each in layers(shut, Marks)]


def test_a_new_destination_is_marked():
    drawn = draw(Scenario("New", (AddPlace("Zoo", 8.98, 56.14),)))
    names = [label for each in layers(drawn, Marks) for label in each.labels]
    assert {"Zoo", "X", "Y"} <= set(names)


def test_hospitals_keep_their_cross():
    signs = {each.sign: list(each.labels) for each in layers(draw(), Marks)}
    assert signs == {"place": ["Y"], "hospital": ["X"]}


def test_very_many_origins_are_added_up_in_squares(monkeypatch):
    monkeypatch.setattr(origins, "MOST_CELLS", 3)
    monkeypatch.setattr(cells.cells_of, "__kwdefaults__", {"most": 1})
    drawn = draw()
    (text,) = told(drawn)
    mean = (100 * 300 + 50 * 0 - 40 * 600) / 190 / 60
    assert f"{mean:.1f} min faster" in text
    assert text.endswith("; 200 people in 4 places")
    assert legend(drawn)["a way for the first time"] == 10


def test_squares_without_a_way_before_and_after_take_the_class_of_most(monkeypatch):
    monkeypatch.setattr(origins, "MOST_CELLS", 3)
    monkeypatch.setattr(cells.cells_of, "__kwdefaults__", {"most": 1})
    engine = Engine({(): [[INF, INF]] * 4, (1,): [[300, 1200], *[[INF, INF]] * 3]})
    assert list(told(draw(compared={"answerer": engine})).values()) == [FIRST_WAY]


def test_dots_show_one_person_each():
    drawn = draw(dots=True)
    (points,) = layers(drawn, Points)
    assert np.bincount(points.class_of)[[1, NO_CHANGE, 8, FIRST_WAY]].tolist() == [100, 50, 40, 10]
    assert points.size_note == "Each dot is one person."


def test_what_is_no_time_cannot_be_shown_in_minutes():
    with pytest.raises(InputError, match="'destinations_within_900s' is none"):
        draw(measure=opportunities_within(900.0))


def test_a_scenario_that_there_is_not_is_refused():
    with pytest.raises(ScenarioError, match="no scenario is called 'Tunnel'"):
        draw(name="Tunnel")


def test_a_path_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        compared().map(tmp_path / "none" / "map.html")


@pytest.mark.parametrize(("suffix", "begins"), [("html", b"<!"), ("png", b"\x89PNG")])
def test_a_map_is_written_where_one_says(tmp_path, suffix, begins):
    target = tmp_path / f"map.{suffix}"
    assert compared().map(target).title == "Bridge"
    assert target.read_bytes().lstrip().startswith(begins)


def test_a_map_for_the_browser_needs_no_matplotlib(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    compared().map(tmp_path / "map.html", dots=True)
    assert (tmp_path / "map.html").stat().st_size > 10_000


def test_a_map_can_be_explored_and_added_to():
    page = compared().explore(title="Mine")
    assert isinstance(page, folium.Map)
    folium.Marker([56.14, 8.97]).add_to(page)


def test_the_sample_is_said_to_be_one(sample):
    towns = sample.places(km.TOWNS).loc[["Herning", "Ikast", "Lemvig"]]
    hospitals = sample.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    closed = Scenario("Route 15 closed", (CloseRoad(number="15"),))
    found = km.compare(sample, closed, origins=towns, destinations=hospitals, population=None)
    assert km.herning.DISCLAIMER in found.map().notes
    assert km.herning.DISCLAIMER in closed.preview(sample).map().notes


def test_a_preview_shows_every_edit_with_its_km_in_a_colour_of_its_own():
    edits = (
        CloseRoad(way_ids=(1001,), modes=(km.CAR,)),
        AddPlace("Timeworld <1>", 8.971, 56.141),
    )
    drawn = Scenario("Two & more", edits, description="Why & how").preview(NETWORK).map()
    assert drawn.title == "Two & more"
    assert drawn.notes[0] == "Why & how"
    (lines,) = layers(drawn, Lines)
    (marks,) = layers(drawn, Marks)
    assert lines.scale.colours == EDIT_COLOURS[:2]
    assert re.fullmatch(r"1\. .*\(0\.1\d km\)", lines.scale.labels[0])
    assert lines.class_of.tolist() == [0] * len(lines.geometry)
    assert marks.colour == EDIT_COLOURS[1]
    assert "Timeworld <1>" in marks.labels[0]
    assert marks.name == lines.scale.labels[1] == marks.labels[0]


def test_names_of_edits_cannot_become_markup_on_the_page(tmp_path):
    preview = Scenario("<u>Plan</u>", (AddPlace("Zoo <1>", 8.971, 56.141),)).preview(NETWORK)
    preview.map(tmp_path / "preview.html")
    text = (tmp_path / "preview.html").read_text("utf-8")
    assert "Zoo <1>" not in text
    assert "<u>Plan</u>" not in text


def test_a_preview_marks_where_a_new_road_joins_others():
    block = drawn_roads("A---B\n\nC---D", ["AB", "CD"])
    ends = [block.lonlat["B"], block.lonlat["D"]]
    road = AddRoad(ends, "unclassified", joins=[Join(*end) for end in ends])
    drawn = Scenario("Bridge", (road,)).preview(block.network).map()
    (joins,) = [each for each in layers(drawn, Marks) if each.sign == "join"]
    assert joins.name == "Joins other roads"
    assert len(set(zip(joins.lon.tolist(), joins.lat.tolist(), strict=True))) == 2
    assert all(label.startswith("Joined to ") for label in joins.labels)


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_preview_speaks_one_language(language):
    block = drawn_roads("A---B\n\nC---D", ["AB", "CD"])
    ends = [block.lonlat["B"], block.lonlat["D"]]
    road = AddRoad(ends, "unclassified", name="Østre", joins=[Join(*end) for end in ends])
    drawn = Scenario("Bridge", (road,)).preview(block.network).map(language=language)
    (lines,) = layers(drawn, Lines)
    (label,) = lines.scale.labels
    assert label.startswith({"en": "1. A new road: Østre", "da": "1. Ny vej: Østre"}[language])
    assert label.count("km") == 1, "its length is told once"
    joins = next(each for each in layers(drawn, Marks) if each.sign == "join")
    begin = {"en": "Joined to", "da": "Tilsluttet"}[language]
    assert all(each.startswith(begin) for each in joins.labels)
    assert drawn.credits[-1].startswith({"en": "Made with", "da": "Lavet med"}[language])
    assert "© OpenStreetMap contributors" in drawn.credits[0]


def test_a_place_that_moves_is_told_of_where_it_leaves(sample):
    towns = sample.places(km.TOWNS).loc[["Herning", "Ikast"]]
    hospital = sample.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    moved = Scenario("Moved", (MovePlace("Regionshospitalet Gødstrup", 9.15, 56.14),))
    found = km.compare(sample, moved, origins=towns, destinations=hospital, progress=False)
    drawn = found.map(language="da")
    (left,) = [each for each in layers(drawn, Marks) if each.sign == "closed"]
    assert left.name == "Forladt af steder, der flytter"
    assert left.labels == ["Regionshospitalet Gødstrup flytter 16,3 km"]
    assert left.lon[0] < 9.0
    assert all("Population" not in text for text in drawn.credits)


@pytest.fixture(scope="module")
def two_new_for_one(sample):
    towns = sample.places(km.TOWNS).loc[["Herning", "Ikast"]]
    hospitals = sample.places(km.HOSPITALS)
    edits = (
        ClosePlace("Regionshospitalet Gødstrup"),
        AddPlace("Herning Øst", 9.0, 56.14, kind="hospital"),
        AddPlace("Ikast Nord", 9.16, 56.16, kind="hospital"),
    )
    plan = Scenario("Two for one", edits)
    found = km.compare(sample, plan, origins=towns, destinations=hospitals, progress=False)
    return found.map()


def test_closed_places_are_crossed_out_and_new_ones_have_a_ring(two_new_for_one):
    marks = layers(two_new_for_one, Marks)
    (closed,) = [each for each in marks if each.sign == "closed"]
    (new,) = [each for each in marks if each.sign == "new"]
    (hospitals,) = [each for each in marks if each.sign == "hospital"]
    assert (closed.name, new.name) == ("Closed places", "New places")
    assert closed.labels == ["Regionshospitalet Gødstrup closes"]
    assert "Regionshospitalet Gødstrup" not in hospitals.labels, "its cross is gone"
    assert set(new.lon.tolist()) <= set(hospitals.lon.tolist()), "a ring around a cross"


def test_changed_places_are_named_once_and_in_the_legend_once(two_new_for_one):
    marks = layers(two_new_for_one, Marks)
    names = [each.name for each in marks]
    labels = [label for each in marks for label in each.labels if label]
    assert len(names) == len(set(names))
    assert sum("Herning Øst" in label for label in labels) == 1


def test_signs_of_closed_and_new_places_are_printed(two_new_for_one):
    pytest.importorskip("matplotlib")
    lines = [line for line in two_new_for_one.plot().lines if line.get_gid() == "marks"]
    by_sign = {line.get_marker(): line for line in lines}
    assert {"X", "P", "o"} <= set(by_sign)
    assert by_sign["o"].get_markersize() > by_sign["P"].get_markersize(), "seen around the cross"


def test_many_points_of_an_edit_are_dots_and_each_edit_is_in_the_legend_once(monkeypatch):
    monkeypatch.setattr(edit_layers, "MOST_NAMED", 0)
    edits = (CloseRoad(way_ids=(1001,), modes=(km.CAR,)), AddPlace("Zoo", 8.971, 56.141))
    drawn = Scenario("Two", edits).preview(NETWORK).map()
    (dots,) = layers(drawn, Points)
    (lines,) = layers(drawn, Lines)
    assert not layers(drawn, Marks)
    assert list(dots.tooltips) == [dots.name] == list(dots.scale.labels)
    assert dots.name.startswith("2. ")
    assert lines.scale.rows() == [0]


def test_a_preview_of_no_edits_shows_the_whole_network():
    drawn = Scenario("Nothing").preview(NETWORK).map(language="da")
    (lines,) = layers(drawn, Lines)
    assert lines.scale.labels == ("ingen ændringer",)
    assert lines.geometry.size == 0
    assert drawn.layers[0].quiet
    assert drawn.bounds[0] < NETWORK.roads.node_lon.min()
    assert drawn.bounds[2] > NETWORK.roads.node_lon.max()


def luminance(colour):
    """Return the relative luminance of a colour."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_grow_darker_with_the_change_either_way():
    light = [luminance(colour) for colour in CHANGE_COLOURS[:9]]
    assert all(dark < pale for dark, pale in pairwise(light[:5]))
    assert all(pale > dark for pale, dark in pairwise(light[4:]))


def test_faster_is_blue_and_slower_is_brown():
    for colour in CHANGE_COLOURS[:4]:
        assert int(colour[5:], 16) > int(colour[1:3], 16)
    for colour in CHANGE_COLOURS[5:9]:
        assert int(colour[5:], 16) < int(colour[1:3], 16)


def test_every_class_of_changes_has_a_label_and_a_colour():
    assert len(change_labels(ENGLISH)) == len(CHANGE_COLOURS) == max(NEVER, SLIGHT) + 1
    assert change_labels(DANISH)[NO_CHANGE] == "ingen ændring"


@given(st.floats(0, 1e5), st.floats(-1e4, 1e4))
def test_a_change_and_its_opposite_are_as_far_from_none(before, difference):
    both = np.array([difference, -difference])
    one, other = change_class(np.array([before, before]), both, 1.0)
    slight = 1.0 <= abs(difference) < 10.0
    assert (one == other == SLIGHT) if slight else (one + other == 2 * NO_CHANGE)
    assert (one == NO_CHANGE) == (abs(difference) < 1.0)


@pytest.mark.parametrize(
    ("before", "after", "text", "danish"),
    [
        (600.0, 600.0, "no change: 10.0 min", "ingen ændring: 10,0 min"),
        (
            600.0,
            1200.0,
            "10.0 min slower: 20.0 instead of 10.0",
            "10,0 min langsommere: 20,0 i stedet for 10,0",
        ),
        (600.0, 603.0, "3 s slower: 10.1 min", "3 s langsommere: 10,1 min"),
        (INF, 600.0, "a way for the first time: 10.0 min", "vej for første gang: 10,0 min"),
        (600.0, INF, "no way any more: 10.0 min before", "ingen vej længere: før 10,0 min"),
        (INF, INF, "no way before or after", "ingen vej før eller efter"),
    ],
)
def test_changes_are_told_in_words(before, after, text, danish):
    assert change_text(ENGLISH, before, after, 1.0) == text
    assert change_text(DANISH, before, after, 1.0) == danish


def test_a_credit_of_the_origins_is_passed_on():
    given_origins = homes()
    given_origins.attrs["credit"] = "Population: Eurostat"
    assert "Population: Eurostat" in draw(compared={"origins": given_origins}).credits
