"""A map on paper: all of it is there, nothing lies over anything else, and it is to scale."""

import re
from itertools import combinations

import numpy as np
import pytest
import shapely

pytest.importorskip("matplotlib")

from matplotlib.collections import PathCollection
from static_maps import (
    BOUNDS,
    MINUTES,
    OSM,
    ROADS,
    a_map,
    array,
    boxes_of,
    full_map,
    homes,
    hospitals,
    layer_drawn,
    roads,
    shown,
    towns,
)

from kraftcenter_mobility.presentation.layers import Areas, Lines, Marks, Points, Scale
from kraftcenter_mobility.presentation.static.furniture import round_length_m, scale_label


@pytest.mark.parametrize("width_cm", [6.0, 16.0, 40.0])
@pytest.mark.parametrize(
    "bounds", [BOUNDS, (8.8, 56.1, 9.1, 56.12), (8.95, 55.9, 8.99, 56.3)], ids=str
)
def test_no_text_lies_over_another_or_leaves_the_sheet(width_cm, bounds):
    ax = full_map(bounds=bounds).plot(width_cm=width_cm)
    boxes = boxes_of(ax)
    page = ax.figure.bbox
    for text, box in boxes:
        assert box.x0 >= -1, text
        assert box.x1 <= page.x1 + 1, text
        assert box.y0 >= -1, text
        assert box.y1 <= page.y1 + 1, text
    for (one, box), (other, second) in combinations(boxes, 2):
        overlap = min(box.x1, second.x1) - max(box.x0, second.x0)
        height = min(box.y1, second.y1) - max(box.y0, second.y0)
        # Rectangles of letters include what hangs below the line, which may touch the next.
        assert overlap <= 0.5 or height <= 0.35 * min(box.height, second.height), (one, other)


def test_everything_drawn_lies_on_the_sheet():
    ax = full_map().plot()
    ax.figure.canvas.draw()
    tight = ax.figure.get_tightbbox()
    width, height = ax.figure.get_size_inches()
    assert tight.x0 >= 0
    assert tight.y0 >= 0
    assert tight.x1 <= width
    assert tight.y1 <= height


def test_a_sheet_is_as_wide_as_told_and_no_taller_than_a4():
    for bounds in (BOUNDS, (8.8, 56.1, 9.1, 56.12), (8.95, 55.0, 8.99, 56.3)):
        width, height = full_map(bounds=bounds).plot(width_cm=16.0).figure.get_size_inches()
        assert width * 2.54 == pytest.approx(16.0)
        assert 0.3 < height / width < 1.45


def test_the_scale_bar_is_as_long_as_it_says():
    for bounds in (BOUNDS, (8.95, 56.1, 8.96, 56.105), (7.0, 55.0, 11.0, 57.5)):
        ax = a_map(bounds=bounds).plot()
        (rule,) = ax.figure.findobj(lambda artist: artist.get_gid() == "scale bar")
        length_m = np.ptp(rule.get_xdata())
        (label,) = [text for text in shown(ax) if re.fullmatch(r"[\d,]+ k?m", text)]
        number, unit = label.split()
        told_m = float(number.replace(",", "")) * (1000 if unit == "km" else 1)
        assert length_m == pytest.approx(told_m)
        left, right = ax.get_xlim()
        ends = np.array([rule.axes.transData.transform((x, 0))[0] for x in (left, left + told_m)])
        dots = ax.get_window_extent().width * told_m / (right - left)
        assert np.ptp(ends) == pytest.approx(dots, rel=0.01)


def test_a_metre_of_the_axes_is_a_metre_on_the_ground():
    """A degree of latitude at 56.125 N is 111,359 m (WGS 84), one of longitude 62,178 m."""
    at = hospitals("A")
    ax = a_map(
        at, Marks(**{**_fields(at), "lon": np.array([8.96]), "lat": np.array([56.13])})
    ).plot()
    first, second = (line.get_xydata()[0] for line in ax.lines if line.get_gid() == "marks")
    assert second - first == pytest.approx([0.01 * 62178, 0.01 * 111359], rel=0.002)


def _fields(layer):
    """Return the fields of a layer."""
    return {name: getattr(layer, name) for name in layer.__slots__}


@pytest.mark.parametrize(
    ("longest_m", "round_m", "label"),
    [
        (999.0, 500.0, "500 m"),
        (1000.0, 1000.0, "1 km"),
        (0.3, 0.2, "0.2 m"),
        (7e6, 5e6, "5,000 km"),
    ],
)
def test_scale_bars_are_round(longest_m, round_m, label):
    assert round_length_m(longest_m) == pytest.approx(round_m)
    assert scale_label(round_m, "en") == label


def test_credits_notes_and_title_are_always_there():
    ax = full_map().plot()
    assert {OSM, "Population: Eurostat", "Free flow.", "Til sygehuset på 10 minutter"} <= set(
        shown(ax)
    )


def test_the_legend_lists_each_class_with_its_amount_and_share():
    texts = shown(full_map().plot())
    assert {"minutes by car", "people", "1,234", "38 %", "5", "<1 %", "2,000"} <= set(texts)
    assert {*MINUTES.labels, "within reach", "10 min", "hospitals", "Area: people"} <= set(texts)


def test_the_legend_counts_as_danes_do():
    assert "1.234" in shown(full_map(language="da").plot())


def test_the_background_and_layers_of_nothing_are_not_in_the_legend():
    nothing = Points(
        name="none", lon=np.empty(0), lat=np.empty(0), scale=MINUTES, class_of=np.empty(0, int)
    )
    far = Marks(name="far", lon=np.array([10.0]), lat=np.array([50.0]), labels=["Far"])
    texts = shown(a_map(roads(), nothing, far).plot())
    assert not {"roads", "motorway", "minutes by car", "far", "Far"} & set(texts)


def test_a_legend_does_not_say_the_same_twice():
    scale = Scale(title="", labels=("Railways",), colours=("#111111",))
    lines = roads(
        scale=scale, class_of=np.array([0, 0]), width=(1.0,), quiet=False, name="Railways"
    )
    assert shown(a_map(lines).plot()).count("Railways") == 1


def test_a_legend_names_only_the_classes_it_is_told_to():
    scale = Scale(title="t", labels=("a", "b"), colours=("#000000", "#ffffff"), shown=(1,))
    lines = Lines(name="l", geometry=roads().geometry, scale=scale, class_of=np.array([0, 1]))
    texts = shown(a_map(lines).plot())
    assert "b" in texts
    assert "a" not in texts


def test_shares_are_not_told_of_areas_that_lie_in_each_other():
    scale = Scale(title="t", labels=("x",), colours=("#000000",), amounts=(7.0,), counted="people")
    area = Areas(
        name="a",
        geometry=array(shapely.box(8.9, 56.1, 9, 56.2)),
        scale=scale,
        class_of=np.array([0]),
    )
    texts = shown(a_map(area).plot())
    assert "7" in texts
    assert "100 %" not in texts


def test_paths_are_drawn_only_from_near():
    far = a_map(roads(near=(1,), quiet=False)).plot()
    near = a_map(roads(near=(1,), quiet=False), bounds=(8.93, 56.12, 8.96, 56.14)).plot()
    assert len(layer_drawn(far, "lines")) == 1
    assert len(layer_drawn(near, "lines")) == 2
    assert "path" not in shown(far)
    assert "path" in shown(near)


def test_a_hole_in_an_area_is_a_hole():
    ring = shapely.box(8.85, 56.06, 9.05, 56.19).difference(shapely.box(8.9, 56.1, 9.0, 56.15))
    scale = Scale(title="t", labels=("x",), colours=("#ff0000",))
    area = Areas(name="a", geometry=array(ring), scale=scale, class_of=np.array([0]), opacity=1.0)
    ax = a_map(area).plot()
    figure = ax.figure
    figure.canvas.draw()
    dots = np.asarray(figure.canvas.buffer_rgba())
    middle = ax.transData.transform(np.mean([ax.get_xlim(), ax.get_ylim()], axis=1))
    assert tuple(dots[-int(middle[1]), int(middle[0]), :3]) == (255, 255, 255)
    (drawn,) = layer_drawn(ax, "areas")
    (path,) = drawn.get_paths()
    assert sorted(path.to_polygons(closed_only=True)[k].shape[0] for k in (0, 1)) == [5, 5]


def test_classes_without_a_way_are_hollow_or_hatched():
    points = homes(n=300)
    (circles,) = layer_drawn(a_map(points).plot(), "points")
    hollow = points.class_of == 2
    assert (circles.get_facecolor()[hollow] == 1.0).all()
    scale = Scale(title="t", labels=("x",), colours=("#ff0000",), hatched=(0,))
    area = Areas(
        name="a",
        geometry=array(shapely.box(8.9, 56.1, 9, 56.2)),
        scale=scale,
        class_of=np.array([0]),
    )
    (drawn,) = layer_drawn(a_map(area).plot(), "areas")
    assert drawn.get_hatch()
    assert drawn.get_facecolor()[0, 3] == 0.0


def test_the_first_circle_is_drawn_first():
    points = homes()
    (circles,) = layer_drawn(a_map(points).plot(), "points")
    assert isinstance(circles, PathCollection)
    order = np.argsort(circles.get_offsets()[:, 0])
    assert (order == np.argsort(points.lon)).all()


def test_wide_roads_lie_above_narrow_ones_and_thin_ones_still_print():
    ax = a_map(roads(width=(1.6, 0.01))).plot()
    widths = [float(each.get_linewidths()[0]) for each in layer_drawn(ax, "roads")]
    assert widths == sorted(widths)
    assert min(widths) >= 0.25


def test_names_do_not_lie_over_names_or_signs():
    ax = a_map(towns(400), hospitals(*(f"Sygehus {k}" for k in range(12)))).plot()
    names = boxes_of(ax, "name")
    assert 20 < len(names) < 412
    for (_, box), (_, second) in combinations(names, 2):
        assert not box.shrunk(0.9, 0.9).overlaps(second.shrunk(0.9, 0.9))


def test_every_name_has_a_rim_of_its_own_below():
    ax = full_map().plot()
    rims = [text.get_text() for text in ax.texts if text.get_gid() == "rim"]
    assert rims == [text.get_text() for text in ax.texts if text.get_gid() == "name"]
    assert rims


def test_formulas_and_markup_in_texts_are_left_as_they_are():
    odd = "$x_1$ 100 % <b> \\frac{ & $"
    shown_map = a_map(hospitals(odd), title=odd, notes=(odd,), credits=(odd,))
    ax = shown_map.plot()
    ax.figure.canvas.draw()
    assert shown(ax).count(odd) == 4


def test_letters_that_no_font_has_become_squares_without_a_warning():
    ax = a_map(hospitals("\U0001f6b2\ue000 Å"), title="\ue001").plot()
    ax.figure.canvas.draw()
    assert "□" in shown(ax)


def test_very_long_texts_are_broken_or_cut():
    scale = Scale(
        title="w" * 300,
        labels=("x" * 300,),
        colours=("#000000",),
        counted="c" * 300,
        amounts=(1e12,),
    )
    points = Points(
        name="p", lon=np.array([9.0]), lat=np.array([56.1]), scale=scale, class_of=np.array([0])
    )
    ax = a_map(points, hospitals("y" * 300), title="T" * 500, notes=("n " * 400,)).plot(width_cm=8)
    page = ax.figure.bbox
    assert all(box.x1 <= page.x1 + 1 and box.x0 >= -1 for _, box in boxes_of(ax))


@pytest.mark.parametrize(
    "layers",
    [(), (roads(),), (homes(1),), (homes(0),), (hospitals(),), (towns(0),)],
    ids=["nothing", "roads", "one point", "no points", "no marks", "no labels"],
)
def test_a_map_of_little_or_nothing_is_drawn(layers, tmp_path):
    for bounds in (BOUNDS, (9.0, 56.0, 9.0, 56.0)):
        path = a_map(*layers, bounds=bounds, title="").save(tmp_path / "a.png", dpi=60)
        assert path.stat().st_size > 500


def test_shapes_that_are_missing_empty_or_of_another_kind_are_passed_over():
    line = shapely.LineString([(8.9, 56.1), (9.0, 56.1)])
    lines = array(None, shapely.LineString(), line, shapely.Point(9, 56.1))
    areas = array(None, shapely.Polygon(), line, shapely.box(8.9, 56.1, 9, 56.2))
    classes = np.zeros(4, dtype=np.int64)
    ax = a_map(
        Lines(name="l", geometry=lines, scale=ROADS, class_of=classes),
        Areas(name="a", geometry=areas, scale=ROADS, class_of=classes),
        Points(
            name="p",
            lon=np.array([np.nan, 9.0]),
            lat=np.array([56.1, np.inf]),
            scale=ROADS,
            class_of=classes[:2],
        ),
    ).plot()
    assert sum(len(each.get_paths()) for each in layer_drawn(ax, "lines")) == 1
    assert sum(len(each.get_paths()) for each in layer_drawn(ax, "areas")) == 1
    assert not layer_drawn(ax, "points")
