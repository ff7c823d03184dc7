"""Floating catchments: answers from elsewhere, tables worked by hand, and bad input."""

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.floating_catchments import (
    enhanced_floating_catchment,
    modified_floating_catchment,
    two_step_floating_catchment,
)
from kraftcenter_mobility.accessibility.impedance import Linear, Power, Step
from kraftcenter_mobility.accessibility.impedance_tables import Stepped
from kraftcenter_mobility.accessibility.three_step_catchments import three_step_floating_catchment
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

MINUTE_S = 60.0
INF = float("inf")

# The three-place hospital example of PySAL access, from its tests/test_hospital_example.py:
# weights are one over minutes, and nothing beyond 61 minutes counts. 1 and 2 are suburbs on
# either side of the city 3. The answers are those of access 1.1.10.post3.
HOSPITAL_PEOPLE = pd.Series({1: 100, 2: 50, 3: 10})
HOSPITAL_DOCTORS = pd.Series({1: 15, 2: 20, 3: 100})
# (minutes into the city, out of it, across it), 2SFCA, 3SFCA
HOSPITAL_CASES = {
    "gridlock": (
        (40, 40, 80),
        [0.331444117, 0.579828132, 7.286418170],
        [0.156256588, 0.406216452, 9.906351855],
    ),
    "faster in": (
        (20, 40, 80),
        [0.435340221, 0.683724236, 5.727976611],
        [0.173813543, 0.423772440, 9.643002370],
    ),
    "faster out": (
        (40, 20, 80),
        [0.331071913, 0.577857786, 7.299991939],
        [0.156525927, 0.406372741, 9.902877021],
    ),
    "faster both ways": (
        (20, 20, 40),
        [0.442568395, 0.666758280, 5.740524646],
        [0.174802148, 0.424035509, 9.631800976],
    ),
}
ONE_OVER_MINUTES = Power(exponent=1, scale_s=MINUTE_S)


def hospital_times(into, out, across):
    """Return the seconds from each place (row) to each other (column)."""
    minutes = [[1, across, into], [across, 1, into], [out, out, 1]]
    return pd.DataFrame(minutes, index=[1, 2, 3], columns=[1, 2, 3]) * MINUTE_S


@pytest.mark.parametrize("case", HOSPITAL_CASES)
def test_the_hospital_example_of_pysal_in_two_steps(case):
    legs, in_two_steps, _ = HOSPITAL_CASES[case]
    found = enhanced_floating_catchment(
        hospital_times(*legs),
        HOSPITAL_DOCTORS,
        demand=HOSPITAL_PEOPLE,
        impedance=ONE_OVER_MINUTES * Step(61 * MINUTE_S),
    )
    np.testing.assert_allclose(found, in_two_steps, rtol=1e-8)


@pytest.mark.parametrize("case", HOSPITAL_CASES)
def test_the_hospital_example_of_pysal_in_three_steps(case):
    legs, _, in_three_steps = HOSPITAL_CASES[case]
    found = three_step_floating_catchment(
        hospital_times(*legs),
        HOSPITAL_DOCTORS,
        demand=HOSPITAL_PEOPLE,
        impedance=ONE_OVER_MINUTES * Step(61 * MINUTE_S),
        selection=ONE_OVER_MINUTES,  # there people choose among places beyond the cutoff, too
    )
    np.testing.assert_allclose(found, in_three_steps, rtol=1e-8)


def test_the_examples_of_the_r_package_fca():
    # egrueebler/fca, tests/testthat/test-spai_2sfca.R and test-spai_3sfca.R: people 1 to 4,
    # supply 1 to 6, and the weights 1 to 24 themselves, down the destinations of each origin.
    weights = np.arange(1.0, 25.0).reshape(4, 6)
    times = pd.DataFrame((25 - weights) * MINUTE_S)
    people, supply = pd.Series([1, 2, 3, 4]), pd.Series([1, 2, 3, 4, 5, 6])
    in_two = two_step_floating_catchment(times, supply, demand=people, cutoff_s=1e6)
    np.testing.assert_allclose(in_two, [2.1, 2.1, 2.1, 2.1])
    in_three = three_step_floating_catchment(
        times, supply, demand=people, impedance=Linear(25 * MINUTE_S)
    )
    expected = [0.6686168, 1.3565093, 2.0921208, 2.8355005]
    np.testing.assert_allclose(in_three, expected, rtol=1e-7)


#        5 min        10 min        15 min       5 min
#  Aulum ----- north -------- Hammerum ----- south ----- Kibæk
#  3000         3 doctors     3000      2 doctors        2000
VILLAGES = pd.DataFrame(
    {"north": [300.0, 600.0, 1800.0], "south": [1800.0, 900.0, 300.0]},
    index=["Aulum", "Hammerum", "Kibæk"],
)
PEOPLE = pd.Series({"Kibæk": 2000, "Aulum": 3000, "Hammerum": 3000})
DOCTORS = pd.Series({"south": 2.0, "north": 3.0})
BANDS = Stepped((600, 1200), (1.0, 0.5))


def test_two_steps_worked_by_hand():
    # north: 3 / (3000 + 3000) = 0.0005, south: 2 / (3000 + 2000) = 0.0004
    found = two_step_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, cutoff_s=900)
    expected = pd.Series({"Aulum": 0.0005, "Hammerum": 0.0009, "Kibæk": 0.0004})
    pd.testing.assert_series_equal(found, expected.rename("two_step_floating_catchment"))


def test_enhanced_and_modified_steps_worked_by_hand():
    # north, all in the first band: 3 / 6000 = 0.0005
    # south, Hammerum in the second: 2 / (3000 / 2 + 2000) = 2 / 3500
    south = 2 / 3500
    found = enhanced_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS)
    np.testing.assert_allclose(found, [0.0005, 0.0005 + south / 2, south])
    assert found.name == "enhanced_floating_catchment"
    found = modified_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS)
    np.testing.assert_allclose(found, [0.0005, 0.0005 + south / 4, south])
    assert found.name == "modified_floating_catchment"


def test_three_steps_worked_by_hand():
    # Hammerum chooses north by 1 / 1.5 and south by 0.5 / 1.5, the others have no choice.
    # So 3000 + 3000 * 2/3 = 5000 people go north, and 3000 * 1/3 * 1/2 + 2000 = 2500 south:
    # there are 0.0006 doctors for each of them, and 0.0008.
    found = three_step_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS)
    np.testing.assert_allclose(found, [0.0006, 0.0006 * 2 / 3 + 0.0008 / 6, 0.0008])
    assert found.name == "three_step_floating_catchment"


def test_huffs_choice_sees_what_is_offered():
    # Now Hammerum chooses by 3 * 1 : 2 * 0.5, that is 3/4 and 1/4.
    found = three_step_floating_catchment(
        VILLAGES, DOCTORS, demand=PEOPLE, impedance=BANDS, attraction=DOCTORS
    )
    north, south = 3 / (3000 + 3000 * 3 / 4), 2 / (3000 / 8 + 2000)
    np.testing.assert_allclose(found, [north, north * 3 / 4 + south / 8, south])


def test_a_destination_with_nothing_draws_people_off_unless_attraction_says_so():
    times = pd.DataFrame({"north": [300.0, 600.0], "empty": [INF, 300.0]}, index=["x", "y"])
    offered = pd.Series({"north": 3.0, "empty": 0.0})
    blind = three_step_floating_catchment(times, offered, demand=100, impedance=Step(900))
    np.testing.assert_allclose(blind, [0.02, 0.01])
    seeing = three_step_floating_catchment(
        times, offered, demand=100, impedance=Step(900), attraction=offered
    )
    np.testing.assert_allclose(seeing, [0.015, 0.015])


def test_infinity_is_no_way_even_within_an_infinite_cutoff():
    times = pd.DataFrame({"a": [60.0, INF]}, index=["x", "y"])
    found = two_step_floating_catchment(times, 4, demand=2, cutoff_s=INF)
    assert found.to_dict() == {"x": 2.0, "y": 0.0}


def test_where_nobody_competes_access_has_no_bound():
    # Nobody lives at the cabin, and nobody else reaches the shop there.
    times = pd.DataFrame({"shop": [60.0, INF], "town": [600.0, 60.0]}, index=["cabin", "home"])
    people = pd.Series({"cabin": 0, "home": 10})
    found = two_step_floating_catchment(times, 5, demand=people, cutoff_s=900)
    assert found.to_dict() == {"cabin": INF, "home": 0.5}
    nothing = pd.Series({"shop": 0, "town": 5})
    found = two_step_floating_catchment(times, nothing, demand=people, cutoff_s=900)
    assert found.to_dict() == {"cabin": 0.5, "home": 0.5}


def test_weights_too_small_to_divide_by_are_out_of_reach():
    times = pd.DataFrame({"far": [600.0, 620.0], "near": [0.0, 0.0]})
    found = enhanced_floating_catchment(
        times, 5, demand=10, impedance=lambda seconds: np.exp(-1.18 * seconds)
    )
    assert found.tolist() == [0.25, 0.25]


def test_minutes_given_as_seconds_are_noticed():
    with pytest.warns(UnitsWarning, match="multiply by 60"):
        two_step_floating_catchment(VILLAGES, DOCTORS, demand=PEOPLE, cutoff_s=30)


@pytest.mark.parametrize(
    ("changed", "error", "message"),
    [
        ({"demand": 0}, InputError, "zero at all 3 origins"),
        ({"demand": PEOPLE.drop("Kibæk")}, PlacesError, "'Kibæk'"),
        ({"demand": -PEOPLE}, PlacesError, "zero or more"),
        ({"demand": PEOPLE * np.nan}, PlacesError, "zero or more"),
        ({"opportunities": DOCTORS.drop("south")}, PlacesError, "'south'"),
        ({"opportunities": pd.concat([DOCTORS, DOCTORS])}, PlacesError, "once"),
        ({"times": VILLAGES * np.nan}, InputError, "NaN"),
        ({"times": -VILLAGES}, InputError, "zero or more seconds"),
        ({"impedance": 1800}, InputError, "function of travel times"),
        ({"impedance": lambda seconds: seconds - 900}, InputError, "from 0 to 1"),
    ],
)
@pytest.mark.parametrize(
    "measure",
    [
        enhanced_floating_catchment,
        modified_floating_catchment,
        three_step_floating_catchment,
    ],
)
def test_what_cannot_be_is_refused(measure, changed, error, message):
    given = {"times": VILLAGES, "opportunities": DOCTORS, "demand": PEOPLE, "impedance": BANDS}
    with pytest.raises(error, match=message):
        measure(**(given | changed))


def test_what_cannot_attract_is_refused():
    with pytest.raises(PlacesError, match="attraction"):
        three_step_floating_catchment(
            VILLAGES, 1, demand=1, impedance=BANDS, attraction=pd.Series({"north": 1})
        )


def test_only_the_relation_of_attractions_matters():
    times = pd.DataFrame({"x": [600.0, 900.0], "y": [1200.0, 300.0]}, index=["a", "b"])
    found, expected = (
        three_step_floating_catchment(times, 5, demand=7, impedance=Step(9000), attraction=each)
        for each in (1e308, 1)
    )
    pd.testing.assert_series_equal(found, expected)
