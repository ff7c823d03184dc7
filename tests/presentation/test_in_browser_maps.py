"""Maps in a real browser that has no network."""

import numpy as np
import pytest
from drawn_maps import drawn_layers, drawn_map, drawn_points

from kraftcenter_mobility.presentation.interactive.bundle import hash_of
from kraftcenter_mobility.presentation.interactive.page import bundle, fragment
from kraftcenter_mobility.presentation.layers import Marks

pytest_plugins = ("browser",)

MAP = "kraftcenterMaps.maps[0].map"
SHEET = "kraftcenterMaps.maps[0].sheet"
PICTURE = f"{SHEET}._container.toDataURL()"
PIXEL = f"""([lon, lat]) => {{
    const sheet = {SHEET}, at = {MAP}.latLngToLayerPoint([lat, lon]).subtract(sheet._bounds.min);
    const ratio = sheet._container.width / sheet._bounds.getSize().x;
    const pen = sheet._container.getContext("2d");
    return [...pen.getImageData(Math.round(at.x * ratio), Math.round(at.y * ratio), 1, 1).data];
}}"""
SPOT = f"""([lon, lat]) => {{
    const at = {MAP}.latLngToContainerPoint([lat, lon]);
    return [at.x, at.y];
}}"""
NOWHERE = [0, 0, 0, 0]


@pytest.fixture
def open_map(open_page, tmp_path):
    """Return a function that saves a map and opens it."""

    def open_saved(shown=None, **window):
        return open_page((shown or drawn_map()).save(tmp_path / "map.html"), **window)

    return open_saved


def sound(opened):
    """Say whether a page complained of nothing and asked for nothing."""
    return opened.errors == [] and opened.requests == []


def drawn(page):
    """Wait until what was asked for is on the canvas."""
    page.evaluate("() => new Promise((then) => requestAnimationFrame(() => setTimeout(then, 20)))")


def hover(page, lon, lat):
    """Move the pointer to a place."""
    x, y = page.evaluate(SPOT, [lon, lat])
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    drawn(page)


def test_a_map_opens_without_a_network(open_map):
    opened = open_map()
    page = opened.page
    assert page.title() == "Minutes to a hospital"
    assert page.inner_text("h2") == "Minutes to a hospital"
    assert page.locator("canvas.leaflet-zoom-animated").count() == 1
    assert page.locator(".leaflet-control-attribution").is_visible()
    assert "© OpenStreetMap contributors" in page.inner_text(".leaflet-control-attribution")
    assert page.inner_text(".leaflet-control-scale").endswith("km")
    assert "Made up." in page.inner_text(".km-panel")
    assert sound(opened)


def test_everything_is_where_it_belongs_and_in_its_colour(open_map):
    page = open_map().page
    for at, colour in {
        (9.0, 56.16): [253, 231, 37, 255],
        (9.0, 56.12): [33, 145, 140, 255],
        (9.1, 56.01): [68, 68, 68, 255],
        (8.95, 56.03): NOWHERE,
    }.items():
        assert page.evaluate(PIXEL, list(at)) == colour
    inside = page.evaluate(PIXEL, [8.96, 56.17])
    assert inside[2] > inside[0], "a blue area"
    assert 100 < inside[3] < 160, "that lets half through"
    assert page.evaluate(PIXEL, [8.99, 56.171]) == NOWHERE, "its hole"


def test_the_whole_map_is_seen_beside_the_panel(open_map):
    page = open_map().page
    edge = page.locator(".km-panel").bounding_box()["x"]
    (west, north), (east, south) = (page.evaluate(SPOT, at) for at in ([8.8, 56.2], [9.2, 56.0]))
    assert west > 0
    assert north > 0
    assert south < 800
    assert east < edge
    assert east - west > 0.6 * edge or south - north > 500


def test_the_map_moves_with_the_pointer_and_zooms_with_the_wheel(open_map):
    opened = open_map()
    page = opened.page
    where, zoom = page.evaluate(f"[{MAP}.getCenter().lng, {MAP}.getZoom()]")
    before = page.evaluate(PICTURE)
    page.mouse.move(400, 400)
    page.mouse.down()
    page.mouse.move(550, 420, steps=5)
    page.mouse.up()
    opened.until(f"{MAP}.getCenter().lng < {where}")
    page.mouse.wheel(0, -400)
    opened.until(f"{MAP}.getZoom() > {zoom} && !{MAP}._animatingZoom")
    drawn(page)
    assert page.evaluate(PICTURE) != before
    page.click(".km-all")
    drawn(page)
    assert page.evaluate(f"{MAP}.getZoom()") == zoom
    assert page.evaluate(PICTURE) == before
    assert sound(opened)


def test_what_a_long_drag_uncovers_is_drawn_before_it_ends(open_map):
    page = open_map().page
    page.evaluate(f"{MAP}.setView([56.1, 10], 11, {{ animate: false }})")
    page.mouse.move(200, 400)
    page.mouse.down()
    for _ in range(8):
        page.mouse.move(1000, 400, steps=6)
        page.mouse.up()
        page.mouse.move(200, 400)
        page.mouse.down()
    page.mouse.move(700, 410, steps=5)
    drawn(page)
    covers = f"""(() => {{
        const sheet = {SHEET}, map = {MAP}, size = map.getSize();
        const corner = (at) => map.containerPointToLayerPoint(at);
        return sheet._bounds.contains(L.bounds(corner([0, 0]), corner(size)));
    }})()"""
    assert page.evaluate(covers)
    page.mouse.up()


def test_keys_move_and_zoom_the_map(open_map):
    opened = open_map()
    page = opened.page
    zoom = page.evaluate(f"{MAP}.getZoom()")
    page.focus(".km-map")
    page.keyboard.press("+")
    opened.until(f"{MAP}.getZoom() > {zoom}")
    north = page.evaluate(f"{MAP}.getCenter().lat")
    page.keyboard.press("ArrowUp")
    opened.until(f"{MAP}.getCenter().lat > {north}")


def test_every_layer_can_be_switched_off_and_on(open_map):
    opened = open_map()
    page = opened.page
    whole = page.evaluate(PICTURE)
    boxes = page.locator(".km-panel input")
    assert [text.strip() for text in page.locator(".km-panel label").all_inner_texts()] == [
        *("Where people live", "What changes", "Areas", "Hospitals", "Place names", "Roads")
    ]
    for number in range(boxes.count()):
        boxes.nth(number).uncheck()
        drawn(page)
        assert page.evaluate(PICTURE) != whole
        boxes.nth(number).check()
        drawn(page)
        assert page.evaluate(PICTURE) == whole
    assert sound(opened)


def test_the_tooltip_of_what_lies_on_top_appears_under_the_pointer(open_map):
    opened = open_map()
    page = opened.page
    for at, text in {
        (9.0, 56.16): "North: 5 min",
        (8.96, 56.17): "Area: 10 min",
        (9.1, 56.19): "New road: 22 km",
        (9.15, 56.05): "Gødstrup",
    }.items():
        hover(page, *at)
        assert page.inner_text(".km-tip") == text
    for lon, lat in ((9.1, 56.05), (8.985, 56.172)):  # a road and a hole say nothing
        hover(page, lon, lat)
        opened.until("!document.querySelector('.km-tip')")
        hover(page, 9.0, 56.16)


def test_what_is_switched_off_has_no_tooltip(open_map):
    page = open_map().page
    page.get_by_label("Where people live").uncheck()
    hover(page, 9.0, 56.12)
    assert page.inner_text(".km-tip") == "Area: 10 min"


def test_minor_roads_show_only_close_by(open_map):
    page = open_map().page
    pixels = []
    for zoom in (13.75, 14):
        page.evaluate(f"() => {{ {MAP}.setView([56.1, 8.87], {zoom}, {{ animate: false }}); }}")
        pixels.append(page.evaluate(PIXEL, [8.87, 56.1])[3])
    assert pixels[0] == 0
    assert pixels[1] > 0


def test_the_legend_says_what_colours_mean(open_map):
    page = open_map().page
    rows = page.locator(".km-panel section", has_text="Where people live").locator("tr")
    assert [text.split() for text in rows.all_inner_texts()] == [
        ["people", "%"],
        ["0-10", "1,200", "60"],
        ["10-20", "799", "40"],
        ["no", "way", "through", "1", "<1"],
    ]
    assert rows.nth(1).locator("rect").get_attribute("fill") == "#fde725"


def test_a_map_speaks_danish(open_map):
    page = open_map(drawn_map(language="da", title="Minutter til hospitalet i Gødstrup")).page
    assert page.get_attribute("html", "lang") == "da"
    assert page.inner_text("summary") == "Signaturer og lag"
    assert page.get_by_role("button", name="Vis det hele").is_visible()
    assert "1.200" in page.inner_text(".km-panel")


def test_those_who_do_not_see_the_map_hear_what_it_is(open_map):
    page = open_map().page
    region = page.get_by_role("region", name="Minutes to a hospital. Arrow keys move the map")
    assert region.is_visible()
    for name in ("Zoom in", "Zoom out", "Show everything"):
        assert page.get_by_role("button", name=name).count() == 1
    assert page.get_by_role("rowheader", name="no way through").count() == 1
    assert "Gødstrup" in page.text_content(".km-unseen")


def test_on_a_phone_the_legend_is_folded_away_and_opens(open_map):
    opened = open_map(width=390, height=844, touch=True)
    page = opened.page
    assert page.locator("summary").is_visible()
    assert not page.locator(".km-panel table").first.is_visible()
    page.tap("summary")
    assert page.locator(".km-panel table").first.is_visible()
    panel = page.locator(".km-panel").bounding_box()
    assert panel["width"] <= 390
    assert panel["y"] + panel["height"] < 844
    page.tap("summary")
    assert page.locator(".leaflet-control-attribution").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    x, y = page.evaluate(SPOT, [9.0, 56.16])
    page.touchscreen.tap(x + 12, y)
    page.wait_for_selector(".km-tip")
    assert page.inner_text(".km-tip") == "North: 5 min"
    assert sound(opened)


def test_a_window_that_changes_its_size_still_shows_everything(open_map):
    opened = open_map()
    page = opened.page
    page.set_viewport_size({"width": 700, "height": 500})
    opened.until(f"{MAP}.getSize().x === 700")
    drawn(page)
    for at in ([8.8, 56.2], [9.2, 56.0]):
        x, y = page.evaluate(SPOT, at)
        assert 0 < x < 700
        assert 0 < y < 500


@pytest.mark.parametrize(
    "nasty", ["</script><img src=x onerror=alert(1)>", "<b>'\"&amp;\u2028", "{{ 1 }}`${alert(1)}`"]
)
def test_names_are_shown_as_they_are_and_never_run(nasty, open_map):
    points = drawn_points(name=nasty, tooltips=(nasty,) * 3)
    marks = Marks(name=nasty, lon=np.array([9.1]), lat=np.array([56.1]), labels=(nasty,))
    shown = drawn_map(title=nasty, notes=(nasty,), credits=(nasty,), layers=(points, marks))
    opened = open_map(shown)
    page = opened.page
    page.on("dialog", lambda dialog: opened.errors.append(dialog.message))
    hover(page, 9.0, 56.16)
    for where in (".km-tip", "h2", "details > .km-small", ".leaflet-control-attribution"):
        assert nasty in page.text_content(where)
    assert page.locator(".km-panel img, .km-tip img, .km-panel b").count() == 0
    assert sound(opened)


def test_names_never_lie_over_each_other(open_map):
    random, n = np.random.default_rng(2), 60
    marks = Marks(
        name="Stations",
        lon=random.uniform(8.81, 9.19, n),
        lat=random.uniform(56.01, 56.19, n),
        labels=[f"Station number {i}" for i in range(n)],
        sign="station",
    )
    page = open_map(drawn_map(layers=(*drawn_layers(), marks))).page
    names = page.evaluate(f"{SHEET}.names.all.map((n) => [n.text, n.x, n.y, n.width, n.size])")
    assert 5 < len(names) < n
    assert "Herning" in {text for text, *_ in names}, "towns come before many stations"
    for i, (_, x, y, width, size) in enumerate(names):
        for _, other_x, other_y, other_width, other_size in names[:i]:
            beside = x >= other_x + other_width or other_x >= x + width
            assert beside or abs(y - other_y) >= (size + other_size) / 2


def test_a_folium_map_takes_layers_of_folium_without_a_network(open_page, tmp_path):
    import folium

    drawn_one = drawn_map().explore()
    folium.Marker([56.05, 8.9], popup="My <i>popup</i>", tooltip="mine").add_to(drawn_one)
    folium.Marker([56.05, 9.0], icon=folium.Icon(color="red")).add_to(drawn_one)
    folium.Circle([56.02, 9.0], radius=500).add_to(drawn_one)
    folium.LayerControl().add_to(drawn_one)
    drawn_one.save(tmp_path / "folium.html")
    opened = open_page(tmp_path / "folium.html")
    page = opened.page
    page.click("img.leaflet-marker-icon")
    assert page.inner_text(".leaflet-popup-content") == "My popup"
    assert page.locator(".km-pin").is_visible()
    assert page.locator("path.leaflet-interactive").count() == 1
    assert page.locator("img.leaflet-marker-icon").evaluate("(icon) => icon.naturalWidth") > 0
    assert page.evaluate(PIXEL, [9.0, 56.12]) == [33, 145, 140, 255]
    assert sound(opened)


def test_a_map_in_a_notebook_is_as_high_as_asked_for(open_page, tmp_path):
    frame = drawn_map().explore(height="420px")._repr_html_()
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><meta charset=utf-8><div>{frame}</div>", "utf-8")
    opened = open_page(notebook)
    inside = opened.page.frame_locator("iframe")
    assert inside.locator("h2").inner_text() == "Minutes to a hospital"
    assert opened.page.locator("iframe").bounding_box()["height"] == 420
    assert inside.locator(".folium-map").bounding_box()["height"] == 420
    assert sound(opened)


def test_several_maps_share_a_page_under_a_strict_policy(open_page, tmp_path):
    parts = [
        fragment(drawn_map(title=title), height=height)
        for title, height in (("One", "300px"), ("Two", "20rem"), ("One", "300px"))
    ]
    shared = bundle()
    style = shared.css + "".join(part.css for part in parts)
    script = "\n".join(part.script for part in parts)
    policy = (
        f"default-src 'none'; img-src data:; style-src {hash_of(style)}; "
        f"script-src {hash_of(shared.js)} {hash_of(script)}"
    )
    report = tmp_path / "report.html"
    report.write_text(
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Report</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{style}</style>'
        f"</head><body>{''.join(part.html for part in parts)}<script>{shared.js}</script>"
        f"<script>{script}</script></body></html>",
        "utf-8",
    )
    opened = open_page(report)
    assert opened.page.locator(".km-map h2").all_inner_texts() == ["One", "Two", "One"]
    assert opened.page.locator(".km-map").nth(1).bounding_box()["height"] == 320
    assert opened.page.evaluate("kraftcenterMaps.maps.length") == 3
    assert sound(opened)


def test_within_a_longer_page_the_wheel_scrolls_until_one_clicks_on_the_map(open_page, tmp_path):
    part, shared = fragment(drawn_map(), height="300px"), bundle()
    page = tmp_path / "long.html"
    page.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><style>{shared.css}{part.css}</style>{part.html}"
        "<p style=height:3000px>long</p>"
        f"<script>{shared.js}</script><script>{part.script}</script>",
        "utf-8",
    )
    opened = open_page(page)
    zoom = opened.page.evaluate(f"{MAP}.getZoom()")
    opened.page.mouse.move(300, 200)
    opened.page.mouse.wheel(0, 60)
    opened.until("window.scrollY > 0")
    assert opened.page.evaluate(f"{MAP}.getZoom()") == zoom
    opened.page.mouse.click(300, 150)
    opened.page.mouse.wheel(0, -400)
    opened.until(f"{MAP}.getZoom() > {zoom}")
    assert not opened.page.locator(".km-panel table").first.is_visible(), "folded where it is low"
    assert sound(opened)


def test_a_map_that_is_hidden_at_first_is_drawn_when_it_is_shown(open_page, tmp_path):
    part, shared = fragment(drawn_map(), height="400px"), bundle()
    page = tmp_path / "hidden.html"
    page.write_text(
        f"<!DOCTYPE html><meta charset=utf-8><style>{shared.css}{part.css}</style>"
        f"<details><summary id=more>More</summary>{part.html}</details>"
        f"<script>{shared.js}</script><script>{part.script}</script>",
        "utf-8",
    )
    opened = open_page(page)
    opened.page.click("#more")
    opened.until(f"{SHEET}.ready")
    drawn(opened.page)
    assert opened.page.evaluate(PIXEL, [9.0, 56.12]) == [33, 145, 140, 255]
    assert sound(opened)


def test_a_map_prints_on_white_with_its_legend_and_without_buttons(open_map):
    page = open_map(width=390, height=844).page
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    white = "(map) => getComputedStyle(map).backgroundColor"
    assert page.locator(".km-map").evaluate(white) == "rgb(255, 255, 255)"
    assert page.locator(".km-panel table").first.is_visible()
    assert not page.locator(".leaflet-control-zoom").is_visible()
    assert page.locator(".leaflet-control-attribution").is_visible()
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000


def test_without_scripts_the_page_says_what_it_needs(open_map):
    page = open_map(script=False).page
    assert "needs a browser that runs scripts" in page.text_content("noscript")


def test_an_empty_map_opens_too(open_map):
    opened = open_map(drawn_map(layers=(), notes=(), credits=(), title=""))
    assert opened.page.locator(".leaflet-control-attribution").inner_text() == "Leaflet"
    assert sound(opened)


def test_a_base_map_is_asked_for_only_when_wanted(open_page, tmp_path):
    drawn_map().save(tmp_path / "map.html", basemap=True)
    opened = open_page(tmp_path / "map.html")
    opened.page.wait_for_selector("img.leaflet-tile", state="attached")
    hosts = {request.split("/")[2] for request in opened.requests}
    assert hosts == {"tile.openstreetmap.org"}
    assert not [error for error in opened.errors if "Content Security Policy" in error]


def test_fifty_thousand_points_are_drawn_within_a_second(open_map):
    random = np.random.default_rng(3)
    n = 50_000
    many = drawn_points(
        lon=random.uniform(8.8, 9.2, n),
        lat=random.uniform(56.0, 56.2, n),
        class_of=random.integers(0, 3, n),
        radius=2.0,
        tooltips=[f"Place {i}" for i in range(n)],
    )
    opened = open_map(drawn_map(layers=(many,)))
    took_ms = opened.page.evaluate(
        f"(() => {{ const begin = performance.now(); {SHEET}._update();"
        "return performance.now() - begin; })()"
    )
    assert took_ms < 1000
    hover(opened.page, float(many.lon[-1]), float(many.lat[-1]))
    assert opened.page.inner_text(".km-tip") == f"Place {n - 1}"
    assert sound(opened)
