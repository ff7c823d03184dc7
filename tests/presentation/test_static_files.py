"""A map on paper of anywhere and of any size: in a file, or in a figure of one's own."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait

import numpy as np
import pytest
import shapely

pytest.importorskip("matplotlib")

from matplotlib.figure import Figure
from matplotlib.text import Text
from static_maps import (
    MINUTES,
    OSM,
    ROADS,
    a_map,
    array,
    full_map,
    homes,
    layer_drawn,
    roads,
    shown,
)

from kraftcenter_mobility.errors import InputError, MissingExtraError
from kraftcenter_mobility.presentation.layers import Lines, Marks, Points
from kraftcenter_mobility.presentation.static import canvas


@pytest.mark.parametrize("bounds", [(179.7, -17.4, 180.3, -16.9), (179.7, -17.4, -179.7, -16.9)])
def test_a_map_across_the_date_line_is_whole(bounds):
    line = shapely.LineString([(179.8, -17.0), (-179.8, -17.2)])
    beyond = shapely.LineString([(179.8, -17.0), (180.2, -17.2)])
    layer = Lines(name="l", geometry=array(line, beyond), scale=ROADS, class_of=np.array([0, 1]))
    marks = Marks(name="m", lon=np.array([-179.9]), lat=np.array([-17.1]), labels=["Taveuni"])
    ax = a_map(layer, marks, bounds=bounds).plot()
    one, other = (each.get_paths()[0].vertices for each in layer_drawn(ax, "lines"))
    assert one == pytest.approx(other, abs=1.0)
    assert "Taveuni" in shown(ax)


def test_the_whole_world_can_be_drawn(tmp_path):
    a_map(roads(), homes(), bounds=(-180, -90, 180, 90)).save(tmp_path / "world.png", dpi=50)


def test_bounds_that_are_no_part_of_the_world_are_refused():
    with pytest.raises(InputError, match="bounds must be west, south, east and north"):
        a_map(bounds=(0, 10, 1, 9)).plot()
    with pytest.raises(InputError, match="bounds must be"):
        a_map(bounds=(np.nan, 10, 1, 11)).plot()


def test_circles_on_a_small_print_are_smaller():
    sizes = []
    for width_cm in (5.0, 16.0, 40.0):
        (points,) = layer_drawn(a_map(homes(radius=4.0)).plot(width_cm=width_cm), "points")
        sizes.append(float(np.sqrt(points.get_sizes().max())))
    assert 1.0 < sizes[0] < 2.5
    assert sizes[1:] == [4.0, 4.0]


@pytest.mark.parametrize("width_cm", [0, -1, 4.9, 201, np.inf])
def test_a_width_that_is_no_sheet_is_refused(width_cm):
    with pytest.raises(InputError, match="width_cm must be"):
        a_map().plot(width_cm=width_cm)


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "jpg", "webp"])
def test_the_same_map_gives_the_same_bytes(suffix, tmp_path):
    first = full_map().save(tmp_path / f"one.{suffix}", dpi=60).read_bytes()
    assert first == full_map().save(tmp_path / f"two.{suffix}", dpi=60).read_bytes()
    assert len(first) > 1000


def test_texts_of_a_picture_of_vectors_can_be_searched(tmp_path):
    svg = full_map().save(tmp_path / "a.svg").read_text("utf-8")
    assert "Til sygehuset på 10 minutter</text>" in svg
    assert "Gødstrup</text>" in svg
    assert f"{OSM}</text>" in svg
    assert "<dc:date>" not in svg


def test_a_picture_of_too_many_dots_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(InputError, match="lower dpi or width_cm"):
        a_map().save(tmp_path / "a.png", dpi=10_000)
    with pytest.raises(InputError, match="dpi must be"):
        a_map().save(tmp_path / "a.png", dpi=0)
    assert not list(tmp_path.iterdir())


def test_many_circles_go_into_a_picture_of_vectors_as_one_image(tmp_path):
    path = a_map(homes(n=30_000, radius=1.0)).save(tmp_path / "a.svg", dpi=60)
    assert path.read_text("utf-8").count("<image") == 1
    assert path.stat().st_size < 1_000_000


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(canvas, "import_module", missing)
    for draw in (a_map().plot, lambda: a_map().save("a.png")):
        with pytest.raises(MissingExtraError) as trouble:
            draw()
        assert str(trouble.value) == (
            "a map for print needs matplotlib; install it with: "
            'python -m pip install "kraftcenter_mobility[viz]"'
        )


def test_neither_settings_nor_pyplot_are_touched(tmp_path):
    code = (
        "import sys, matplotlib\n"
        "def settings():\n"
        "    told = matplotlib.rcParams\n"
        "    return {name: told[name] for name in told if name != 'backend'}\n"
        "before = settings()\n"
        "from kraftcenter_mobility.presentation.map import Map\n"
        "shown = Map(title='t', layers=(), bounds=(8.8, 56.0, 9.1, 56.2))\n"
        "shown.plot(); shown.save(sys.argv[1])\n"
        "assert settings() == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / "a.svg")]
    subprocess.run(command, check=True)


def test_a_map_in_a_figure_of_ones_own_leaves_the_rest_alone():
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2)
    other = right.plot([1, 2, 3])[0]
    figure.suptitle("mine")
    limits = right.get_xlim(), right.get_ylim()
    returned = full_map().plot(left, legend=True)
    figure.canvas.draw()
    assert returned is left
    assert figure.axes == [left, right]
    assert (right.get_xlim(), right.get_ylim()) == limits
    assert list(right.lines) == [other]
    assert figure.get_suptitle() == "mine"
    inside = left.get_window_extent()
    box = left.get_tightbbox()
    assert box.x0 >= inside.x0 - 1
    assert box.x1 <= inside.x1 + 1
    texts = [text.get_text() for text in left.findobj(Text)]
    assert {OSM, "minutes by car", "hospitals"} <= set(texts)
    assert "38 %" not in texts


def _legend_of(ax):
    """Say whether a legend is in axes, and return all that is drawn there in dots."""
    ax.figure.canvas.draw()
    said = {text.get_text() for text in ax.figure.findobj(Text)}
    return MINUTES.labels[0] in said, ax.get_tightbbox()


def test_a_legend_that_would_hide_much_of_a_small_map_is_left_out():
    small = Figure().subplots(2, 3)[0, 0]
    there, box = _legend_of(full_map(title="").plot(small))
    inside = small.get_window_extent()
    assert not there
    assert box.y0 >= inside.y0 - 1
    assert box.x1 <= inside.x1 + 1
    assert _legend_of(full_map(title="").plot(Figure().subplots(2, 3)[0, 0], legend=True))[0]


def test_a_legend_that_would_hide_many_places_is_left_out():
    spread = homes(n=200)
    corners = Points(
        name="homes",
        lon=np.array([8.81, 9.09]),
        lat=np.array([56.19, 56.19]),
        scale=MINUTES,
        class_of=np.zeros(2, dtype=int),
    )
    assert _legend_of(a_map(spread).plot(Figure(figsize=(5, 5)).subplots()))[0]
    assert not _legend_of(a_map(corners).plot(Figure(figsize=(5, 5)).subplots()))[0]


@pytest.mark.parametrize("own", [True, False])
def test_a_legend_that_is_not_wanted_is_not_drawn(own):
    ax = full_map().plot(Figure(figsize=(9, 9)).subplots() if own else None, legend=False)
    assert not _legend_of(ax)[0]
    ax = full_map().plot(Figure(figsize=(9, 9)).subplots() if own else None)
    assert _legend_of(ax)[0]


@pytest.mark.parametrize("legend", ["no", 1])
def test_a_legend_is_wanted_or_not(legend):
    with pytest.raises(InputError, match="legend must be True or False"):
        full_map().plot(legend=legend)


def test_maps_drawn_at_the_same_time_are_those_drawn_one_by_one(tmp_path):
    maps = [full_map(title=f"Map {k} $x$", bounds=(8.8 + k / 200, 56.05, 9.1, 56.2))
            for k in range(8)]  # fmt: skip

    def written(numbered):
        number, shown_map = numbered
        suffix = ("png", "svg")[number % 2]
        return shown_map.save(tmp_path / f"{number}.{suffix}", dpi=60).read_bytes()

    alone = [written(each) for each in enumerate(maps)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(written, enumerate(maps))) == alone


def test_a_thread_waits_until_another_has_drawn():
    with ThreadPoolExecutor(1) as threads:
        with canvas.DRAWING:
            drawn = threads.submit(a_map().plot)
            assert not wait([drawn], timeout=0.3).done
        assert drawn.result(timeout=60) is not None


def test_axes_that_cannot_hold_a_map_are_refused():
    polar = Figure().add_subplot(projection="polar")
    for ax in (polar, "axes", 3):
        with pytest.raises(InputError, match="ax must be plain axes of a matplotlib figure"):
            a_map().plot(ax)


def test_a_map_can_be_drawn_in_a_part_of_a_figure():
    part, _ = Figure(figsize=(8, 4)).subfigures(1, 2)
    ax = part.subplots()
    assert full_map().plot(ax) is ax
    ax.figure.figure.canvas.draw()
