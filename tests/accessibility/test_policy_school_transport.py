"""Free transport to school under section 26, worked by hand.

         North    South    district        pupils 0-3  4-6  7-9
Mill       500     6500    North                   40   30   20
Farm      2500     5000    North                    4    3    2    exactly the limit
Heath     2501     2400    North                    6    5    3    a metre longer
Marsh     8000     7001    South                    2    2    2
Isle       inf      inf    South                    1    0    0    no way
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.accessibility.policy import Rules, entitled_pupils, school_transport
from kraftcenter_mobility.accessibility.tables import travel_times
from kraftcenter_mobility.cutoffs import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError

INF = np.inf
HOMES = pd.Index(["Mill", "Farm", "Heath", "Marsh", "Isle"], name="home")
DISTANCES = pd.DataFrame(
    {"North": [500.0, 2500, 2501, 8000, INF], "South": [6500.0, 5000, 2400, 7001, INF]}, index=HOMES
)
DISTRICT = pd.Series(["North", "North", "North", "South", "South"], index=HOMES)
PUPILS = pd.DataFrame(
    {"0-3": [40, 4, 6, 2, 1], "4-6": [30, 3, 5, 2, 0], "7-9": [20, 2, 3, 2, 0]}, index=HOMES
)


def test_who_lives_further_than_the_limit_of_the_grade_is_entitled():
    found = entitled_pupils(DISTANCES, PUPILS, district=DISTRICT)
    assert found.index.equals(HOMES)
    assert found.to_numpy().tolist() == [
        [0, 0, 0],
        [0, 0, 0],  # 2500 m is not longer than 2500 m
        [6, 0, 0],  # the nearer school is not the district school
        [2, 2, 2],  # 7001 m is longer than 7000 m
        [1, 0, 0],
    ]


def test_totals_by_grade_band_are_those_worked_by_hand():
    told = school_transport(DISTANCES, PUPILS, district=DISTRICT)
    assert told.index.tolist() == ["0-3", "4-6", "7-9", "all"]
    assert told["limit_m"].tolist()[:3] == [2500, 6000, 7000]
    assert told["pupils"].tolist() == [53, 40, 27, 120]
    assert told["entitled"].tolist() == [9, 2, 2, 13]
    assert told["too_far"].tolist() == [9, 2, 2, 13]
    assert told["without_way"].tolist() == [1, 0, 0, 1]
    assert told.loc["all", "entitled_share"] == 13 / 120
    # 4-6: (30 x 500 + 3 x 2500 + 5 x 2501 + 2 x 7001) / 40
    assert told.loc["4-6", "mean_distance_m"] == (15000 + 7500 + 12505 + 14002) / 40
    # 0-3, without the Isle: (40 x 500 + 4 x 2500 + 6 x 2501 + 2 x 7001) / 52
    assert told.loc["0-3", "mean_distance_m"] == (20000 + 10000 + 15006 + 14002) / 52


def test_without_districts_the_nearest_school_is_that_of_the_district():
    found = entitled_pupils(DISTANCES, PUPILS)
    assert found.loc["Heath"].tolist() == [0, 0, 0]
    assert found.loc["Marsh"].tolist() == [2, 2, 2]


def test_a_dangerous_way_entitles_however_short():
    unsafe = pd.Series([True, False, False, False, False], index=HOMES)[::-1]
    told = school_transport(DISTANCES, PUPILS, district=DISTRICT, unsafe=unsafe)
    assert told["entitled"].tolist() == [49, 32, 22, 103]
    assert told["too_far"].tolist() == [9, 2, 2, 13]
    by_band = pd.DataFrame({"0-3": unsafe, "4-6": False, "7-9": False}, index=HOMES)
    told = school_transport(DISTANCES, PUPILS, district=DISTRICT, unsafe=by_band)
    assert told["entitled"].tolist() == [49, 2, 2, 53]


def test_limits_can_be_replaced_and_bands_left_out():
    rules = Rules.bundled().with_rule("school_transport_grades_0_3", 2000, source="a motion")
    found = entitled_pupils(DISTANCES, PUPILS[["0-3"]], district=DISTRICT, rules=rules)
    assert found["0-3"].tolist() == [0, 4, 6, 2, 1]
    tenth = school_transport(DISTANCES, PUPILS[["0-3"]].set_axis(["10"], axis=1))
    assert tenth.loc["10", "limit_m"] == 9000
    in_km = Rules.bundled().with_rule("school_transport_grades_0_3", 2, source="x", unit="km")
    with pytest.raises(InputError, match="must be in m, got 'km'"):
        entitled_pupils(DISTANCES, PUPILS, rules=in_km)


def test_a_long_table_of_metres_and_one_in_other_order_say_the_same():
    long = DISTANCES.rename_axis("origin").reset_index()
    long = long.melt("origin", var_name="destination", value_name="distance_m")
    wide = entitled_pupils(DISTANCES, PUPILS, district=DISTRICT)
    found = entitled_pupils(long, PUPILS[::-1], district=DISTRICT[::-1])
    assert found.loc[HOMES].to_numpy().tolist() == wide.to_numpy().tolist()


def test_a_band_without_pupils_has_no_share():
    told = school_transport(DISTANCES, PUPILS.assign(**{"10": 0}), district=DISTRICT)
    assert np.isnan(told.loc["10", "entitled_share"])
    assert told.loc["10", "entitled"] == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(100, 12_000), min_size=5, max_size=5),
    st.integers(1, 3),
    st.integers(0, 4000),
)
def test_laws_of_entitlement(metres, times_as_many, further_m):
    distances = pd.DataFrame({"School": [float(m) for m in metres]}, index=HOMES)
    found = entitled_pupils(distances, PUPILS)
    assert (found <= PUPILS).all(axis=None)
    assert found.equals(entitled_pupils(distances, PUPILS * times_as_many) / times_as_many)
    assert (found <= entitled_pupils(distances + further_m, PUPILS)).all(axis=None)
    assert found.equals(entitled_pupils(distances.assign(Far=distances["School"] + 1), PUPILS))
    one_by_one = pd.concat(
        [entitled_pupils(distances.loc[[home]], PUPILS.loc[[home]]) for home in HOMES]
    )
    assert found.reset_index(drop=True).equals(one_by_one.reset_index(drop=True))


def test_kilometres_are_suspected():
    told = "the longest way is 8 m; if that was meant in kilometres"
    for ask in (entitled_pupils, school_transport):
        with pytest.warns(UnitsWarning, match=told) as record:
            ask(DISTANCES[["North"]] / 1000, PUPILS)
        assert record[0].filename == __file__


def test_distances_may_come_in_parts():
    parts = iter([DISTANCES[:2], DISTANCES[2:]])
    stream = travel_times(parts, origins=HOMES, destinations=DISTANCES.columns)
    found = entitled_pupils(stream, PUPILS, district=DISTRICT)
    assert found.equals(entitled_pupils(DISTANCES, PUPILS, district=DISTRICT))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"pupils": PUPILS.drop("Farm")}, PlacesError, "1 of 5 origins have no pupils in .*'Farm'"),
        ({"pupils": PUPILS * -1}, PlacesError, "pupils in grades 0-3 must be zero or more"),
        ({"pupils": PUPILS["0-3"]}, InputError, "pupils must be a table of origins by grade band"),
        (
            {"pupils": PUPILS.set_axis([0, 1, 2], axis=1)},
            InputError,
            "grade bands '0-3', .*got '0'",
        ),
        ({"pupils": PUPILS[["0-3", "0-3"]]}, InputError, "each grade band must stand once"),
        ({"pupils": PUPILS * 0}, InputError, "there are no pupils at any of the 5 origins"),
        ({"district": DISTRICT.replace("South", "East")}, PlacesError, "without distances: 'East'"),
        ({"district": DISTRICT.drop("Mill")}, PlacesError, "no district school: 'Mill'"),
        (
            {"district": DISTRICT.where(DISTRICT == "North")},
            PlacesError,
            "2 of 5 origins have no district school: 'Marsh'; 'Isle'",
        ),
        ({"unsafe": pd.Series(1.0, index=HOMES)}, PlacesError, "must be True or False"),
        ({"unsafe": PUPILS[["0-3"]] > 9}, PlacesError, "no column for grades '4-6', '7-9'"),
        ({"distances_m": DISTANCES * -1}, InputError, "distances must be zero or more metres"),
        ({"distances_m": DISTANCES * np.nan}, InputError, "distances must not be NaN"),
        ({"distances_m": DISTANCES[[]]}, InputError, "at least one school"),
        (
            {"distances_m": DISTANCES[["North", "North"]]},
            PlacesError,
            "distances: the names of the destinations must stand once",
        ),
    ],
)
def test_bad_tables_are_refused_by_name(change, error, message):
    given_ = {"distances_m": DISTANCES, "pupils": PUPILS, "district": DISTRICT} | change
    with pytest.raises(error, match=message):
        school_transport(given_.pop("distances_m"), given_.pop("pupils"), **given_)
