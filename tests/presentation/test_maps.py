"""A map is one honest file: it fetches nothing, runs nothing strange and hides nobody."""

import base64
import hashlib
import re
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import kraftcenter_mobility as km
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.presentation import map_page, map_places
from kraftcenter_mobility.presentation.map_classes import COLOURS, class_of
from kraftcenter_mobility.presentation.map_frame import frame_around, path_data
from kraftcenter_mobility.presentation.map_places import Label, draw_labels, draw_origins
from kraftcenter_mobility.presentation.map_roads import draw_roads

VOID = {"meta", "link", "input", "path", "circle", "rect", "br"}
HOSPITAL = "Regionshospitalet Gødstrup"


class Page(HTMLParser):
    """Every element with its attributes and its own text, and whether all were closed."""

    def __init__(self, text):
        """Read a whole page."""
        super().__init__()
        self.elements, self.open = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID or tag == "circle":
            self.open.append((tag, self.elements[-1]))

    def handle_startendtag(self, tag, attrs):
        """Note an element that closes itself."""
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        """Close the element that is open."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """Give a text to the element it stands in."""
        if self.open:
            self.open[-1][1][2].append(data)

    def texts(self, tag):
        """Return the text of every element of a kind."""
        return ["".join(parts) for name, _, parts in self.elements if name == tag]

    def attributes(self, tag):
        """Return the attributes of every element of a kind."""
        return [attrs for name, attrs, _ in self.elements if name == tag]


def places(**columns):
    """Return four places around Herning, with more columns if told."""
    return gpd.GeoDataFrame(
        columns,
        geometry=gpd.points_from_xy([8.97, 9.16, 8.62, 9.01], [56.14, 56.14, 56.36, 56.20]),
        index=["Herning", "Ikast", "Holstebro", "Sunds"],
        crs="EPSG:4326",
    )


def seconds(*minutes, index=("Herning", "Ikast", "Holstebro", "Sunds")):
    return pd.Series([60.0 * each for each in minutes], index=list(index))


TIMES = seconds(8.2, 16.04, 31.5, np.inf)


@pytest.fixture
def draw(sample, tmp_path):
    def drawn(origins=None, travel_time_s=TIMES, network=sample, **settings):
        origins = places() if origins is None else origins
        path = tmp_path / "map.html"
        written = km.travel_time_map(
            network, path, origins=origins, travel_time_s=travel_time_s, **settings
        )
        assert written == path
        return path.read_text("utf-8")

    return drawn


@pytest.fixture
def hospital(sample):
    return sample.places(km.HOSPITALS).loc[[HOSPITAL]]


def test_the_page_is_well_formed(draw, hospital):
    page = Page(draw(destinations=hospital, title="By car", note="Free-flow speeds."))
    assert page.open == []
    assert page.texts("title")[0] == page.texts("h1")[0] == "By car"
    assert "Free-flow speeds." in page.texts("p")


def test_nothing_is_loaded_from_anywhere(draw, hospital):
    text = draw(destinations=hospital)
    for tag, attrs, _ in Page(text).elements:
        loads = [attrs.get(name) for name in ("src", "srcset", "data", "xlink:href", "poster")]
        assert loads == [None] * 5, tag
        assert tag not in {"iframe", "img", "object", "embed", "base", "use", "image"}
        if tag != "a":
            assert attrs.get("href", "data:,") == "data:,"
    assert "url(http" not in text
    assert "@import" not in text


def test_only_the_map_s_own_script_may_run(draw):
    page = Page(draw())
    (script,) = page.texts("script")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [meta["content"] for meta in page.attributes("meta") if "http-equiv" in meta]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith(f"script-src 'sha256-{digest}'")


def test_every_origin_says_its_name_and_minutes(draw):
    titles = Page(draw()).texts("title")[1:]
    assert set(titles) == {
        "Herning: 8.2 min",
        "Ikast: 16.0 min",
        "Holstebro: 31.5 min",
        "Sunds: no way through",
    }


def test_times_in_another_order_find_their_origins(draw):
    assert "<title>Holstebro: 31.5 min</title>" in draw(travel_time_s=TIMES.iloc[::-1])


@pytest.mark.parametrize("gap", [np.inf, np.nan])
def test_places_that_no_way_leads_from_are_hatched_and_counted(draw, gap):
    text = draw(travel_time_s=seconds(8, 16, 31, gap))
    assert re.search(r'<circle class="c7"[^>]*><title>Sunds: no way through', text)
    assert "<td>no way through</td><td>1</td><td>25 %</td>" in text


def test_the_legend_is_silent_about_no_way_through_where_there_always_is_one(draw):
    assert "no way through</td>" not in draw(travel_time_s=seconds(8, 16, 31, 5))


def test_a_time_on_a_limit_belongs_to_the_class_that_ends_there():
    minutes = np.array([0.0, 10.0, 10.001, 15.0, 20.0, 30.0, 45.0, 60.0, 60.1, np.inf])
    assert class_of(minutes).tolist() == [0, 0, 1, 1, 2, 3, 4, 5, 6, 7]


def test_colours_grow_darker_with_time_so_that_grey_prints_keep_the_order():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    values = [luminance(colour) for colour in COLOURS]
    assert all(near > 1.3 * far for near, far in pairwise(values))


def test_circles_grow_with_population_and_the_legend_counts_people(draw):
    text = draw(places(population=[50_000.0, 16_000.0, 36_000.0, np.nan]))
    radius = {name: int(r) for r, name in re.findall(r'r="(\d+)"><title>(\w+):', text)}
    assert radius["Herning"] > radius["Holstebro"] > radius["Ikast"] > radius["Sunds"] > 0
    assert "<title>Herning: 8.2 min, 50,000 people</title>" in text
    assert "<td>0–10</td><td>50,000</td><td>49 %</td>" in text  # noqa: RUF001 - en dash


def test_the_user_s_own_tables_stay_as_they_were(draw):
    origins = places(population=[50_000.0, np.inf, 36_000.0, np.nan])
    before, times = origins.copy(), TIMES.copy()
    draw(origins, times)
    pd.testing.assert_frame_equal(origins, before)
    pd.testing.assert_series_equal(times, TIMES)


def test_names_from_outside_cannot_become_markup(draw, hospital):
    nasty = "<script>alert('x')</script> & \"more\" $title"
    names = [nasty, "Ikast", "Holstebro", "Sunds"]
    goal = hospital.rename(index={HOSPITAL: nasty})
    text = draw(
        places().set_axis(names),
        seconds(8, 16, 31, 5, index=names),
        destinations=goal,
        title=nasty,
        note=nasty,
        legend=nasty,
    )
    page = Page(text)
    assert len(page.texts("script")) == 1
    assert page.texts("h1") == [nasty]
    assert page.texts("caption") == [nasty]
    assert f"{nasty}: 8.0 min" in page.texts("title")
    assert nasty in page.texts("text")


def test_destinations_are_marked_and_named_and_hospitals_have_a_cross(draw, sample, hospital):
    page = Page(draw(destinations=hospital))
    assert HOSPITAL in page.texts("title")
    assert HOSPITAL in page.texts("text")
    cross = "M0-4.4V4.4M-4.4 0H4.4"
    assert [path["d"] for path in page.attributes("path")].count(cross) == 1
    assert cross not in draw(destinations=sample.places(km.SCHOOLS))


def test_the_sample_says_plainly_what_it_is(draw):
    text = draw()
    assert km.herning.DISCLAIMER in text
    assert km.herning.CREDITS in text


def test_openstreetmap_and_the_census_are_credited(draw, sample):
    elsewhere = replace(sample, source="region.osm.pbf", timestamp="2026-03-01T20:00:00Z")
    origins = places()
    origins.attrs["credit"] = "Population: somebody & co"
    text = draw(origins, network=elsewhere)
    assert "© OpenStreetMap contributors</a> (ODbL), 2026-03-01" in text
    assert "Population: somebody &amp; co" in text
    assert km.herning.DISCLAIMER not in text


def test_roads_are_drawn_with_the_greatest_on_top(draw):
    drawn = [path.get("class") for path in Page(draw()).attributes("path")]
    assert drawn.index("local") < drawn.index("secondary") < drawn.index("motorway")


def test_the_least_roads_are_left_out_where_there_is_no_room(sample, draw, monkeypatch):
    frame = frame_around(sample.roads, np.array([8.1, 9.5]), np.array([55.8, 56.7]))
    everything = draw_roads(sample.roads, frame)
    assert everything.left_out == ()
    some = draw_roads(sample.roads, frame, largest_size=60_000)
    assert some.drawn == everything.drawn[: len(some.drawn)]
    assert len(some.svg) < 61_000
    assert some.left_out[-1] == "tracks, paths"
    monkeypatch.setattr(map_page, "draw_roads", partial(draw_roads, largest_size=60_000))
    assert "Not drawn, to keep the map light:" in draw()


def test_north_is_up_and_east_to_the_right(sample):
    frame = frame_around(sample.roads, np.array([8.5, 9.5]), np.array([56.0, 56.5]))
    x, y = frame.place(np.array([8.9, 8.9, 9.1]), np.array([56.1, 56.2, 56.1]))
    assert y[1] < y[0]
    assert x[2] > x[0]
    metres = np.hypot(x[1] - x[0], y[1] - y[0]) * frame.metres_per_unit
    assert metres == pytest.approx(11_135, rel=2e-3)


def test_the_scale_bar_is_as_long_as_it_says(draw):
    page = Page(draw())
    units = float(page.attributes("svg")[0]["data-metres-per-unit"])
    bar = next(p["d"] for p in page.attributes("path") if p["d"].startswith("M0-7V0H"))
    told = next(text for text in page.texts("text") if text.endswith(" km"))
    pixels = float(re.search(r"H([\d.]+)", bar)[1])
    assert pixels * 10 * units == pytest.approx(1000 * float(told.split()[0]), rel=1e-2)


def test_one_origin_is_enough(draw):
    text = draw(places().loc[["Ikast"]], TIMES.loc[["Ikast"]])
    assert "<title>Ikast: 16.0 min</title>" in text


def test_very_many_origins_become_dots(monkeypatch):
    monkeypatch.setattr(map_places, "MOST_CIRCLES", 3)
    dots = draw_origins(
        list("abcd"),
        (np.array([0, 1, 500, 900]), np.array([0, 2, 500, 900])),
        np.array([5.0, 6.0, 70.0, np.inf]),
        None,
    )
    assert dots.count("<path") == 3
    assert 'class="dots c0" d="M5 5h0"' in dots
    assert "<title>" not in dots


def test_names_never_stand_on_one_another():
    labels = [Label("Herning", 500, 500, "city"), Label("Birk", 620, 500, "village")]
    nowhere = (np.zeros(0, dtype=int), np.zeros(0, dtype=int))
    drawn = draw_labels(labels, nowhere, 9_000)
    below = {name: float(k) for k, name in re.findall(r'below="([\d.]+)".*>(\w+)</text>', drawn)}
    assert below["Birk"] < below["Herning"]
    scale = below["Birk"]
    first, second = (label.box_px(scale) for label in labels)
    assert first[2] <= second[0]


def test_a_path_has_no_lines_of_one_point():
    x, y = np.array([5, 5, 9, 1, 1]), np.array([5, 5, 7, 2, 2])
    assert path_data(x, y, np.array([0, 0, 0, 1, 1])) == "M5 5l4 2"


def test_no_origins_are_refused(draw):
    with pytest.raises(PlacesError, match="origins have no rows"):
        draw(places().iloc[:0], TIMES.iloc[:0])


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


def test_a_folder_that_is_not_there_is_named(sample, tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        km.travel_time_map(
            sample, tmp_path / "no" / "map.html", origins=places(), travel_time_s=TIMES
        )
