"""Contours of fields, against those that contourpy finds."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.routing.isochrones.contour import contour

contourpy = pytest.importorskip("contourpy")

LEVEL = 1.0


def found(field):
    """Return our polygons of what is within the level; the field is not squared."""
    rows, columns = (slice(0, n - 1) for n in field.shape)
    return contour((field**2).astype(np.float32), LEVEL, rows=rows, columns=columns)


def by_contourpy(field):
    """Return contourpy's."""
    kind = contourpy.FillType.OuterOffset
    points, rings = contourpy.contour_generator(z=field, fill_type=kind).filled(-1.0, LEVEL)
    return shapely.union_all(
        [
            shapely.Polygon(
                at[each[0] : each[1]], [at[a:b] for a, b in itertools.pairwise(each[1:])]
            )
            for at, each in zip(points, rings, strict=True)
        ]
    )


def surrounded(inner):
    """Return a field with high values all around."""
    return np.pad(np.asarray(inner, dtype=float), 1, constant_values=3.0)


def test_a_single_low_node_has_a_diamond_around_it():
    diamond = shapely.Polygon([(4 / 3, 1), (1, 4 / 3), (2 / 3, 1), (1, 2 / 3)])
    assert found(surrounded([[0.0]])).symmetric_difference(diamond).area < 1e-6


def test_where_nothing_is_low_there_is_nothing():
    assert found(surrounded([[2.0, 2.0]])) is None


def test_a_hole_belongs_to_the_outline_around_it():
    ring = np.full((9, 9), 0.5)
    ring[2:7, 2:7], ring[4, 4] = 2.5, 0.2
    area = found(surrounded(ring))
    assert sorted(len(each.interiors) for each in area.geoms) == [0, 1]
    assert area.is_valid


@pytest.mark.parametrize("low", [0.1, 0.9])
def test_at_a_saddle_the_mean_of_the_corners_decides(low):
    area = found(surrounded([[low, 1.5], [1.5, low]]))
    assert len(area.geoms) == (1 if low < 0.5 else 2)


fields = st.lists(
    st.lists(
        st.sampled_from([0.1003, 0.4307, 0.8011, 0.9537, 1.0, 1.0719, 1.3131, 2.0173]),
        min_size=6,
        max_size=6,
    ),
    min_size=6,
    max_size=6,
)


@given(inner=fields)
@settings(max_examples=150, deadline=None)
def test_contours_of_any_field_are_valid_and_those_of_contourpy(inner):
    field = surrounded(inner)
    area = found(field)
    if area is None:
        assert (field > LEVEL).all()
        return
    assert area.is_valid
    field = field.astype(np.float32).astype(float)
    field[field == LEVEL] -= 1e-7
    assert area.symmetric_difference(by_contourpy(field).buffer(0)).area < 1e-4


@given(inner=fields, lowered=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
@settings(max_examples=100, deadline=None)
def test_lowering_a_field_never_takes_anything_away(inner, lowered):
    before = surrounded(inner)
    after = before.copy()
    for i, j in lowered:
        after[1 + i, 1 + j] *= 0.7
    one, other = found(before), found(after)
    if one is not None:
        assert one.difference(other).area < 1e-9
