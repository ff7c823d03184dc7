"""Maps for a browser, as far as one can tell without one."""

import json
import re
from html.parser import HTMLParser

import folium
import numpy as np
import pytest
import shapely
from drawn_maps import MINUTES, drawn_layers, drawn_map, drawn_points
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.interactive.bundle import hash_of
from kraftcenter_mobility.presentation.interactive.legends import legend_of
from kraftcenter_mobility.presentation.interactive.page import (
    bundle,
    explore,
    fragment,
    write_page,
)
from kraftcenter_mobility.presentation.interactive.payload import as_json, payload
from kraftcenter_mobility.presentation.interactive.streams import counts, degrees, steps
from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Areas, Lines, Points, Scale

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
NASTY = (
    "</script><script>alert(1)</script>",
    "\"'<b>&\u2028\u2029",
    "{{ 7 * 7 }}{% raw %}",
    "a\\b",
)
WHOLE = st.integers(-(2**40), 2**40)


def read_counts(text):
    """Return the numbers of a stream, letter by letter."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        value = LETTERS.index(letter)
        number += (value % 32) << shift
        shift += 5
        if value < 32:
            numbers.append(number)
            number = shift = 0
    return numbers


def read_steps(text):
    """Return the numbers of a stream of steps."""
    steps_ = [-(step + 1) // 2 if step % 2 else step // 2 for step in read_counts(text)]
    return np.cumsum(steps_).tolist() if steps_ else []


class Page(HTMLParser):
    """What a browser would find: elements, and the text of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.found, self.texts = [], {"script": [], "style": []}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Write down an element."""
        self.found.append((tag, dict(attrs)))
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_data(self, data):
        """Write down the text of a script or a style."""
        if self.lasttag in self.texts and self.cdata_elem:
            self.texts[self.lasttag][-1] += data


def page_of(shown, folder, **settings):
    return write_page(shown, folder / "map.html", **settings).read_text("utf-8")


@given(st.lists(st.integers(0, 2**40)))
def test_whole_numbers_can_be_read_back(numbers):
    assert read_counts(counts(np.array(numbers, dtype=np.int64))) == numbers


@given(st.lists(WHOLE))
def test_steps_can_be_read_back(numbers):
    assert read_steps(steps(np.array(numbers, dtype=np.int64))) == numbers


@given(st.lists(st.floats(-180, 180)))
def test_positions_are_right_to_a_metre(values):
    read = np.array(read_steps(degrees(np.array(values)))) / 100_000
    assert np.allclose(read, values, atol=0.500001e-5, rtol=0)


@pytest.mark.parametrize("text", NASTY)
def test_no_text_can_end_a_script_and_all_come_back_whole(text):
    written = as_json([text])
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written) == [text]


def test_half_a_character_does_not_keep_a_page_from_being_written(tmp_path):
    halved = drawn_map(title="\ud800", notes=("\udfff",))
    assert "<title>?</title>" in page_of(halved, tmp_path)
    halved.explore().save(tmp_path / "folium.html")
    assert json.loads(as_json(["\ud800"])) == ["\ufffd"]


def test_a_page_asks_for_nothing_from_elsewhere(tmp_path):
    page = Page(page_of(drawn_map(), tmp_path))
    assert {tag for tag, _ in page.found} == {
        *("html", "head", "meta", "title", "style", "body", "div", "script", "noscript")
    }
    assert not any({"src", "href", "style"} & set(given_) for _, given_ in page.found)
    assert "@import" not in page.texts["style"][0]
    assert set(re.findall(r"url\(([a-z]+:)?", page.texts["style"][0])) == {"data:", ""}


def test_a_page_may_run_its_own_scripts_and_no_others(tmp_path):
    page = Page(page_of(drawn_map(), tmp_path))
    policy = next(m["content"] for _, m in page.found if "http-equiv" in m)
    data, *scripts = page.texts["script"]
    assert json.loads(data)["title"] == "Minutes to a hospital"
    allowed = " ".join(hash_of(script) for script in scripts)
    style = hash_of(page.texts["style"][0])
    assert policy == (
        f"default-src 'none'; script-src {allowed}; style-src {style}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_a_base_map_may_be_loaded_where_one_is_asked_for(tmp_path):
    for basemap, origin in (
        (True, "https://tile.openstreetmap.org"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}{r}.png", "https://*.tiles.example.org"),
    ):
        text = page_of(drawn_map(), tmp_path, basemap=basemap)
        assert f"img-src data: {origin};" in text
        assert '<meta name="referrer" content="strict-origin-when-cross-origin">' in text
    assert '<meta name="referrer" content="no-referrer">' in page_of(drawn_map(), tmp_path)


@pytest.mark.parametrize(
    "basemap",
    [
        "https://example.org/tiles.png",
        "ftp://example.org/{z}/{x}/{y}",
        "javascript:alert({z}{x}{y})",
        "https://example.org; script-src *;/{z}/{x}/{y}",
        "https://user@example.org/{z}/{x}/{y}",
        "https://[::1/{z}/{x}/{y}",
        'https://example.org/{z}/{x}/{y}">',
        7,
        None,
    ],
)
def test_what_is_no_base_map_is_refused(basemap, tmp_path):
    with pytest.raises(InputError, match=r"basemap must be True, False or the address of"):
        write_page(drawn_map(), tmp_path / "map.html", basemap=basemap)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("nasty", NASTY)
def test_names_stay_names(nasty, tmp_path):
    shown = drawn_map(
        title=nasty,
        notes=(nasty,),
        credits=(nasty,),
        layers=(drawn_points(name=nasty, tooltips=(nasty,) * 3, size_note=nasty),),
    )
    plain = Page(page_of(drawn_map(), tmp_path))
    page = Page(page_of(shown, tmp_path))
    assert [tag for tag, _ in page.found] == [tag for tag, _ in plain.found]
    data = json.loads(page.texts["script"][0])
    assert (data["title"], data["notes"], data["layers"][0]["name"]) == (nasty, [nasty], nasty)
    assert data["layers"][0]["tooltips"] == [nasty] * 3
    assert "<" not in data["credits"][0]
    saved = Page(explore(shown, basemap=False, height="100%").get_root().render())
    assert f'"title":{as_json(nasty)}' in saved.texts["script"][-1]


def test_the_same_map_is_the_same_page(tmp_path):
    assert page_of(drawn_map(), tmp_path) == page_of(drawn_map(), tmp_path)


def test_a_page_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(InputError, match="there is no folder"):
        write_page(drawn_map(), tmp_path / "missing" / "map.html")
    assert not list(tmp_path.iterdir())


def test_a_folium_map_without_links_to_other_servers():
    drawn = drawn_map().explore()
    assert isinstance(drawn, folium.Map)
    folium.Marker([56.1, 9.0], popup="mine").add_to(drawn)
    page = Page(drawn.get_root().render())
    assert not [given_ for tag, given_ in page.found if tag == "link" or "src" in given_]
    assert "L.marker(" in page.texts["script"][-1]
    assert folium.Map(tiles=None).default_js, "folium itself is left as it was"


def test_two_folium_maps_of_one_figure_share_leaflet():
    figure = folium.Figure()
    for _ in range(2):
        figure.add_child(drawn_map().explore())
    text = figure.render()
    assert text.count("leafletjs.com. (c)") <= 1
    assert text.count("kraftcenterMaps.show(") == 2
    assert text.count("window.kraftcenterMaps =") == 1


def test_a_notebook_shows_a_frame_of_the_height_asked_for():
    frame = drawn_map().explore(height="60vh")._repr_html_()
    assert frame.startswith('<iframe srcdoc="')
    assert "height:60vh;" in frame
    assert 'title="Minutes to a hospital"' in frame
    assert frame.count("<") == 2, "all of the page is inside an attribute"
    assert "height:520px;" in drawn_map()._repr_html_()


@pytest.mark.parametrize("height", ["tall", "5", "10px;color:red", "-1px", 500, None])
def test_what_is_no_height_is_refused(height):
    with pytest.raises(InputError, match=r'height must be a CSS length such as "500px", got'):
        explore(drawn_map(), basemap=False, height=height)
    with pytest.raises(InputError, match="height must be"):
        fragment(drawn_map(), height=height)


def test_parts_of_a_page_hold_all_but_what_maps_share():
    part = fragment(drawn_map(), height="300px")
    name = re.search(r'id="(map-[0-9a-f]{12})"', part.html)[1]
    assert part.css == f"#{name}{{height:300px}}\n"
    assert part.html.count("<script") == 1
    assert 'type="application/json"' in part.html
    assert fragment(drawn_map(title="Other"), height="300px").script == part.script
    assert "sourceMappingURL" not in bundle().js


def test_leaflet_keeps_its_licence():
    from kraftcenter_mobility.presentation.interactive.bundle import FOLDER

    assert "BSD 2-Clause" in (FOLDER / "leaflet" / "LICENSE").read_text("utf-8")
    assert "Leaflet 1.9.4" in bundle().js


def test_credits_are_linked_and_said_once():
    lines = ("© OpenStreetMap contributors", "Roads: © OpenStreetMap contributors", "Me & <b>")
    credits_ = payload(drawn_map(credits=lines), None)["credits"]
    link = '<a href="https://www.openstreetmap.org/copyright" rel="noopener">'
    linked = f"Roads: {link}© OpenStreetMap contributors</a>"
    assert credits_ == [linked, "Me &amp; &lt;b&gt;"]


def test_the_legend_counts_in_the_language_of_the_map():
    layers = (drawn_points(),)
    english = payload(drawn_map(layers=layers), None)["layers"][0]["legend"]
    danish = payload(drawn_map(layers=layers, language="da"), None)["layers"][0]["legend"]
    assert english["rows"] == [
        [0, "0-10", "1,200", "60 %"],
        [1, "10-20", "799", "40 %"],
        [2, "no way through", "1", "<1 %"],
    ]
    assert danish["rows"][0] == [0, "0-10", "1.200", "60 %"]


def test_the_language_must_be_one_that_is_known():
    with pytest.raises(InputError, match='language must be "en" or "da"'):
        payload(drawn_map(language="de"), None)


def test_the_legend_shows_what_it_is_told_to():
    roads = payload(drawn_map(), None)["layers"][0]
    assert roads["legend"]["rows"] == [[1, "road", "", ""]]
    assert roads["legend"]["notes"] == ["Minor ones show when one zooms in."]
    none = Scale(title="", labels=("a",), colours=("#000000",), shown=())
    hidden = drawn_points(scale=none, class_of=np.zeros(3, dtype=int))
    assert payload(drawn_map(layers=(hidden,)), None)["layers"][0]["legend"] is None


def test_shares_are_not_told_of_areas_that_lie_in_each_other():
    within = Scale(title="t", labels=("10", "20"), colours=("#111111",) * 2, amounts=(3.0, 1.0))
    areas = Areas(
        name="areas",
        geometry=np.array([shapely.box(8.9, 56.0, 9.0, 56.1)], dtype=object),
        scale=within,
        class_of=np.zeros(1, dtype=np.int64),
    )
    legend = legend_of(areas, Words("en"))
    assert legend["rows"] == [[0, "10", "3", ""], [1, "20", "1", ""]]


def test_a_scale_that_two_layers_share_is_explained_once_at_the_upper_one():
    layers = (drawn_points(name="lower"), drawn_points(name="upper"))
    values = payload(drawn_map(layers=layers), None)["layers"]
    assert values[0]["legend"] is None
    assert values[1]["legend"]["title"] == MINUTES.title


def test_an_area_is_all_its_rings():
    #   two squares, the first with a hole, and then one more area
    first = shapely.MultiPolygon(
        [shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2), shapely.box(5, 0, 6, 1)]
    )
    scale = Scale(title="", labels=("in",), colours=("#000000",))
    layer = Areas(
        name="a",
        geometry=np.array([first, shapely.MultiPolygon(), shapely.box(8, 0, 9, 1)], dtype=object),
        scale=scale,
        class_of=np.zeros(3, dtype=int),
    )
    value = payload(drawn_map(layers=(layer,)), None)["layers"][0]
    assert read_steps(value["of"]) == [0, 0, 0, 2]
    assert read_counts(value["sizes"]) == [5, 5, 5, 5]


def test_lines_keep_their_order_until_there_are_too_many_changes_of_class():
    def classes(n_lines):
        lines = shapely.linestrings([[(9, 56), (9.1, 56.1)]] * n_lines)
        scale = Scale(title="", labels=("a", "b"), colours=("#000000", "#ffffff"))
        layer = Lines(name="", geometry=lines, scale=scale, class_of=np.arange(n_lines) % 2)
        return read_counts(payload(drawn_map(layers=(layer,)), None)["layers"][0]["classes"])

    assert classes(4) == [0, 1, 0, 1]
    assert classes(1000) == [0] * 500 + [1] * 500


def test_a_tooltip_stays_with_its_line_when_the_order_changes():
    n = 1000
    lines = shapely.linestrings([[(9, 56), (9.1, 56 + row / n)] for row in range(n)])
    scale = Scale(title="", labels=("a", "b"), colours=("#000000", "#ffffff"))
    told = [f"line {row}" for row in range(n)]
    class_of = np.arange(n) % 2
    layer = Lines(name="", geometry=lines, scale=scale, class_of=class_of, tooltips=told)
    value = payload(drawn_map(layers=(layer,)), None)["layers"][0]
    ends = read_steps(value["lat"])[1::2]
    assert value["tooltips"] == [f"line {round((end / 100_000 - 56) * n)}" for end in ends]


def test_a_map_of_nothing_is_a_page_too(tmp_path):
    nothing = np.zeros(0)
    empty = drawn_points(
        lon=nothing, lat=nothing, class_of=nothing.astype(int), radius=3.0, tooltips=()
    )
    none = np.zeros(0, dtype=object)
    lines = Lines(name="no lines", geometry=none, scale=MINUTES, class_of=nothing.astype(int))
    areas = Areas(name="no areas", geometry=none, scale=MINUTES, class_of=nothing.astype(int))
    text = page_of(
        drawn_map(layers=(lines, areas, empty), notes=(), credits=(), title=""), tmp_path
    )
    assert "<title>kraftcenter_mobility</title>" in text
    assert "</html>" in page_of(drawn_map(layers=()), tmp_path)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_has_no_position_is_refused_by_layer_and_count(bad):
    lost = drawn_points(lon=np.array([9.0, bad, 9.0]))
    with pytest.raises(InputError, match="1 of 3 positions of the layer 'Where people live'"):
        payload(drawn_map(layers=(lost,)), None)


def test_fifty_thousand_points_take_less_than_a_megabyte():
    random = np.random.default_rng(7)
    n = 50_000
    many = Points(
        name="",
        lon=random.uniform(8, 10, n),
        lat=random.uniform(55, 57, n),
        scale=MINUTES,
        class_of=random.integers(0, 3, n),
    )
    assert len(fragment(drawn_map(layers=(many,)), height="100%").html) < 600_000


def test_every_kind_of_layer_is_written():
    kinds = [layer["kind"] for layer in payload(drawn_map(), None)["layers"]]
    assert kinds == ["lines", "areas", "lines", "points", "marks", "labels"]
    assert len(drawn_layers()) == len(kinds)
