"""Competition from the destinations' side."""

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.destination_side import congestion, level_of_service
from kraftcenter_mobility.accessibility.impedance import Step
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


@pytest.mark.parametrize(
    ("sharing", "people"),
    [
        ("none", [6000, 3500]),  # 3000 + 3000; 3000 / 2 + 2000
        ("balanced", [5000, 3000]),  # Hammerum divides 2/3 : 1/3
        ("selected", [5000, 2500]),  # 3000 * 2/3 * 1 north, 3000 * 1/3 * 1/2 south
    ],
)
def test_people_and_service_worked_by_hand(sharing, people):
    given = {"demand": PEOPLE, "impedance": BANDS, "sharing": sharing}
    coming = congestion(VILLAGES, 1, **given)
    np.testing.assert_allclose(coming, people)
    assert coming.name == "congestion"
    assert coming.index.equals(VILLAGES.columns)
    service = level_of_service(VILLAGES, DOCTORS, **given)
    np.testing.assert_allclose(service, DOCTORS / coming)
    assert service.name == "level_of_service"
    assert service.index.equals(VILLAGES.columns)


def test_only_balanced_people_add_up_to_those_there_are():
    given = {"demand": PEOPLE, "impedance": BANDS}
    assert congestion(VILLAGES, 1, **given, sharing="balanced").sum() == pytest.approx(8000)
    assert congestion(VILLAGES, 1, **given).sum() == pytest.approx(9500)


def test_nobody_and_nothing_are_told_apart():
    inf = float("inf")
    times = pd.DataFrame({"island": [inf], "shut": [60.0], "neither": [inf]}, index=["x"])
    offered = pd.Series({"island": 5, "shut": 0, "neither": 0})
    given = {"demand": 10, "impedance": Step(900)}
    service = level_of_service(times, offered, **given)
    assert service.to_dict() == {"island": inf, "shut": 0.0, "neither": 0.0}
    crowd = congestion(times, offered, **given)
    assert crowd.to_dict() == {"island": 0.0, "shut": inf, "neither": 0.0}


@pytest.mark.parametrize("measure", [congestion, level_of_service])
def test_a_sharing_there_is_not_is_refused(measure):
    with pytest.raises(InputError, match="'none', 'balanced', 'selected'"):
        measure(VILLAGES, 1, demand=1, impedance=BANDS, sharing="huff")
