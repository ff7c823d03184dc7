"""Maps of scenarios: one honest file each, that says who gains and who loses."""

import base64
import hashlib
import re
from itertools import pairwise

import numpy as np
import pytest
from canned import BEFORE, BRIDGE, NETWORK, Engine, compared, homes
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, ScenarioError
from kraftcenter_mobility.presentation import map_places
from kraftcenter_mobility.scenarios import drawing
from kraftcenter_mobility.scenarios.adding import AddRoad
from kraftcenter_mobility.scenarios.change_classes import (
    CHANGE_COLOURS,
    CHANGE_LABELS,
    NO_CHANGE,
    SLIGHT,
    change_class_of,
    change_text,
)
from kraftcenter_mobility.scenarios.edits import CloseRoad
from kraftcenter_mobility.scenarios.interchanges import Join
from kraftcenter_mobility.scenarios.measures import opportunities_within
from kraftcenter_mobility.scenarios.place_edits import AddPlace
from kraftcenter_mobility.scenarios.scenario import Scenario

INF = np.inf


@pytest.fixture
def draw(tmp_path):
    def drawn_map(*scenarios, **settings):
        comparison = compared(scenarios or (BRIDGE,), **settings.pop("compared", {}))
        path = comparison.map(tmp_path / "map.html", **settings)
        assert path == tmp_path / "map.html"
        return path.read_text("utf-8")

    return drawn_map


def test_every_origin_says_its_change_and_its_people(draw):
    titles = re.findall(r'<circle class="(c\d+)"[^>]*><title>([^<]*)', draw())
    assert sorted(titles, key=lambda pair: pair[1]) == [
        ("c1", "A: 5.0 min faster: 5.0 instead of 10.0, 100 people"),
        ("c4", "B: no change: 25.0 min, 50 people"),
        ("c9", "C: a way for the first time: 15.0 min, 10 people"),
        ("c8", "D: 10.0 min slower: 50.0 instead of 40.0, 40 people"),
    ]


def test_the_legend_counts_people_in_minutes(draw):
    text = draw()
    assert "<td>5–10 faster</td><td>100</td><td>50 %</td>" in text  # noqa: RUF001 - en dash
    assert "<td>no change</td><td>50</td><td>25 %</td>" in text
    assert "<td>a way for the first time</td><td>10</td><td>5 %</td>" in text
    assert "no way any more</td>" not in text
    assert "minutes by car" in text


def test_the_note_says_how_many_gain_and_lose(draw):
    assert "By car, time to nearest: 110 people gain and 40 people lose at least 10 s." in draw()
    text = draw(compared={"population": None})
    assert "2 origins gain and 1 origins lose" in text
    assert "people live there" not in text


def test_changes_under_ten_seconds_look_like_none_and_are_not_in_the_heading(draw):
    slight = [[597, 1200], [1800, 1500], [INF, INF], [3000, 2410]]
    text = draw(compared={"answerer": Engine({(): BEFORE, (1,): slight})})
    assert "0 people gain and 40 people lose at least 10 s." in text
    assert "<td>under 10 s</td><td>100</td><td>50 %</td>" in text
    assert f'<circle class="c{SLIGHT}"' in text
    assert "A: 3 s faster: 9.9 min, 100 people" in text
    assert f".c{SLIGHT}{{fill:{CHANGE_COLOURS[NO_CHANGE]};" in text
    assert "under 10 s" not in draw()


def test_the_heading_counts_what_the_map_shows_also_if_other_measures_were_compared(draw):
    text = draw(compared={"measures": (opportunities_within(900.0), km.nearest)})
    assert "time to nearest: 110 people gain and 40 people lose" in text


def test_the_heading_counts_no_less_than_the_comparison(draw):
    text = draw(compared={"least_s": 400.0})
    assert "10 people gain and 40 people lose at least 400 s." in text


def test_titles_and_notes_are_escaped(draw):
    text = draw(title="<b>A</b>", note="R & D")
    assert "<h1>&lt;b&gt;A&lt;/b&gt;</h1>" in text
    assert "<p>R &amp; D</p>" in text


def test_only_the_maps_own_script_may_run_and_nothing_is_loaded(draw):
    text = draw()
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'")
    assert policy.endswith(f"script-src 'sha256-{digest}'")
    assert not re.search(r'(src|href)="(?!https://www.openstreetmap.org/copyright|data:)', text)


def test_the_roads_are_credited(draw):
    assert "© OpenStreetMap contributors" in draw()


def test_edits_are_drawn_over_the_roads(draw):
    closed = Scenario("Shut", (CloseRoad(way_ids=(1001,), modes=(km.CAR,)),))
    engine = Engine({(): [[600, 1200]] * 4})
    engine.tables = {key: engine.tables[frozenset()] for key in engine.tables}
    text = draw(closed, compared={"answerer": engine})
    assert re.search(r'<path class="edit e0" d="M\d+ \d+L[^"]+"><title>1: ', text)


def test_a_new_destination_is_marked(draw):
    text = draw(Scenario("New", (AddPlace("Zoo", 8.98, 56.14),)))
    assert "<title>Zoo</title>" in text
    assert "<title>X</title>" in text


def test_very_many_origins_become_dots(draw, monkeypatch):
    monkeypatch.setattr(drawing, "MOST_CIRCLES", 3)
    text = draw()
    assert 'class="dots c4"' in text
    assert "<title>A:" not in text
    assert map_places.MOST_CIRCLES > 3


def test_what_is_no_time_cannot_be_shown_in_minutes(draw):
    with pytest.raises(InputError, match="'destinations_within_900s' is none"):
        draw(measure=opportunities_within(900.0))


def test_a_scenario_that_there_is_not_is_refused(draw):
    with pytest.raises(ScenarioError, match="no scenario is called 'Tunnel'"):
        draw(name="Tunnel")


def test_a_path_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        compared().map(tmp_path / "none" / "map.html")


def test_the_sample_is_said_to_be_one(sample, tmp_path):
    towns = sample.places(km.TOWNS).loc[["Herning", "Ikast", "Lemvig"]]
    hospitals = sample.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
    closed = Scenario("Route 15 closed", (CloseRoad(number="15"),))
    comparison = km_compare(sample, closed, towns, hospitals)
    text = comparison.map(tmp_path / "map.html").read_text("utf-8")
    assert km.herning.DISCLAIMER in text
    preview = closed.preview(sample).map(tmp_path / "preview.html").read_text("utf-8")
    assert km.herning.DISCLAIMER in preview


def km_compare(network, scenario, origins, destinations):
    """Return a comparison by the library's own engine."""
    from kraftcenter_mobility.scenarios.compare import compare

    return compare(network, scenario, origins=origins, destinations=destinations, population=None)


def test_a_preview_shows_every_edit_with_its_km(tmp_path):
    edits = (
        CloseRoad(way_ids=(1001,), modes=(km.CAR,)),
        AddPlace("Timeworld <1>", 8.971, 56.141),
    )
    preview = Scenario("Two & more", edits).preview(NETWORK)
    text = preview.map(tmp_path / "preview.html").read_text("utf-8")
    assert "<h1>Two &amp; more</h1>" in text
    assert re.search(r'<path class="edit e0" d="M', text)
    assert re.search(r'<g class="goal e1" data-at=', text)
    assert "Timeworld &lt;1&gt;" in text
    assert "Timeworld <1>" not in text
    assert "<td>0.1</td>" in text
    for absent in ("Share", "show-origins"):
        assert f">{absent}<" not in text
        assert f'id="{absent}"' not in text


def test_what_is_drawn_of_edits_is_explained_above_the_classes(draw):
    closed = Scenario("Shut", (CloseRoad(way_ids=(1001,), modes=(km.CAR,)),))
    engine = Engine({(): [[600, 1200]] * 4})
    text = draw(closed, compared={"answerer": engine})
    assert "changed roads</li>" in text
    assert "changed places</li>" not in text
    assert text.index("changed roads</li>") < text.index("<table>")
    text = draw(Scenario("New", (AddPlace("Zoo", 8.98, 56.14),)))
    assert "changed places</li>" in text
    assert "changed roads</li>" not in text
    assert "changed" not in draw()


def test_a_preview_marks_where_a_new_road_joins_others(tmp_path):
    block = drawn("A---B\n\nC---D", ["AB", "CD"])
    ends = [block.lonlat["B"], block.lonlat["D"]]
    road = AddRoad(ends, "unclassified", joins=[Join(*end) for end in ends])
    preview = Scenario("Bridge", (road,)).preview(block.network)
    text = preview.map(tmp_path / "preview.html").read_text("utf-8")
    marks = re.findall(r'<g class="goal join e0" data-at="(\d+ \d+)"[^>]*><title>([^<]*)', text)
    assert len({at for at, _ in marks}) == 2
    assert all(title.startswith("at (") and "joined to" in title for _, title in marks)
    assert "joins other roads</li>" in text


def test_the_panel_has_no_horizontal_scrollbar(draw):
    text = draw()
    assert "aside{overflow:hidden auto}" in text
    assert "td:nth-child(2){white-space:normal" in text


def test_a_preview_of_no_edits_shows_the_whole_network(tmp_path):
    text = Scenario("Nothing").preview(NETWORK).map(tmp_path / "p.html").read_text("utf-8")
    assert "no edits" in text
    assert 'class="local"' in text


def test_parts_of_the_page_that_are_left_out_are_there_to_leave_out():
    template = (drawing.FOLDER / "map.html").read_text("utf-8")
    assert drawing.SHARE_HEAD in template
    assert drawing.SHOW_ORIGINS in template


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


@given(st.floats(0, 1e5), st.floats(-1e4, 1e4))
def test_a_change_and_its_opposite_are_as_far_from_none(before, difference):
    both = np.array([difference, -difference])
    one, other = change_class_of(np.array([before, before]), both, 1.0)
    slight = 1.0 <= abs(difference) < 10.0
    assert (one == other == SLIGHT) if slight else (one + other == 2 * NO_CHANGE)
    assert (one == NO_CHANGE) == (abs(difference) < 1.0)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (600.0, 600.0, "no change: 10.0 min"),
        (600.0, 1200.0, "10.0 min slower: 20.0 instead of 10.0"),
        (600.0, 603.0, "3 s slower: 10.1 min"),
        (INF, 600.0, "a way for the first time: 10.0 min"),
        (600.0, INF, "no way any more: 10.0 min before"),
        (INF, INF, "no way before or after"),
    ],
)
def test_changes_are_told_in_words(before, after, text):
    assert change_text(before, after, 1.0) == text
    assert any(text.startswith(label) for label in CHANGE_LABELS) or "slower" in text


def test_a_credit_of_the_origins_is_passed_on(draw):
    origins = homes()
    origins.attrs["credit"] = "Population: Eurostat"
    assert "Population: Eurostat" in draw(compared={"origins": origins})
