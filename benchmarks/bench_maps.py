"""How long does a map of 50,000 places take to write and to draw, and how large is its page?

Beside the way folium and Leaflet themselves go: one circle marker with a tooltip for each
place, on a canvas, with the same Leaflet in the page. Drawing is timed in Chromium without a
window; the processor alone draws.
"""
# ruff: noqa: D400 - the first line is the question

import json
import time

import numpy as np
import pytest

from kraftcenter_mobility.presentation.interactive.page import bundle
from kraftcenter_mobility.presentation.layers import Points, Scale
from kraftcenter_mobility.presentation.map import Map

pytest_plugins = ("browser",)

N_PLACES, N_MOVES = 50_000, 40
COLOURS = ("#fde725", "#90d743", "#35b779", "#21918c", "#31688e", "#443983", "#440154")
BOUNDS = (8.5, 55.9, 9.4, 56.4)

MARKERS = """
const circles = L.map("map", { preferCanvas: true }).setView([56.13, 8.97], 10);
for (const [lat, lon, color, text] of PLACES) {
  L.circleMarker([lat, lon], { radius: 3, color, weight: 1, fillOpacity: 1 })
    .bindTooltip(text).addTo(circles);
}
"""

FRAMES = """() => {
  window.gaps = [];
  let last = performance.now();
  (function step(now) { gaps.push(now - last); last = now; requestAnimationFrame(step); })(last);
}"""


@pytest.fixture(scope="module")
def made_up():
    """Return a map of places around Herning, each with a text."""
    random = np.random.default_rng(1)
    lon, lat = random.normal(8.97, 0.15, N_PLACES), random.normal(56.13, 0.08, N_PLACES)
    kind = np.clip(np.hypot((lon - 8.97) * 0.56, lat - 56.13) * 40, 0, 6).astype(int)
    layer = Points(
        name="Places",
        lon=lon,
        lat=lat,
        scale=Scale(title="minutes", labels=tuple("abcdefg"), colours=COLOURS),
        class_of=kind,
        radius=2.25,
        tooltips=[f"Place {number}: {5 * kind[number]} min" for number in range(N_PLACES)],
    )
    return Map(title="Places", layers=(layer,), bounds=BOUNDS)


def circle_markers(made_up, path):
    """Write a page that makes a circle marker of each place."""
    (layer,) = made_up.layers
    rows = zip(layer.lat.round(5), layer.lon.round(5), layer.class_of, layer.tooltips, strict=True)
    places = json.dumps([[lat, lon, COLOURS[kind], text] for lat, lon, kind, text in rows])
    size = "html,body,#map{height:100%;margin:0}"
    head = f'<!DOCTYPE html><meta charset="utf-8"><style>{bundle().css}{size}</style>'
    scripts = f"<script>{bundle().js}</script><script>const PLACES={places};{MARKERS}</script>"
    path.write_text(f'{head}<div id="map"></div>{scripts}', "utf-8")


def test_writing_a_page(made_up, benchmark, tmp_path):
    path = tmp_path / "map.html"
    benchmark.pedantic(lambda: made_up.save(path), rounds=5, warmup_rounds=1)
    empty = Map(title="", layers=(), bounds=BOUNDS).save(tmp_path / "empty.html")
    size = {"page_bytes": path.stat().st_size, "of_which_leaflet_and_scripts": empty.stat().st_size}
    benchmark.extra_info.update(size)
    print(f"\n{N_PLACES:,} places: {benchmark.stats.stats.median:.2f} s, {size}")


@pytest.mark.parametrize("how", ["ours", "circle markers"])
def test_opening_and_dragging(made_up, benchmark, open_page, tmp_path, how):
    path = tmp_path / "map.html"
    made_up.save(path) if how == "ours" else circle_markers(made_up, path)

    def draw():
        page = open_page(path).page
        page.evaluate("() => new Promise((then) => requestAnimationFrame(() => setTimeout(then)))")
        return page

    page = benchmark.pedantic(draw, rounds=1)
    page.mouse.move(500, 400)
    page.mouse.down()
    page.evaluate(FRAMES)
    begin = time.perf_counter()
    for move in range(N_MOVES):
        page.mouse.move(500 + 4 * move, 400 + 2 * move)
    page.mouse.up()
    took_s = time.perf_counter() - begin
    gaps_ms = page.evaluate("gaps.slice(2)")
    frames = {
        "frame_ms_median": float(np.median(gaps_ms)),
        "frame_ms_p95": float(np.percentile(gaps_ms, 95)),
        "dragging_s": took_s,
    }
    benchmark.extra_info.update(frames)
    print(f"\n{how}: drawn after {benchmark.stats.stats.median:.1f} s, {frames}")
