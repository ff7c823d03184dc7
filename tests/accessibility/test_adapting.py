"""Measures with their parameters filled in, as scenarios are compared by."""

import pkgutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from reach import OFFERS, PEOPLE, TIMES, TOWNS, long

import kraftcenter_mobility.accessibility as ac
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.scenarios.measures import measured, opportunities_within

GOALS = pd.DataFrame({"capacity": OFFERS}).reindex(TOWNS)


def test_it_gives_what_the_function_gives():
    beds = ac.as_measure(ac.cumulative_opportunities, opportunities="capacity", cutoff_s=1080)
    found = measured(beds, TIMES, GOALS)
    assert found.name == beds.name == "cumulative_opportunities"
    assert found.tolist() == [40, 65, 0]
    assert found.tolist() == opportunities_within(1080, column="capacity")(TIMES, GOALS).tolist()


def test_times_in_any_form_are_measured():
    reach = ac.as_measure(ac.cumulative_opportunities, opportunities="capacity", cutoff_s=1080)
    assert reach(long(TIMES), GOALS).tolist() == [40, 65]
    assert reach(ac.travel_times(TIMES), GOALS).tolist() == [40, 65, 0]


def test_each_destination_counts_one_if_no_column_is_named():
    assert ac.as_measure(ac.k_nearest, k=2)(TIMES, GOALS).tolist()[:2] == [2400, 1080]
    assert ac.as_measure(ac.cumulative_opportunities, cutoff_s=1080)(TIMES, None).max() == 2


def test_the_same_function_and_parameters_are_equal():
    def made(**changed):
        told = {"opportunities": "capacity", "impedance": ac.Exponential(0.001), **changed}
        return ac.as_measure(ac.gravity_access, **told)

    assert made() == made()
    assert len({made(), made(), made(name="beds"), made(opportunities=None)}) == 3
    assert made() != made(impedance=ac.Exponential(0.002))
    assert made() != 7
    people = [PEOPLE, PEOPLE.copy(), PEOPLE + 1]
    one, two, other = (ac.as_measure(crowding, demand=each) for each in people)
    assert one == two
    assert one != other


def test_what_answers_for_destinations_is_refused_at_once():
    for function, parameters in (
        (ac.passive_access, {"impedance": ac.Step(900)}),
        (ac.population_within, {"cutoff_s": 900}),
        (ac.level_of_service, {"demand": PEOPLE, "impedance": ac.Step(900)}),
        (ac.congestion, {"demand": PEOPLE.to_dict(), "impedance": ac.Step(900)}),
    ):
        with pytest.raises(InputError, match=r"answers for destinations .* one number per origin"):
            ac.as_measure(function, **parameters)


def turned(times, opportunities, *, demand):
    """Return something that stands at the destinations."""
    return (times.min() * opportunities * demand.sum()).rename("turned")


def test_what_cannot_be_tried_out_is_refused_when_it_answers_for_destinations():
    measure = ac.as_measure(turned, demand=PEOPLE)
    with pytest.raises(InputError, match="turned answers for destinations"):
        measure(TIMES, GOALS)


def test_people_can_come_as_a_dict():
    told = {"impedance": ac.Step(1080), "opportunities": "capacity"}
    one, two = (
        ac.as_measure(ac.enhanced_floating_catchment, demand=each, **told)(TIMES, GOALS)
        for each in (PEOPLE, PEOPLE.to_dict())
    )
    pd.testing.assert_series_equal(one, two)


def test_a_measure_shows_the_call_behind_it():
    second = ac.as_measure(ac.k_nearest, k=2, name="second_hospital_s")
    assert repr(second) == "<measure second_hospital_s: k_nearest(k=2)>"
    crowded = ac.as_measure(crowding, opportunities="capacity", demand=PEOPLE)
    assert repr(crowded) == (
        "<measure crowding: crowding(opportunities='capacity', demand=<Series of 3>)>"
    )


def crowding(times, opportunities, *, demand):
    """Return something that depends on the people as well."""
    return (ac.nearest(times, opportunities) * demand).rename("crowding")


def test_people_of_origins_that_a_scenario_closes_are_left_out():
    fewer = TIMES.iloc[1:]
    told = {"impedance": ac.Step(1080), "opportunities": "capacity"}
    for demand in (PEOPLE, PEOPLE.to_dict()):
        measure = ac.as_measure(ac.shen_index, demand=demand, **told)
        expected = ac.shen_index(
            fewer, OFFERS, demand=PEOPLE[fewer.index], impedance=told["impedance"]
        )
        pd.testing.assert_series_equal(measure(fewer, GOALS), expected)
    short = ac.as_measure(ac.shen_index, demand=PEOPLE[:1], **told)
    with pytest.raises(PlacesError, match="have no demand"):
        short(fewer, GOALS)


def waiting(times, opportunities, *, demand):
    """Return a time that depends on the people as well."""
    return (ac.nearest(times, opportunities) * demand.sum()).rename("waiting_s")


def test_a_time_that_could_not_be_tried_out_is_one_by_its_name():
    measure = ac.as_measure(waiting, demand=PEOPLE, name="queue_s")
    assert measure(TIMES, GOALS).name == "queue_s"
    with pytest.raises(InputError, match="waiting is a time in seconds, so its name must end"):
        ac.as_measure(waiting, demand=PEOPLE)(TIMES, GOALS)


@pytest.mark.parametrize("amount", [3, np.float64(3), np.int64(3)])
def test_a_number_of_any_kind_is_no_table(amount):
    assert ac.as_measure(ac.dual_access, amount=amount).name == "dual_access_s"


def test_a_name_says_whether_it_is_a_time():
    assert ac.as_measure(ac.k_nearest, name="second_s", k=2)(TIMES, GOALS).name == "second_s"
    with pytest.raises(InputError, match="is a time in seconds, so its name must end in '_s'"):
        ac.as_measure(ac.nearest, name="nearest")
    with pytest.raises(InputError, match="is no time in seconds, so its name must not end in"):
        ac.as_measure(ac.gravity_access, name="beds_s", impedance=ac.Step(900))


@pytest.mark.parametrize(
    ("function", "parameters", "words"),
    [
        (ac.k_nearest, {}, "k_nearest cannot be measured with these parameters: missing .*'k'"),
        (min, {}, "min cannot be measured with these parameters"),
        (ac.nearest, {"cutoff_s": 900}, "unexpected keyword argument 'cutoff_s'"),
        (ac.cumulative_opportunities, {"cutoff_s": -1}, "cutoff_s must be zero or more, got -1"),
        (ac.cumulative_curve, {"cutoffs_s": [900]}, "must return a Series .* got DataFrame"),
        (ac.nearest, {"opportunities": OFFERS}, "must be the name of a column .* got Series"),
    ],
)
def test_parameters_that_cannot_be_are_refused_before_any_routing(function, parameters, words):
    with pytest.raises(InputError, match=words):
        ac.as_measure(function, **parameters)


def test_minutes_are_warned_of_before_any_routing():
    with pytest.warns(ac.UnitsWarning, match="cutoff_s of 30 s"):
        ac.as_measure(ac.cumulative_opportunities, cutoff_s=30)


def test_a_column_that_is_not_there_is_told():
    beds = ac.as_measure(ac.nearest, opportunities="beds")
    with pytest.raises(PlacesError, match="no column 'beds' to count opportunities by, only 'cap"):
        beds(TIMES, GOALS)


def test_numbers_missing_in_a_column_are_told_by_its_name():
    seats = ac.as_measure(ac.cumulative_opportunities, opportunities="capacity", cutoff_s=900)
    words = "1 of 3 destinations have no number in 'capacity': 'Viborg'; fill them in"
    with pytest.raises(PlacesError, match=words):
        seats(TIMES, GOALS.where(GOALS["capacity"] < 60))


@pytest.mark.parametrize("name", ac.__all__)
def test_every_public_name_is_there(name):
    assert callable(getattr(ac, name))
    assert name in dir(ac)


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="accessibility' has no attribute 'x'"):
        _ = ac.x


def test_the_danish_rules_are_there_without_an_import():
    script = "import kraftcenter_mobility as km; print(km.accessibility.policy.Rules.bundled())"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "17 rules" in done.stdout
    assert "policy" in dir(ac)


def test_no_module_hides_a_name():
    assert not {module.name for module in pkgutil.iter_modules(ac.__path__)} & set(ac.__all__)


def test_importing_is_light():
    script = (
        "import sys, kraftcenter_mobility.accessibility as ac; "
        "print({'numpy', 'pandas', 'scipy'} & set(sys.modules)); ac.gravity_access; "
        "print({'pandas', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["set()", "set()"]
