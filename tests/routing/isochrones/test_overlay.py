"""What areas have in common, against shapely's own overlay of the whole."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kraftcenter_mobility.routing.isochrones.overlay import overlay

HOLE = shapely.box(3, 3, 4, 4)
LAND = shapely.MultiPolygon([shapely.box(0, 0, 10, 10).difference(HOLE)])
NONE = shapely.MultiPolygon()


def multi(*polygons):
    """Return polygons as one."""
    return shapely.MultiPolygon(list(polygons))


@pytest.mark.parametrize(
    "other",
    [
        LAND,
        NONE,
        multi(shapely.box(0, 0, 10, 10)),
        multi(shapely.box(2, 2, 12, 12).difference(HOLE)),
        multi(*LAND.geoms, shapely.box(20, 20, 21, 21)),
        multi(shapely.box(20, 20, 21, 21)),
        multi(shapely.box(10, 0, 11, 10)),
    ],
    ids=["same", "empty", "hole filled", "moved", "island more", "elsewhere", "touching"],
)
def test_kept_gained_and_lost_are_those_of_the_whole(other):
    for before, after in ((LAND, other), (other, LAND)):
        kept, gained, lost = overlay(before, after)
        assert kept.symmetric_difference(before.intersection(after)).area == pytest.approx(0)
        assert gained.symmetric_difference(after.difference(before)).area == pytest.approx(0)
        assert lost.symmetric_difference(before.difference(after)).area == pytest.approx(0)
        assert {each.geom_type for each in (kept, gained, lost)} == {"MultiPolygon"}
        assert all(each.is_valid for each in (kept, gained, lost))


def squares(picture):
    """Return the area of the cells of a picture that are set; corners do not join."""
    cells = [shapely.box(x, y, x + 1, y + 1) for y, x in np.argwhere(picture)]
    merged = shapely.union_all(cells) if cells else NONE
    return multi(*getattr(merged, "geoms", [merged])) if cells else NONE


PICTURES = st.lists(st.booleans(), min_size=25, max_size=25).map(
    lambda cells: np.array(cells).reshape(5, 5)
)


@given(PICTURES, PICTURES, st.booleans())
def test_areas_of_one_grid_are_laid_over_one_another_cell_by_cell(one, other, reverse):
    before, after = squares(one), squares(other)
    if reverse:
        before = shapely.reverse(before)
    kept, gained, lost = overlay(before, after)
    for found, cells in ((kept, one & other), (gained, other & ~one), (lost, one & ~other)):
        assert found.is_valid
        assert found.symmetric_difference(squares(cells)).area == pytest.approx(0, abs=1e-9)
