"""Roads for those who live there: not to be driven through, but to be left and reached."""

import pytest
from drawn import built, drawn, way

import kraftcenter_mobility as km

# The short way from A to B leads by C and D, which are for residents; the long one by U, V.
#   A-C 100, C-D 200, D-B 100 m; U is 100 m above A, V above B: A-U-V-B is 600 m.
TOWN = """
        U---------------V
        |               |
    X---A---C-------D---B---Y
            |       |
            E       F
"""


def town(local, **tags):
    """Return the town with some of its roads for residents."""
    names = ("XA", "AC", "CD", "DB", "BY", "AUVB", "CE", "DF")
    tags = tags or {"motor_vehicle": "destination"}
    return drawn(TOWN, [way(name, **tags) if name in local else way(name) for name in names])


LOCAL = ("AC", "CD", "DB", "CE", "DF")


def test_an_open_road_is_driven_through():
    assert town(()).seconds("XA", "BY") == pytest.approx(50.0, rel=1e-3)


def test_a_destination_only_road_is_driven_round():
    # Half of X-A, 600 m by U and V, half of B-Y.
    assert town(LOCAL).seconds("XA", "BY") == pytest.approx(70.0, rel=1e-3)


def test_one_short_destination_only_stretch_is_enough_to_stop_through_traffic():
    assert town(("CD",)).seconds("XA", "BY") == pytest.approx(70.0, rel=1e-3)


@pytest.mark.parametrize(
    ("origin", "destination", "seconds"),
    [
        ("XA", "CE", 20.0),  # reached
        ("CE", "XA", 20.0),  # left
        ("CE", "DF", 30.0),  # never left
        ("XA", "CD", 25.0),
        ("CD", "XA", 25.0),
        ("CD", "BY", 25.0),
        ("CD.25", "CD.75", 10.0),  # along one edge
        ("CD.75", "CD.25", 10.0),
    ],
)
def test_a_destination_only_road_can_be_left_and_reached(origin, destination, seconds):
    assert town(LOCAL).seconds(origin, destination) == pytest.approx(seconds, rel=1e-3)


def test_from_one_residents_road_to_another_one_may_pass_open_roads_between():
    # C-D is open, the roads beside it are not.
    streets = town(("CE", "DF"))
    assert streets.seconds("CE", "DF") == pytest.approx(30.0, rel=1e-3)


def test_from_one_residents_road_to_another_one_may_not_pass_a_third():
    # Out by A, round by U and V and in again by B: 50+100+600+100+50; C-D is a road of its
    # own in the middle, with open roads on either side of it.
    streets = town(("CE", "CD", "DF"))
    through = streets.seconds("CE", "DF")
    assert through == pytest.approx(30.0, rel=1e-3), "all three roads touch: one zone"
    apart = drawn(
        TOWN,
        [
            *("XA", "AC", "DB", "BY", "AUVB", "CE", "DF"),
            way("CD", access="destination"),
        ],
    )
    assert apart.seconds("CE", "DF") == pytest.approx((50 + 100 + 600 + 100 + 50) / 10, rel=1e-3)


def test_an_ambulance_drives_through():
    streets = town(LOCAL)
    assert streets.seconds("XA", "BY", km.AMBULANCE) == pytest.approx(
        town(()).seconds("XA", "BY", km.AMBULANCE)
    )


def test_a_private_road_is_closed_to_cars_and_open_to_ambulances():
    streets = town(LOCAL, access="private")
    assert streets.seconds("XA", "BY") == pytest.approx(70.0, rel=1e-3)
    assert streets.seconds("XA", "BY", km.AMBULANCE) < 50.0
    assert streets.seconds("XA", "CE", km.AMBULANCE) < 20.0


def test_cyclists_and_walkers_pass():
    streets, free = town(LOCAL), town(())
    for mode in (km.BICYCLE, km.WALKING):
        assert streets.seconds("XA", "BY", mode) == pytest.approx(free.seconds("XA", "BY", mode))


def test_without_turns_destination_only_roads_are_like_any_other():
    assert town(LOCAL).seconds("XA", "BY", turns=False) == pytest.approx(50.0, rel=1e-3)


def test_a_one_way_residents_road_is_left_by_its_end_only():
    names = ("XA", "BY", "AUVB", "DB", "AC")
    streets = drawn(TOWN, [*names, way("CD", motor_vehicle="destination", oneway="yes")])
    assert streets.seconds("XA", "CD") == pytest.approx(25.0, rel=1e-3)
    assert streets.seconds("CD", "XA") == pytest.approx((100 + 100 + 600 + 50) / 10, rel=1e-3)
    assert streets.seconds("XA", "BY") == pytest.approx(70.0, rel=1e-3)


def test_a_place_on_a_residents_road_is_on_the_mainland():
    streets = town(LOCAL)
    islands = streets.network.islands(streets.network.metric(km.CAR))
    assert islands.mainland.all()
    assert islands.n_islands == 0


def test_an_open_road_behind_a_residents_road_is_reached_through_it():
    # CZ is open by its tags, but reached over the residents' road alone: part of the zone.
    behind = drawn(
        "X---X1---A---C---Z".replace("X1", "Y"), ["XYA", way("AC", access="destination"), "CZ"]
    )
    assert behind.seconds("XY", "CZ") == pytest.approx(10.0 * 2.5 + 10.0, rel=0.2)
    assert behind.seconds("CZ", "XY") == pytest.approx(behind.seconds("XY", "CZ"), rel=1e-6)
    assert behind.network.islands(behind.network.metric(km.CAR)).n_islands == 0


def test_nobody_drives_through_a_residents_road_into_another_town():
    #   X---A---C---Z     Two towns joined by a residents' road A-C, and the long way round.
    #   |           |
    #   U-----------V
    art = "X---A---C---Z\n|           |\n|           |\nU-----------V"
    towns = drawn(art, ["XA", way("AC", access="destination"), "CZ", "XUVZ"])
    assert towns.seconds("XA", "CZ") == pytest.approx(5 + 60 + 5, rel=1e-2)


def test_one_turns_back_where_only_a_residents_road_goes_on():
    # From the middle of YA one wants to X, facing A: there is only the residents' road on.
    art = "X---Y-----------A---C"
    town_end = drawn(art, ["XY", "YA", way("AC", access="destination")])
    islands = town_end.network.islands(town_end.network.metric(km.CAR))
    assert islands.mainland.all()


def test_a_place_at_the_gate_of_a_zone_goes_round_like_everybody():
    #       B           Zone A-B-D inside the square A-C-E-D: from A to D one goes round.
    #     /   \\
    #   A       D
    #    \\     /
    #     C---E
    metres = {"A": (0, 0), "B": (100, 20), "D": (200, 0), "C": (0, -200), "E": (200, -200)}
    square = built(metres, [way("ABD", access="destination"), "ACED"])
    assert square.seconds("A", "D") == pytest.approx(60.0, rel=1e-2)
    assert square.seconds("D", "A") == pytest.approx(60.0, rel=1e-2)
    assert square.seconds("A", "AB") < 10.0
    assert square.seconds("AB", "A") < 10.0
