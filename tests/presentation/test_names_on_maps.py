"""Names give way to what a map is about: none hides a circle that it need not hide."""

import numpy as np
import pytest
from drawn_maps import drawn_map, drawn_points

from kraftcenter_mobility.presentation.languages import Words
from kraftcenter_mobility.presentation.layers import Labels, Scale
from kraftcenter_mobility.presentation.maps.changes import LAST_WAY, LOSSES, NO_CHANGE, change_scale

pytest_plugins = ("browser",)

LON, LAT = np.array([8.9, 9.0, 9.1]), np.array([56.07, 56.1, 56.13])
NAMES = ("Herning", "Holstebro", "Ikast")
SHEET = "kraftcenterMaps.maps[0].sheet"


def towns_with_circles(lat=LAT, **settings):
    """Return a map of circles with the name of a town on each."""
    circles = drawn_points(lon=LON, lat=lat, radius=3.0, **settings)
    names = Labels(lon=LON, lat=LAT, texts=NAMES, size=np.array([9.0, 8.0, 6.5]))
    return drawn_map(layers=(circles, names))


def spots(drawn):
    """Return the boxes of printed names, and the circles, in dots."""
    ax = drawn.plot()
    ax.figure.canvas.draw()
    (circles,) = [each for each in ax.collections if each.get_gid() == "points"]
    at = ax.transData.transform(circles.get_offsets())
    names = [text for text in ax.texts + ax.artists if text.get_gid() == "name"]
    return {text.get_text(): text.get_window_extent() for text in names}, at


def test_printed_names_of_towns_do_not_hide_the_circles_of_towns():
    pytest.importorskip("matplotlib")
    boxes, circles = spots(towns_with_circles())
    assert set(boxes) == set(NAMES)
    for box in boxes.values():
        assert not any(box.contains(*circle) for circle in circles)


def test_printed_names_stay_where_they_are_without_circles_in_the_way():
    pytest.importorskip("matplotlib")
    boxes, circles = spots(towns_with_circles(LAT + 0.05))
    middle = np.mean([box.y0 + box.height / 2 for box in boxes.values()])
    apart = np.mean(circles[:, 1]) - middle
    again, _ = spots(towns_with_circles(LAT - 0.05))
    assert np.mean([box.y0 + box.height / 2 for box in again.values()]) == pytest.approx(middle)
    assert apart > 0


def test_names_in_a_browser_do_not_hide_the_circles_of_towns(open_page, tmp_path):
    opened = open_page(towns_with_circles().save(tmp_path / "map.html"))
    opened.until(f"{SHEET}.names.all?.length === 3")
    hidden = opened.page.evaluate(
        f"""(() => {{
            const sheet = {SHEET}, {{ scale }} = sheet.view(), [points] = sheet.layers;
            return sheet.names.all.filter((name) => [...points.x].some((x, i) =>
                x * scale > name.x && x * scale < name.x + name.width &&
                Math.abs(points.y[i] * scale - name.y) < name.size / 2)).length;
        }})()"""
    )
    assert hidden == 0
    assert not opened.errors


def test_losses_are_squares_on_paper_so_that_grey_prints_tell_them_from_gains():
    pytest.importorskip("matplotlib")
    scale = Scale(title="", labels=("gain", "loss"), colours=("#2171b5", "#8c510a"), square=(1,))
    classes = np.array([0, 1, 1])
    ax = towns_with_circles(scale=scale, class_of=classes).plot()
    (points,) = [each for each in ax.collections if each.get_gid() == "points"]
    corners = [len(path.vertices) for path in points.get_paths()]
    assert corners[0] > 10
    assert corners[1:] == [5, 5]
    areas = [np.ptp(path.vertices[:, 0]) ** 2 for path in points.get_paths()[:2]]
    assert areas[1] == pytest.approx(areas[0] * np.pi / 4, rel=0.01), "as large as the circle"
    keys = {line.get_marker() for line in ax.figure.axes[1].lines}
    assert {"o", "s"} <= keys


def test_losses_are_squares_in_a_browser(open_page, tmp_path):
    scale = Scale(title="t", labels=("gain", "loss"), colours=("#2171b5", "#8c510a"), square=(1,))
    circles = drawn_points(lon=LON, lat=LAT, scale=scale, class_of=np.array([0, 1, 1]), radius=12.0)
    opened = open_page(drawn_map(layers=(circles,)).save(tmp_path / "map.html"))
    opened.until(f"!!{SHEET}.ready && !!{SHEET}.names.all")
    beyond_a_circle = opened.page.evaluate(
        f"""(() => {{
            const sheet = {SHEET}, view = sheet.view(), [points] = sheet.layers;
            const pen = sheet._container.getContext("2d"), away = 0.78 * 16 * view.grow;
            return [...points.x].map((x, i) => pen.getImageData(
                Math.round(x * view.scale - view.left + away),
                Math.round(points.y[i] * view.scale - view.top + away), 1, 1).data[3]);
        }})()"""
    )
    assert beyond_a_circle == [0, 255, 255]
    samples = opened.page.locator(".km-panel svg rect").all()
    assert [each.get_attribute("rx") for each in samples] == ["6.5", "1"]


def test_every_class_of_losing_time_is_a_square_and_no_other():
    n_classes = 13
    scale = change_scale(
        Words("en"), "minutes", np.zeros(n_classes), "people", np.ones(n_classes, dtype=bool)
    )
    slower = {k for k, label in enumerate(scale.labels) if "slower" in label}
    assert set(scale.square) == set(LOSSES) == {*slower, LAST_WAY}
    assert NO_CHANGE not in scale.square
