"""What a notebook shows of every result: the numbers one looks for, escaped, and little of it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

import kraftcenter_mobility as km
from kraftcenter_mobility.html_tables import html_facts, html_folded, html_table
from kraftcenter_mobility.networks.trains.conflict_list import Conflict, Conflicts
from kraftcenter_mobility.notices import Notices
from kraftcenter_mobility.presentation.static.canvas import new_figure
from kraftcenter_mobility.scenarios.accounts import Account

NASTY = '</script><img src=x onerror="alert(1)">&'
MOST_CHARACTERS = 20_000
VOID = {"br"}


class Tags(HTMLParser):
    """The tags of a page, which must be closed in their order, and what they say."""

    def __init__(self, page):
        """Read a page."""
        super().__init__()
        self.open, self.seen, self.said = [], set(), []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Take note of a tag."""
        self.seen.add(tag)
        assert {name for name, _ in attrs} <= {"style", "scope", "border", "class"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """See that it was the last to be opened."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Take note of a text."""
        self.said.append(data)


def shown(value):
    """Return the text of what a notebook shows of a value; it must be small and sound."""
    page = value._repr_html_()
    tags = Tags(page)
    assert len(page) < MOST_CHARACTERS
    assert not tags.seen & {"script", "style", "link", "img"}
    assert "color" not in page
    return " ".join(tags.said)


@pytest.fixture(scope="module")
def hospitals(sample):
    return sample.places(km.HOSPITALS)


@pytest.fixture(scope="module")
def morning(sample, hospitals):
    towns = sample.places(km.TOWNS).loc[["Herning", "Ikast"]]
    window = km.ArrivalWindow("2026-03-10 07:30", "08:00", every_s=600)
    return km.transit_times(sample, towns, hospitals, arrival=window, progress=False)


def test_a_network_shows_its_roads_tracks_places_and_what_was_odd(sample):
    page = shown(sample)
    for text in ("herning_sample.osm.pbf", "12,836 nodes", "692 km on 59 tracks", "54 stations"):
        assert text in page
    assert "12 lines over the tracks" in page
    assert "10 hospitals" in page
    assert "132 x 167 km" in page
    assert "places share a name" in page


def test_a_network_says_of_places_what_there_is_in_its_text_as_well(sample):
    assert "10 hospitals" in repr(sample)
    assert "places: none" in repr(replace(sample, place_table=sample.place_table.iloc[:0]))


def test_what_a_network_is_called_is_escaped(sample):
    named = replace(sample, source=NASTY, timestamp=NASTY, notices=Notices())
    assert NASTY in shown(named)
    assert NASTY in shown(replace(sample.report, source=NASTY))


def test_the_report_shows_what_its_page_says(sample):
    page = shown(sample.report)
    for text in ("11,387.8 km", "11,322.6", "motorway", "places share a name", "Vejle-Struer"):
        assert text in page
    assert repr(sample.report) == str(sample.report)


def test_what_runs_is_a_table_of_lines(sample):
    page = shown(sample.transit)
    assert "every 60 min 04:03-23:03" in page
    assert "692 km on 59 tracks" in page
    assert shown(km.PublicTransport()).count("0 km on 0 tracks") == 1


def test_names_with_commas_stay_whole_in_the_table_of_lines():
    line = km.Line(
        name="1, 2: a",
        stations=("Skjern, syd", "Vejle, nord"),
        there=km.ClockFace(headway_s=1800),
        run_s=(600,),
    )
    page = km.PublicTransport(lines=(line,))._repr_html_()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert cells[:3] == ["1, 2: a", "Skjern, syd - Vejle, nord", "2"]
    assert cells[3].startswith("every 30 min")


def test_a_railway_shows_its_tracks_and_stations(sample):
    page = shown(sample.rail)
    assert "692 km on 59 tracks" in page
    assert "and 42 more" in page


def test_a_timetable_shows_what_every_line_runs(sample):
    page = shown(sample.transit.timetable("2026-03-10"))
    assert "Timetable of 2026-03-10" in page
    assert "Vejle-Struer" in page
    assert "04:03" in page


def test_a_line_shows_where_it_calls_and_how_often():
    line = km.Line(
        name=NASTY,
        stations=(NASTY, "Skjern"),
        there=km.ClockFace(headway_s=1800),
        run_s=(600,),
        source=NASTY,
    )
    page = shown(line)
    assert page.count(NASTY) == 3
    assert "every 30 min" in page


def test_conflicts_show_the_first_and_count_the_rest():
    one = Conflict(NASTY, "meeting", 3600.0, 3700.0, "train <1>", "train 2")
    page = shown(Conflicts(found=(one,) * 12, n_runs=40))
    assert "12 conflicts among 40 trains" in page
    assert "01:00" in page
    assert "and 2 more" in page
    assert "no conflicts among 3 trains" in shown(Conflicts(n_runs=3))


def test_notices_are_a_table_with_their_count():
    notices = Notices()
    notices.add("odd", NASTY, "way 7", count=1234)
    page = shown(notices)
    assert "1,234" in page
    assert NASTY in page
    assert repr(notices) == "<Notices: 1,234 of 1 kind>"
    assert "nothing odd was met" in shown(Notices())


def test_a_scenario_shows_its_edits_and_where_they_are_from():
    plan = km.Scenario(
        NASTY, (km.ClosePlace("<b>"),), description="one & all", source="R&D", confidence="B"
    )
    page = shown(plan)
    assert NASTY in page
    assert "ClosePlace" in page
    assert "R&D (confidence B)" in page
    assert plan.digest[:12] in page
    assert "no edits" in shown(km.Scenario("Now"))


def test_an_account_is_short_in_a_list_and_whole_by_itself():
    account = Account(edit="CloseRoad", what=NASTY, n_ways=2, length_km=3.2, notes=("<note>",))
    page = shown(account)
    assert NASTY in page
    assert "2 ways" in page
    assert "<note>" in page
    assert repr(account) == f"<Account of CloseRoad: {NASTY}>"


def test_a_preview_reads_alike_printed_and_by_itself(sample):
    preview = km.Scenario("13", (km.SetSpeed(number="18", limit_kmh=60),)).preview(sample)
    assert repr(preview) == str(preview)
    assert "60 km/h" in shown(preview)


def test_a_comparison_shows_people_modes_and_minutes(sample, hospitals):
    homes = km.herning.catchment().iloc[::200]
    plan = km.Scenario(NASTY, (km.ClosePlace(hospitals.index[0]),))
    found = km.compare(
        sample, plan, origins=homes, destinations=hospitals, modes=km.CAR, progress=False
    )
    page = shown(found)
    assert NASTY in page
    assert f"{homes['population'].sum():,.0f} people" in page
    assert f"{found.summary()['mean_baseline_min'].iloc[0]:.2f}" in page


def test_times_over_a_window_show_minutes_by_percentile(morning):
    page = shown(morning)
    middle = morning.percentile(50.0).to_numpy()
    reached = middle[np.isfinite(middle)]
    assert f"{np.median(reached) / 60:.1f}" in page
    assert "Times by transit" in page
    assert "2 origins to 10 destinations" in page
    nowhere = {each: table * np.inf for each, table in morning.travel_times_s.items()}
    assert "0%" in shown(replace(morning, travel_times_s=nowhere, changes=None))


def test_a_route_says_how_far_it_is():
    metric = km.RoadEngine([0, 1, 2, 3, 3], [1, 2, 0]).customize([10.0, 20.0, 30.0])
    assert repr(metric.route(0, 2)) == "<Route: 30 along 2 edges>"
    assert repr(metric.route(0, 3)) == "<Route: no way>"


def test_a_scorecard_shows_every_indicator(sample):
    card = km.herning.scorecard(sample, indicators=("K1", "K7"), progress=False)
    page = shown(card)
    assert "How things are" in page
    for indicator in card.indicators:
        assert indicator.question in page


def test_an_index_with_an_interval_is_no_longer_than_its_interval():
    index = km.accessibility.EquityIndex(2 / 3, low=0.6, high=0.712345)
    assert repr(index) == "0.6667 (0.6 to 0.7123)"
    assert float(index) == 2 / 3


def test_a_figure_of_a_map_shows_itself_where_pyplot_is_not_in_use():
    figure = new_figure(200.0, 100.0)  # what `Map.figure` is drawn on
    shown_as, _ = DisplayFormatter().format(figure)
    width, height = figure.get_size_inches() * figure.dpi
    assert shown_as["image/png"].startswith(b"\x89PNG")
    size = [int.from_bytes(shown_as["image/png"][at : at + 4], "big") for at in (16, 20)]
    assert size == [int(width), int(height)]


def test_numbers_stand_on_the_right_with_their_heads_and_words_on_the_left():
    page = html_table("", ("who", "how many"), [("a", "1,234"), ("b", "-")])
    left = re.findall(r'<t[dh] style="text-align:left">(\w+)', page)
    assert left == ["who", "a", "b"]
    for number in ("-3.2", "+1,234", "31 %", "31%", "5.1 min", "\N{MINUS SIGN}3,2"):
        assert f"<td>{number}</td>" in html_table("", (), [(number,)])


def test_facts_that_are_empty_are_left_out_and_lines_are_kept():
    page = html_facts("<b>", [("one", "first\nsecond & last"), ("none", "")], footer="<i>")
    tags = Tags(page)
    assert " ".join(tags.said) == "<b> one first second & last <i>"
    assert "br" in tags.seen


def test_what_is_folded_has_an_escaped_summary():
    assert Tags(html_folded(NASTY, html_table("", (), []))).said == [NASTY]
