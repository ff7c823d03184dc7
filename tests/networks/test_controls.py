"""Signals and signs before a junction, and whom they concern."""

import pytest
from drawn import EVEN_SPEED, built, way

import kraftcenter_mobility as km

# S lies 25 m before the junction M on the minor road that comes from C.
#
#         C
#         |
#         S
#     A---M---B
METRES = {"A": (0, 0), "M": (100, 0), "B": (200, 0), "S": (100, 25), "C": (100, 125)}
MAJOR = way("AMB", highway="primary")
MINOR = way("CSM", highway="residential")


def delay_s(origin, destination, driven_s, nodes=(), ways=(MAJOR, MINOR), mode=km.CAR):
    """Return how much longer a journey takes than its length at 36 km/h."""
    town = built(METRES, ways, nodes=nodes, even=False)
    network = town.network.with_speeds(EVEN_SPEED)
    driven_s *= {"car": 1.0, "ambulance": 1 / 1.2}[mode.name]
    return town.with_network(network).seconds(origin, destination, mode) - driven_s


@pytest.mark.parametrize(
    ("control", "seconds"),
    [(None, 2 + 3), ("give_way", 2 + 3), ("stop", 2 + 6), ("traffic_signals", 2 + 12)],
)
def test_a_sign_or_signal_before_the_junction_takes_the_place_of_giving_way(control, seconds):
    nodes = {"S": {"highway": control}} if control else {}
    assert delay_s("CS", "AM", 12.5, nodes) == pytest.approx(seconds, abs=0.1)


def test_signals_on_the_stop_line_and_on_the_junction_are_met_once():
    nodes = {"S": {"highway": "traffic_signals"}, "M": {"highway": "traffic_signals"}}
    assert delay_s("CS", "AM", 12.5, nodes) == pytest.approx(2 + 12, abs=0.1)


def test_a_stop_sign_on_the_junction_leaves_the_main_road_alone():
    nodes = {"M": {"highway": "stop"}}
    assert delay_s("AM", "MB", 10.0, nodes) == pytest.approx(0.0, abs=0.01)
    assert delay_s("CS", "AM", 12.5, nodes) == pytest.approx(2 + 6, abs=0.1)


def test_a_footpath_does_not_make_a_junction_for_cars():
    bend = [way("AMS", highway="residential"), way("MB", highway="footway")]
    assert delay_s("AM", "MS", 5.0 + 1.25, ways=bend) == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("origin", "destination", "seconds"), [("AM", "MB", 12), ("MB", "AM", 0)])
def test_a_signal_where_nothing_joins_concerns_the_direction_it_faces(origin, destination, seconds):
    # Walkers may go on one side only, so M stays a node.
    ways = [way("AM"), way("MB", foot="no")]
    nodes = {"M": {"highway": "traffic_signals", "traffic_signals:direction": "forward"}}
    assert delay_s(origin, destination, 10.0, nodes, ways) == pytest.approx(seconds, abs=0.01)


def test_an_ambulance_meets_half_of_the_delay():
    nodes = {"M": {"highway": "traffic_signals"}}
    assert delay_s("AM", "MB", 10.0, nodes, mode=km.AMBULANCE) == pytest.approx(6.0, abs=0.01)
