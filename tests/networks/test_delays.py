"""What junctions, signals and signs cost."""

import numpy as np
import pytest
from drawn import EVEN_SPEED, NO_DELAYS, built, drawn, turn, way

import kraftcenter_mobility as km

CROSSING = """
        C
        |
    A---M---B
        |
        D
"""
MINOR = ("CM", "MD")


def crossing(delays=None, nodes=(), ways=("AM", "MB", "CM", "MD")):
    """Return the crossing with even speeds and, unless told, the default delays."""
    town = drawn(CROSSING, ways, nodes=nodes, even=False)
    network = town.network.with_speeds(EVEN_SPEED).with_delays(delays or km.JunctionDelays())
    return town.with_network(network)


def delay_s(town, origin, destination, driven_s=10.0, **settings):
    """Return how much longer a journey takes than its length."""
    return town.seconds(origin, destination, **settings) - driven_s


@pytest.mark.parametrize(("to", "seconds"), [("MB", 0.0), ("MD", 2.0), ("CM", 4.0)])
def test_a_turn_to_the_right_costs_less_than_one_to_the_left(to, seconds):
    assert delay_s(crossing(), "AM", to) == pytest.approx(seconds, abs=0.01)


def test_every_delay_can_be_replaced():
    town = crossing(km.JunctionDelays(left_turn_s=17.0, right_turn_s=0.0))
    assert delay_s(town, "AM", "CM") == pytest.approx(17.0, abs=0.01)
    assert delay_s(town, "AM", "MD") == pytest.approx(0.0, abs=0.01)


def test_delays_are_left_out_where_turns_are_switched_off():
    assert delay_s(crossing(), "AM", "CM", turns=False) == pytest.approx(0.0, abs=0.01)
    for mode in (km.WALKING, km.BICYCLE):
        straight_on_s = crossing().seconds("AM", "MB", mode)
        assert crossing().seconds("AM", "CM", mode) == pytest.approx(straight_on_s, rel=1e-3)


def test_a_sharp_turn_costs_more_than_a_plain_one():
    # From A nearly back to Z; the change of direction is 160 degrees.
    metres = {"A": (-200, 0), "M": (0, 0), "B": (200, 0), "Z": (-188, 68)}
    town = built(metres, ["AM", "MB", "ZM"], even=False)
    town = town.with_network(town.network.with_speeds(EVEN_SPEED))
    assert delay_s(town, "AM", "ZM", 20.0) == pytest.approx(6.0, abs=0.05)
    assert delay_s(town, "ZM", "AM", 20.0) == pytest.approx(6.0, abs=0.05)


def test_turning_back_at_the_end_of_a_road_takes_its_time():
    town = drawn(CROSSING, ["AM", "MB", "CM", "MD"], [turn("no_left_turn", "AM", "M", "CM")])
    delays = km.JunctionDelays(**{**vars_of(NO_DELAYS), "u_turn_s": 15.0})
    town = town.with_network(town.network.with_delays(delays))
    assert town.seconds("AM", "CM") == pytest.approx(30.0 + 15.0, abs=0.05)


def vars_of(delays):
    """Return the fields of some delays."""
    return {name: getattr(delays, name) for name in delays.__dataclass_fields__}


MAJOR = (way("AM", highway="primary"), way("MB", highway="primary"), "CM", "MD")


@pytest.mark.parametrize(
    ("origin", "destination", "seconds"),
    [
        ("CM", "MD", 3.0),  # across the main road
        ("CM", "AM", 3.0 + 2.0),
        ("CM", "MB", 3.0 + 4.0),
        ("AM", "MB", 0.0),  # along it
        ("AM", "CM", 4.0),  # off it
    ],
)
def test_a_small_road_gives_way_to_a_larger_one(origin, destination, seconds):
    town = crossing(ways=MAJOR)
    assert delay_s(town, origin, destination) == pytest.approx(seconds, abs=0.01)


@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        ({"highway": "traffic_signals"}, 12.0),
        ({"highway": "stop"}, 6.0),
        ({"highway": "give_way"}, 3.0),
        ({"highway": "mini_roundabout"}, 2.0),
        ({"railway": "level_crossing"}, 4.0),
        ({"traffic_calming": "hump"}, 2.0),
        ({"highway": "crossing", "crossing": "zebra"}, 1.0),
        ({"highway": "crossing", "crossing": "traffic_signals"}, 4.0),
        ({"highway": "crossing", "crossing": "unmarked"}, 0.0),
        ({"highway": "street_lamp"}, 0.0),
    ],
)
def test_what_stands_at_a_junction_delays_all_who_pass(tags, seconds):
    town = crossing(nodes={"M": tags})
    for origin in ("AM", "CM"):
        opposite = {"AM": "MB", "CM": "MD"}[origin]
        assert delay_s(town, origin, opposite) == pytest.approx(seconds, abs=0.01)


def test_signals_do_away_with_giving_way():
    town = crossing(ways=MAJOR, nodes={"M": {"highway": "traffic_signals"}})
    assert delay_s(town, "CM", "MD") == pytest.approx(12.0, abs=0.01)


ROAD = "A---M-----------B"  # M is 100 m from A and 300 m from B, both ends of the road


def road(tags, ways=("AMB",), drawing=ROAD):
    town = drawn(drawing, ways, nodes={"M": tags}, even=False)
    return town.with_network(town.network.with_speeds(EVEN_SPEED))


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"highway": "crossing", "crossing": "zebra"}, 1.0, 1.0),
        ({"highway": "traffic_signals"}, 12.0, 12.0),
        ({"highway": "stop", "direction": "forward"}, 6.0, 0.0),
        ({"highway": "stop", "direction": "backward"}, 0.0, 6.0),
        ({"highway": "give_way", "direction": "both"}, 3.0, 3.0),
        ({"highway": "traffic_signals", "traffic_signals:direction": "backward"}, 0.0, 12.0),
        ({"traffic_calming": "hump"}, 2.0, 2.0),
    ],
)
@pytest.mark.parametrize("as_drawn", [True, False])
def test_what_stands_along_a_road_delays_those_it_faces(tags, along, against, as_drawn):
    town = road(tags, ("AMB",) if as_drawn else ("BMA",))
    there, back = (along, against) if as_drawn else (against, along)
    assert delay_s(town, "AM", "MB", 20.0) == pytest.approx(there, abs=0.01)
    assert delay_s(town, "MB", "AM", 20.0) == pytest.approx(back, abs=0.01)


def test_what_stands_along_a_road_delays_only_those_who_pass_it():
    town = road({"highway": "traffic_signals"})
    assert delay_s(town, "AM.2", "AM.8", 6.0) == pytest.approx(0.0, abs=0.01)
    assert delay_s(town, "MB.2", "MB.8", 18.0) == pytest.approx(0.0, abs=0.01)
    assert delay_s(town, "AM.8", "MB.2", 8.0) == pytest.approx(12.0, abs=0.01)


def test_a_stop_sign_near_a_junction_faces_those_who_come_to_it():
    # The sign stands 50 m before the crossing and says nothing of its direction.
    town = drawn(
        """
            C
            |
    A-----S-M---B
            |
            D
        """,
        ["ASM", "MB", "CM", "MD"],
        nodes={"S": {"highway": "stop"}},
        even=False,
    )
    town = town.with_network(town.network.with_speeds(EVEN_SPEED))
    assert delay_s(town, "AS.5", "MB", 7.5 + 5.0 + 5.0) == pytest.approx(6.0, abs=0.01)
    assert delay_s(town, "MB", "AS.5", 7.5 + 5.0 + 5.0) == pytest.approx(0.0, abs=0.01)


def test_a_junction_of_several_signals_is_met_once():
    # Two carriageways 25 m apart, with a signal where each is crossed.
    metres = {"A": (-100, 0), "M": (0, 0), "N": (25, 0), "B": (125, 0)}
    metres |= {"C": (0, 100), "D": (0, -100), "E": (25, 100), "F": (25, -100)}
    ways = ["AM", "MN", "NB", way("CMD", oneway="yes"), way("FNE", oneway="yes")]
    signals = {"highway": "traffic_signals"}
    town = built(metres, ways, nodes={"M": signals, "N": signals}, even=False)
    town = town.with_network(town.network.with_speeds(EVEN_SPEED))
    assert delay_s(town, "AM", "NB", 12.5) == pytest.approx(12.0, abs=0.01)
    assert delay_s(town, "NB", "AM", 12.5) == pytest.approx(12.0, abs=0.01)


def test_a_roundabout_is_given_way_to_once_and_left_freely():
    metres = {"A": (-130, 0), "W": (-30, 0), "S": (0, -30), "E": (30, 0), "N": (0, 30)}
    metres |= {"B": (130, 0), "D": (0, -130), "C": (0, 130)}
    ring = way("WSENW", junction="roundabout")
    town = built(metres, ["AW", "BE", "CN", "DS", ring], even=False)
    town = town.with_network(town.network.with_speeds(EVEN_SPEED))
    quarter_s = np.hypot(30, 30) / 10
    assert delay_s(town, "AW", "DS", 10.0 + quarter_s) == pytest.approx(3.0, abs=0.02)
    assert delay_s(town, "AW", "BE", 10.0 + 2 * quarter_s) == pytest.approx(3.0, abs=0.02)
    assert delay_s(town, "AW", "CN", 10.0 + 3 * quarter_s) == pytest.approx(3.0, abs=0.02)


def test_no_turn_takes_less_than_no_time(sample):
    for mode in (km.CAR, km.AMBULANCE):
        metric = sample.metric(mode)
        assert (metric.turn_time_s >= 0).all()
        assert (metric.edge_time_s >= 0).all()
        assert not np.isnan(metric.turn_time_s).any()
