"""What areas have in common, against shapely's own overlay of the whole."""

import pytest
import shapely

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
