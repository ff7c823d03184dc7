"""A map is a value that is written as its ending says."""

import numpy as np
import pytest

from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.presentation.layers import Points, Scale
from kraftcenter_mobility.presentation.map import Map

SCALE = Scale(title="minutes", labels=("near", "far"), colours=("#112233", "#445566"))
POINTS = Points(
    name="Homes",
    lon=np.array([8.9, 9.0]),
    lat=np.array([56.1, 56.2]),
    scale=SCALE,
    class_of=np.array([0, 1]),
)
MAP = Map(
    title="Homes",
    layers=(POINTS,),
    bounds=(8.9, 56.1, 9.0, 56.2),
    credits=("© OpenStreetMap contributors",),
)


def test_the_legend_lists_all_classes_unless_told_otherwise():
    assert SCALE.rows() == [0, 1]
    assert Scale(title="", labels=("a", "b"), colours=("", ""), shown=(1,)).rows() == [1]


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("m.html", b"<!DOCTYPE html>"),
        ("m.png", b"\x89PNG"),
        ("m.svg", b"<?xml"),
        ("m.pdf", b"%PDF"),
    ],
)
def test_a_map_is_written_as_its_ending_says(tmp_path, name, begins):
    path = MAP.save(tmp_path / name)
    assert path == tmp_path / name
    assert path.read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["m.gif", "m", "m.html.zip"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(InputError, match=r"a map can be written as \.html, \.png"):
        MAP.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("basemap", [True, "https://tiles.example/{z}/{x}/{y}.png"])
@pytest.mark.parametrize("name", ["m.png", "m.svg"])
def test_a_base_map_on_a_print_is_refused(tmp_path, name, basemap):
    with pytest.raises(InputError, match=r"a base map is for \.html only, not for \.(png|svg)"):
        MAP.save(tmp_path / name, basemap=basemap)
    assert not list(tmp_path.iterdir())


def test_the_same_map_is_the_same_bytes(tmp_path):
    for suffix in ("html", "png", "svg", "pdf"):
        one, two = (MAP.save(tmp_path / f"{name}.{suffix}").read_bytes() for name in "ab")
        assert one == two


def test_a_notebook_shows_the_map_itself():
    assert "Homes" in MAP._repr_html_()
