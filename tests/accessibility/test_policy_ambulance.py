"""Ambulance targets and bands of service, worked by hand.

       from East   from West    people
Town        240        1500        70    municipality A
Village     840         500        20    municipality B
Farm       1200         inf         8    municipality B
Isle        inf         inf         2    municipality B
"""

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.accessibility.policy import (
    Rules,
    ambulance_response,
    ambulance_targets,
    service_bands,
)
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

INF = np.inf
HOMES = pd.Index(["Town", "Village", "Farm", "Isle"])
TIMES = pd.DataFrame({"East": [240.0, 840, 1200, INF], "West": [1500.0, 500, INF, INF]}, HOMES)
PEOPLE = pd.Series([70, 20, 8, 2], index=HOMES)
BY = pd.Series(["A", "B", "B", "B"], index=HOMES)


def test_the_response_is_turnout_and_the_drive_from_the_nearest_station():
    found = ambulance_response(TIMES, turnout_s=100)
    assert found.name == "ambulance_response_s"
    assert found.tolist() == [340, 600, 1300, INF]
    assert ambulance_response(TIMES).tolist() == [300, 560, 1260, INF]  # 60 s of the rules


def test_targets_stand_beside_what_is_achieved():
    told = ambulance_targets(TIMES, PEOPLE, by=BY, turnout_s=100)
    assert told.index.names == ["group", "within_s"]
    assert told.index.tolist() == [(g, t) for g in ["A", "B", "all"] for t in (600, 900, 1200)]
    assert told.loc["all", "target_share"].tolist() == [0.75, 0.92, 0.98]
    assert told.loc["all", "achieved_share"].tolist() == [0.9, 0.9, 0.9]  # 600 s is in time
    assert told.loc["all", "met"].tolist() == [True, False, False]
    np.testing.assert_allclose(told.loc["all", "lacking"], [0, 2, 8], atol=1e-9)
    assert told.loc["A", "achieved_share"].tolist() == [1, 1, 1]
    assert told.loc["B", "in_time"].tolist() == [20, 20, 20]
    np.testing.assert_allclose(told.loc["B", "lacking"], [2.5, 7.6, 9.4])


def test_priority_edition_and_rules_choose_the_targets():
    b = ambulance_targets(TIMES, PEOPLE, priority="B", turnout_s=0).loc["all"]
    assert b["target_share"].to_dict() == {900: 0.55, 1200: 0.70}
    assert b["achieved_share"].tolist() == [0.9, 0.98]
    new = ambulance_targets(TIMES, PEOPLE, priority="B", edition="proposal_2023").loc["all"]
    assert new["target_share"].to_dict() == {1800: 0.85}
    rules = Rules.bundled().with_rule(
        "ambulance_a_own_within_480_s", 0.5, unit="share", source="a council"
    )
    own = ambulance_targets(TIMES, PEOPLE, edition="own", rules=rules).loc["all"]
    assert own["achieved_share"].to_dict() == {480: 0.7}


def test_a_target_that_is_just_met_is_met_however_the_sum_is_rounded():
    times = pd.DataFrame({"Station": [60.0, 60, 60, 6000]}, index=HOMES)
    people = pd.Series([0.7, 0.1, 0.12, 0.08], index=HOMES)
    assert ambulance_targets(times, people, edition="proposal_2023")["met"].tolist() == [True]


def test_bands_hold_everybody_once():
    told = service_bands(TIMES, PEOPLE, by=BY)
    assert told.loc["all"].index.tolist() == [900, 1800, 2700, 3600, INF, INF]
    assert told.loc["all", "above_s"].tolist() == [0, 900, 1800, 2700, 3600, INF]
    assert told.loc["all", "people"].tolist() == [90, 8, 0, 0, 0, 2]
    assert told.loc["all", "share_within"].tolist() == [0.9, 0.98, 0.98, 0.98, 0.98, 0.98]
    assert told.loc["B", "people"].tolist() == [20, 8, 0, 0, 0, 2]
    assert told["people"].sum() == 2 * PEOPLE.sum()
    np.testing.assert_allclose(told.groupby("group")["share"].sum(), 1)


def test_the_end_of_a_band_belongs_to_it_and_infinity_is_no_cutoff():
    told = service_bands(TIMES, PEOPLE, cutoffs_s=[INF, 1200, 500, 240]).loc["all"]
    assert told.index.tolist() == [240, 500, 1200, INF, INF]
    assert told["people"].tolist() == [70, 20, 8, 0, 2]


def test_bad_input_is_refused_by_name():
    with pytest.raises(InputError, match="no targets for priority 'C' in edition 'until_2023'"):
        ambulance_targets(TIMES, PEOPLE, priority="C")
    with pytest.raises(InputError, match="turnout_s must be zero or more, got -1"):
        ambulance_response(TIMES, turnout_s=-1)
    with pytest.raises(InputError, match="turnout_s must be finite"):
        ambulance_response(TIMES, turnout_s=INF)
    with pytest.raises(InputError, match=r"rules must be Rules, such as Rules.bundled"):
        ambulance_response(TIMES, rules="own.csv")
    with pytest.raises(PlacesError, match="nobody lives in 1 of 3 groups: 'A'"):
        service_bands(TIMES, PEOPLE * [0, 1, 1, 1], by=BY)
    with pytest.raises(PlacesError, match="nobody lives in 1 of 1 groups: 'all'"):
        ambulance_targets(TIMES, 0)
    with pytest.raises(PlacesError, match="1 of 4 origins have no group: 'Town'"):
        service_bands(TIMES, PEOPLE, by=BY.where(BY == "B"))
    with pytest.raises(PlacesError, match="1 places have no group: 'Isle'"):
        service_bands(TIMES, PEOPLE, by=BY.drop("Isle"))
    with pytest.raises(InputError, match="no group may be called 'all'"):
        service_bands(TIMES, PEOPLE, by=BY.replace("A", "all"))
    odd = Rules.bundled().with_rule("ambulance_a_x_within_ten_s", 0.5, unit="share", source="x")
    with pytest.raises(InputError, match="with whole seconds; got 'ten'"):
        ambulance_targets(TIMES, PEOPLE, edition="x", rules=odd)
    with pytest.warns(UnitsWarning, match="if it was meant in minutes"):
        service_bands(TIMES, PEOPLE, cutoffs_s=[15, 30])
