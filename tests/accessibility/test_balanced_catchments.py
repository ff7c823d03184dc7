"""The balanced floating catchment: a table worked by hand, what it keeps, and its cautions."""

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.balanced_catchments import balanced_floating_catchment
from kraftcenter_mobility.accessibility.destination_side import level_of_service
from kraftcenter_mobility.accessibility.impedance import Exponential, Step
from kraftcenter_mobility.accessibility.impedance_tables import Stepped
from kraftcenter_mobility.errors import InputError

#        5 min        10 min        15 min       5 min
#  Aulum ----- north -------- Hammerum ----- south ----- Kibæk
#  3000         3 doctors     3000      2 doctors        2000
VILLAGES = pd.DataFrame(
    {"north": [300.0, 600.0, 1800.0], "south": [1800.0, 900.0, 300.0]},
    index=["Aulum", "Hammerum", "Kibæk"],
)
PEOPLE = pd.Series({"Aulum": 3000, "Hammerum": 3000, "Kibæk": 2000})
DOCTORS = pd.Series({"north": 3.0, "south": 2.0})
BANDS = Stepped((600, 1200), (1.0, 0.5))


def test_a_balanced_catchment_worked_by_hand():
    # There: Hammerum divides 2/3 : 1/3, so that 5000 go north and 3000 south.
    # north: 3 / 5000 = 0.0006, south: 2 / 3000
    # Back: north divides 1/2 : 1/2, south 0.5 : 1, that is 1/3 : 2/3.
    north, south = 0.0006, 2 / 3000
    service = level_of_service(
        VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS, sharing="balanced"
    )
    np.testing.assert_allclose(service, [north, south])
    found = balanced_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS)
    np.testing.assert_allclose(found, [north / 2, north / 2 + south / 3, south * 2 / 3])
    assert found.name == "balanced_floating_catchment"
    assert found.sum() == pytest.approx(service.sum())


def test_one_destination_for_all_is_handed_out_in_equal_parts():
    times = pd.DataFrame({"hall": [300.0, 300.0]}, index=["x", "y"])
    people = pd.Series({"x": 10, "y": 30})
    found = balanced_floating_catchment(times, 80, demand=people, impedance=Step(900))
    assert found.to_dict() == {"x": 1.0, "y": 1.0}  # 80 / 40, by two, whatever their people


def test_the_halves_of_a_split_place_are_handed_more_than_the_whole():
    whole = pd.DataFrame({"hall": [300.0, 300.0]}, index=["x", "y"])
    halves = pd.DataFrame({"hall": [300.0, 300.0, 300.0]}, index=["x", "y1", "y2"])
    by_half = pd.Series({"x": 10, "y1": 15, "y2": 15})
    one = balanced_floating_catchment(
        whole, 120, demand=pd.Series({"x": 10, "y": 30}), impedance=Step(900)
    )
    two = balanced_floating_catchment(halves, 120, demand=by_half, impedance=Step(900))
    assert one.to_dict() == {"x": 1.5, "y": 1.5}
    assert two.to_dict() == {"x": 1.0, "y1": 1.0, "y2": 1.0}


def test_a_remote_destination_is_handed_out_in_full_unless_the_impedance_ends():
    times = pd.DataFrame({"near": [0.0], "remote": [9000.0]}, index=["x"])
    endless = Exponential.from_half_life(600)  # 2 ** -15 at two and a half hours
    people = 32769.0 * 4
    found = balanced_floating_catchment(times, 4, demand=people, impedance=endless)
    np.testing.assert_allclose(found, [4 / (4 * 32768) + 4 / 4])
    found = balanced_floating_catchment(times, 4, demand=people, impedance=endless * Step(3600))
    np.testing.assert_allclose(found, [1 / 32769])


def test_where_nobody_lives_and_nobody_comes_service_has_no_bound():
    inf = float("inf")
    times = pd.DataFrame({"shop": [60.0, inf], "town": [600.0, 60.0]}, index=["cabin", "home"])
    people = pd.Series({"cabin": 0, "home": 10})
    found = balanced_floating_catchment(times, 5, demand=people, impedance=Step(900))
    assert found.to_dict() == {"cabin": inf, "home": 0.25}


def test_nobody_at_all_is_refused():
    with pytest.raises(InputError, match="zero at all 3 origins"):
        balanced_floating_catchment(VILLAGES, DOCTORS, demand=0, impedance=BANDS)
