"""Which roads lie in built-up areas."""

import numpy as np
import pytest
from drawn import built, way

import kraftcenter_mobility as km
from kraftcenter_mobility.networks.built_up import STREETS_M

NAMES = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def town(n_streets, *, kind="residential", road=(("a", (-100, 150)), ("b", (600, 150))), **tags):
    """Return streets of 250 m, 20 m apart, and a road through or beside them."""
    metres, ways = {}, []
    for k in range(n_streets):
        west, east = NAMES[2 * k], NAMES[2 * k + 1]
        metres |= {west: (130, 120 + 20 * k), east: (380, 120 + 20 * k)}
        ways.append(way(west + east, highway=kind))
    metres |= dict(road)
    ways.append(way("".join(name for name, _ in road), "road", **tags))
    drawing = built(metres, ways, even=False)
    roads = drawing.network.roads
    return bool(roads.way_built_up[roads.way_id == drawing.way_ids["road"]][0])


THROUGH = (("a", (140, 150)), ("b", (370, 150)))
FAR_AWAY = (("a", (5000, 5000)), ("b", (6000, 5000)))


def test_a_road_among_streets_is_built_up():
    assert town(5, road=THROUGH)


def test_a_road_far_from_streets_is_not():
    assert not town(5, road=FAR_AWAY)


def test_a_few_streets_make_no_town():
    n_streets = int(STREETS_M // 250)
    assert not town(n_streets, road=THROUGH)
    assert town(n_streets + 1, road=THROUGH)


def test_living_streets_count_and_other_roads_do_not():
    assert town(5, kind="living_street", road=THROUGH)
    assert not town(5, kind="service", road=THROUGH)


@pytest.mark.parametrize("backward", [False, True])
def test_a_road_is_built_up_if_half_of_it_is(backward):
    # The town ends some 250 m beyond its last street; the road leads out of it.
    for beyond_m, expected in ((1100, True), (3000, False)):
        metres = (200, 600, 1000, beyond_m)
        road = tuple((name, (x, 150)) for name, x in zip("amnb", metres, strict=True))
        assert town(6, road=road[::-1] if backward else road) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"zone:traffic": "DK:urban"}, True),
        ({"source:maxspeed": "DK:urban"}, True),
        ({"zone:traffic": "DK:rural"}, False),
        ({"maxspeed": "80"}, False),
    ],
)
def test_what_the_tags_say_comes_first(tags, expected):
    assert town(6, road=THROUGH, **tags) == expected
    assert town(6, road=FAR_AWAY, **tags) == expected


def test_a_road_in_a_town_has_the_limit_of_towns():
    metres = {"a": (0, 0), "b": (1000, 0)}
    rural = built(metres, ["ab"], even=False)
    urban = built(metres, [way("ab", zone__traffic="DK:urban")], even=False)
    assert urban.seconds("a", "b") > rural.seconds("a", "b")


def test_herning_is_built_up_and_its_surroundings_are_not(sample):
    share = sample.report.built_up_share
    assert 0.0 < share < 1.0


@pytest.mark.realdata
def test_sindal_is_built_up_and_its_surroundings_are_not(data_folder):
    roads = km.TransportNetwork.from_osm(data_folder / "osm" / "sindal_2016.osm").roads
    streets = np.array([tags.get("highway") == "residential" for tags in roads.tag_sets])
    is_street = streets[roads.way_tag_set]
    assert roads.way_built_up[is_street].mean() > 0.6
    assert roads.way_built_up[~is_street].mean() < 0.7
