"""Appraisal: one project worked by hand step by step, and what is refused.

The project, with values of time of 100 and 300 DKK/h, 300 days a year, a discount of 10 % in
year 1 and 5 % from year 2 on, a net tax factor of 1.25 and a distortion of 20 % (so that a
public krone costs 1.5):

    A -> B takes an hour, then half of one. Per day 100 other trips, then 140, and 20 on
    business. 2 mio DKK in 2024; open 2025 and 2026, at 0.1 mio a year; safer by 0.3 mio a
    year; half of it is left in the end.

    other     100 x 0.5 h + 0.5 x 40 x 0.5 h = 60 h a day, 18,000 h a year    1.8 mio DKK
    business   20 x 0.5 h                    = 10 h a day,  3,000 h a year    0.9 mio DKK

    mio DKK   users  safety  paid   tax   distortion   left (tax)     net    discount
    2024                     -2.0  -0.500  -0.500                   -3.000   1
    2025       2.7    0.3    -0.1  -0.025  -0.025                    2.850   1 / 1.1
    2026       2.7    0.3    -0.1  -0.025  -0.025     1.0 (0.25)     4.100   1 / 1.155
"""

import math
import pickle

import numpy as np
import pandas as pd
import pytest
from canned import BEFORE, WITH_BRIDGE, compared, table

from kraftcenter_mobility.accessibility import UnitsWarning
from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.modes import CAR
from kraftcenter_mobility.scenarios.appraisal import appraise
from kraftcenter_mobility.scenarios.appraisal_costs import Costs
from kraftcenter_mobility.scenarios.appraisal_demand import Demand
from kraftcenter_mobility.scenarios.appraisal_prices import Price, PriceTable

MIO = 1e6


def price(value, unit="x", price_level=None):
    return Price(value=value, unit=unit, price_level=price_level, source="made up", confidence="B")


PRICES = PriceTable(
    "by hand 1",
    {
        "value_of_time_other": price(100.0, "DKK/h", 2024),
        "value_of_time_business": price(300.0, "DKK/h", 2024),
        "days_per_year": price(300.0, "days"),
        "horizon_years": price(2.0, "years"),
        "discount_rate_from_year_0": price(0.10),
        "discount_rate_from_year_2": price(0.05),
        "net_tax_factor": price(1.25),
        "labour_distortion": price(0.2),
    },
)
COSTS = Costs(construction={2024: 2 * MIO}, price_level=2024, maintenance=1e5, residual_share=0.5)


def one_pair(value):
    return pd.DataFrame({"B": [float(value)]}, index=["A"])


TIMES = (one_pair(3600), one_pair(1800))
OTHER = Demand(trips=one_pair(100), trips_scenario=one_pair(140), per="day")
BUSINESS = Demand(trips=one_pair(20), purpose="business", per="day")


def by_hand(times=TIMES, demand=(OTHER, BUSINESS), **changed):
    own = {"costs": COSTS, "prices": PRICES, "opening": 2025, "others": {"safety": 3e5}}
    return appraise(times, demand, **(own | changed))


def test_benefits_are_those_worked_by_hand():
    rows = by_hand().benefits
    assert rows["existing_h"].tolist() == [15_000, 3_000]
    assert rows["generated_h"].tolist() == [3_000, 0]
    assert rows["user_benefit"].tolist() == [1.8 * MIO, 0.9 * MIO]
    assert rows.index.tolist() == [("car", "other"), ("car", "business")]


def test_trips_per_year_are_taken_as_they_are():
    a_year = Demand(trips=one_pair(100 * 300), trips_scenario=one_pair(140 * 300))
    assert by_hand(demand=a_year).net_present_value == by_hand(demand=OTHER).net_present_value


def test_every_year_is_that_worked_by_hand():
    rows = by_hand().table / MIO
    assert rows.index.tolist() == [2024, 2025, 2026]
    columns = {
        "user_benefit": [0, 2.7, 2.7],
        "other_benefits": [0, 0.3, 0.3],
        "construction": [-2, 0, 0],
        "maintenance": [0, -0.1, -0.1],
        "residual_value": [0, 0, 1],
        "net_tax": [-0.5, -0.025, 0.225],
        "labour_distortion": [-0.5, -0.025, -0.025],
        "net": [-3, 2.85, 4.1],
        "present_value": [-3, 2.85 / 1.1, 4.1 / 1.155],
    }
    for name, expected in columns.items():
        assert rows[name].tolist() == pytest.approx(expected), name


def test_the_indicators_are_those_worked_by_hand():
    found = by_hand()
    assert found.net_present_value == pytest.approx((-3 + 2.85 / 1.1 + 4.1 / 1.155) * MIO)
    # 3 x^2 = 2.85 x + 4.1 with x = 1 + r
    assert found.internal_rate == pytest.approx((2.85 + math.sqrt(2.85**2 + 49.2)) / 6 - 1)
    assert found.first_year_return == pytest.approx(2.85 / 1.1 / 3)
    benefits = 3 / 1.1 + 3 / 1.155
    costs = 3 + 0.15 / 1.1 + (0.15 - 1.25) / 1.155
    assert found.benefit_cost_ratio == pytest.approx(benefits / costs)
    assert found.break_even_demand == pytest.approx((costs - 0.1 * benefits) / (0.9 * benefits))


def test_at_the_break_even_demand_the_net_present_value_is_zero():
    share = by_hand().break_even_demand
    demand = [
        Demand(trips=one_pair(100 * share), trips_scenario=one_pair(140 * share), per="day"),
        Demand(trips=one_pair(20 * share), purpose="business", per="day"),
    ]
    assert by_hand(demand=demand).net_present_value == pytest.approx(0, abs=1e-6)


def test_break_even_says_when_no_demand_helps_and_when_none_is_needed():
    assert by_hand(times=TIMES[::-1]).break_even_demand == math.inf
    assert by_hand(others={"safety": 1e9}).break_even_demand == 0


def test_where_travellers_lose_break_even_is_the_most_that_other_benefits_make_up_for():
    others = {"safety": 1e8}
    share = by_hand(times=TIMES[::-1], others=others).break_even_demand
    demand = [
        Demand(trips=one_pair(100 * share), trips_scenario=one_pair(140 * share), per="day"),
        Demand(trips=one_pair(20 * share), purpose="business", per="day"),
    ]
    found = by_hand(times=TIMES[::-1], demand=demand, others=others)
    assert found.net_present_value == pytest.approx(0, abs=1e-6)


def test_trips_and_values_grow_from_their_own_years():
    rows = by_hand(trips_growth=0.1, value_growth=0.5, years=3).table["user_benefit"]
    expected = [0, 2.7 * 1.5, 2.7 * 1.1 * 1.5**2, 2.7 * 1.1**2 * 1.5**3]
    assert (rows / MIO).tolist() == pytest.approx(expected)


def test_the_base_year_moves_every_value_alike():
    found, later = by_hand(), by_hand(base_year=2025)
    assert later.table.loc[2025, "discount_factor"] == 1
    assert later.table.loc[2024, "discount_factor"] == pytest.approx(1.1)
    assert later.internal_rate == found.internal_rate


def test_an_appraisal_says_what_one_wants_to_know():
    said = str(by_hand(name="Half an hour"))
    for line in (
        "Appraisal of Half an hour, 2025-2026",
        "hours gained a year                 21,000",
        "net present value                      3.1 mio",
        "internal rate                        73.7%",
        "safety, a year",
        "by hand 1: 8 prices, 0 of them from memory",
    ):
        assert line in said, said
    assert by_hand().summary()["construction"] == 2 * MIO


def test_an_appraisal_can_be_pickled():
    found = by_hand(name="Half an hour")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert str(again) == str(found)
    assert again.table.equals(found.table)


def test_baseline_times_in_minutes_bring_a_warning():
    with pytest.warns(UnitsWarning, match=r"longest baseline time, of 60 s .* multiply by 60"):
        by_hand(times=(one_pair(60), one_pair(30)))


def test_what_never_pays_has_no_internal_rate():
    found = by_hand(
        times=TIMES[::-1], others={}, costs=Costs(construction={2024: 1.0}, price_level=2024)
    )
    assert math.isnan(found.summary()["internal_rate"])
    assert "there is no internal rate" in str(found)
    with pytest.raises(InputError, match=r"no internal rate: .* look at net_present_value"):
        _ = found.internal_rate


def test_a_comparison_is_appraised_by_its_pairs():
    """A gains 300 s for 12 trips a day to X, and C its first way, which has no finite gain."""
    trips = table([[12, 0], [0, 5], [6, 0], [0, 0]])
    demand = Demand(trips=trips, mode=CAR, per="day")
    found = by_hand(compared(), demand, infinite="apart", others={})
    row = found.benefits.loc[("car", "other")]
    assert found.name == "Bridge"
    assert row["existing_h"] == 300 * 12 * 300 / 3600
    assert (row["trips"], row["trips_apart"]) == (17 * 300, 6 * 300)
    assert "1,800 trips a year without a way are not in it" in str(found)
    plain = by_hand((table(BEFORE), table(WITH_BRIDGE)), demand, infinite="apart", others={})
    assert plain.net_present_value == found.net_present_value
    by_mode = {"car": (table(BEFORE), table(WITH_BRIDGE))}
    text = Demand(trips=trips, mode="car", per="day")
    assert by_hand(by_mode, text, infinite="apart").benefits.equals(found.benefits)
    assert by_hand(compared(), text, infinite="apart").benefits.equals(found.benefits)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"demand": []}, r"demand must be at least one Demand"),
        ({"times": 7}, r"times must be a comparison, two tables .* got int"),
        ({"times": {"bus": TIMES}}, r"there are no times for mode 'car', only 'bus'"),
        ({"years": 0}, r"years must be one or more"),
        ({"opening": 2025.5}, r"opening must be one or more, a whole number"),
        ({"costs": COSTS.at_price_level(2019, index={2019: 1, 2024: 2})}, r"prices of 2024, the c"),
        ({"costs": Costs(construction={2030: 1.0}, price_level=2024)}, r"in 2030 is after .* 2026"),
        ({"others": {"noise": np.nan}}, r"'noise' must be a finite amount"),
        ({"others": [3e5]}, r"others must be amounts per year by name"),
        ({"trips_growth": 1.5}, r"trips_growth must be a share such as 0.01"),
        ({"value_growth": -1}, r"value_growth must be a share such as 0.01"),
        ({"base_year": "2026"}, r"base_year must be .* a whole number; got '2026'"),
        ({"base_year": 2026.5}, r"base_year must be .* a whole number; got 2026.5"),
        ({"years": 600}, r"may span 300 years, not those from 2024 to 2624"),
        (
            {"prices": PRICES.with_price("value_of_time_other", 2, source="", unit="DKK/tonne-h")},
            r"value_of_time_other is in DKK/tonne-h, but trips gain hours",
        ),
        (
            {"times": (pd.DataFrame({"B": pd.to_timedelta([60], unit="s")}, ["A"]), one_pair(9))},
            r"baseline times must be plain numbers; no such are in 'B'",
        ),
        ({"demand": Demand(trips=one_pair(1) > 0)}, r"trips must be plain numbers"),
        (
            {"demand": Demand(trips=one_pair(1), purpose="busines")},
            r"did you mean 'value_of_time_b",
        ),
        (
            {"times": (one_pair(np.inf), one_pair(9))},
            r"140 trips between 1 pairs have no way .*'A'",
        ),
        ({"times": (one_pair(np.nan), one_pair(9))}, r"baseline times must be zero .* got nan for"),
        (
            {"times": (one_pair(9), one_pair(-9))},
            r"scenario times must be zero .* got -9.0 for 'A'",
        ),
        ({"demand": Demand(trips=one_pair(-1))}, r"trips must be finite .* -1.0 for 'A' to 'B'"),
        ({"demand": Demand(trips=5)}, r"trips must be a table .* got int"),
        ({"infinite": "drop"}, r"infinite must be"),
    ],
)
def test_what_cannot_be_appraised_is_refused(changed, message):
    with pytest.raises(InputError, match=message):
        by_hand(**changed)


def test_tables_about_other_places_are_refused():
    elsewhere = pd.DataFrame({"B": [1.0]}, index=["Z"])
    with pytest.raises(PlacesError, match=r"trips are about other origins .* 'A'; 'Z' are in"):
        by_hand(demand=Demand(trips=elsewhere))
    with pytest.raises(PlacesError, match=r"scenario times are about other origins"):
        by_hand(times=(TIMES[0], elsewhere))


def test_demand_per_week_is_refused():
    with pytest.raises(InputError, match="per must be 'year' or 'day', got 'week'"):
        Demand(trips=one_pair(1), per="week")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"construction": {}}, r"construction must cost something"),
        ({"construction": 1e9}, r"construction must be by calendar year, such as"),
        ({"construction": {2024: -1.0}}, r"construction in 2024 must be zero or more, got -1"),
        ({"construction": {2024: math.inf}}, r"construction in 2024 must be finite"),
        ({"construction": {"2024": 1.0}}, r"must be by calendar year, got '2024'"),
        ({"residual_share": 50}, r"residual_share must be from 0 to 1, got 50"),
        ({"maintenance": math.nan}, r"maintenance must be zero or more, got nan"),
    ],
)
def test_costs_that_cannot_be_are_refused(changed, message):
    with pytest.raises(InputError, match=message):
        Costs(**({"construction": {2024: 1.0}, "price_level": 2024} | changed))
