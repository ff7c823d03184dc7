"""The parts of an appraisal: rule of a half, weights, discounting, internal rates, prices."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kraftcenter_mobility.errors import InputError, PlacesError
from kraftcenter_mobility.scenarios.appraisal_benefits import rule_of_a_half, weighted_time
from kraftcenter_mobility.scenarios.appraisal_costs import Costs
from kraftcenter_mobility.scenarios.appraisal_demand import Demand
from kraftcenter_mobility.scenarios.appraisal_prices import PriceTable
from kraftcenter_mobility.scenarios.appraisal_rates import discount_factors, internal_rates

DANISH = PriceTable.bundled().discount_bands
PLACES = {"index": ["A", "B"], "columns": ["X", "Y"]}

quickly = settings(max_examples=30, deadline=None)
cells = st.lists(st.floats(0, 1e4), min_size=4, max_size=4)


def square(numbers):
    return pd.DataFrame(np.reshape(numbers, (2, 2)).astype(float), **PLACES)


@quickly
@given(cells, cells, cells, cells)
def test_half_of_all_trips_times_the_gain(before, after, made, then):
    gain = rule_of_a_half(
        square(before), square(after), trips=square(made), trips_scenario=square(then)
    )
    gains_h = (np.array(before) - np.array(after)) / 3600
    expected = float(np.sum((np.array(made) + np.array(then)) * gains_h) / 2)
    assert gain.total_h == pytest.approx(expected, rel=1e-9, abs=1e-6)
    back = rule_of_a_half(
        square(after), square(before), trips=square(then), trips_scenario=square(made)
    )
    assert back.total_h == pytest.approx(-gain.total_h, rel=1e-9, abs=1e-6)


def test_the_order_of_places_does_not_matter():
    before, after, trips = square([900, 1800, 600, 1200]), square([600] * 4), square([1, 2, 3, 4])
    turned = trips.loc[["B", "A"], ["Y", "X"]]
    expected = rule_of_a_half(before, after, trips=trips)
    assert rule_of_a_half(before, after.loc[["B", "A"]], trips=turned) == expected
    assert rule_of_a_half(before, after, trips=trips.stack()) == expected  # noqa: PD013 - by pair


def test_pairs_that_are_not_listed_have_no_trips():
    pairs = pd.MultiIndex.from_tuples([("B", "X")])
    gain = rule_of_a_half(square([900] * 4), square([0] * 4), trips=pd.Series([4.0], pairs))
    assert (gain.existing_h, gain.trips) == (1.0, 4.0)
    with pytest.raises(InputError, match=r"trips must be finite .* got nan for 'B' to 'X'"):
        rule_of_a_half(square([900] * 4), square([0] * 4), trips=pd.Series([np.nan], pairs))
    other = pd.Series([4.0], pd.MultiIndex.from_tuples([("B", "Z")]))
    with pytest.raises(PlacesError, match=r"trips have destinations without travel times: 'Z'"):
        rule_of_a_half(square([900] * 4), square([0] * 4), trips=other)


def test_places_without_a_way_matter_only_to_those_who_travel():
    stuck = square([np.inf, 900, 900, 900])
    gain = rule_of_a_half(stuck, square([0] * 4), trips=square([0, 4, 0, 0]))
    assert (gain.total_h, gain.trips_apart) == (1.0, 0.0)
    with pytest.raises(InputError, match=r"5 trips between 1 pairs have no way"):
        rule_of_a_half(
            stuck, square([0] * 4), trips=square([0] * 4), trips_scenario=square([5, 0, 0, 0])
        )


def test_every_part_of_a_journey_has_its_weight():
    """1800 + 1.5 x 300 + 1.5 x 200 + 0.8 x 100 + 1.5 x 60 + 2 x 360 = 3440 s."""
    parts = {"walk_s": 300, "wait_s": 200, "hidden_wait_s": 100, "delay_s": 60, "transfers": 2}
    tables = {name: square([amount] * 4) for name, amount in parts.items()}
    found = weighted_time(square([1800] * 4), prices=PriceTable.bundled(), **tables)
    assert (found.to_numpy() == 3440).all()
    with pytest.raises(InputError, match=r"walk_s must be zero or more"):
        weighted_time(square([1] * 4), prices=PriceTable.bundled(), walk_s=square([-1] * 4))


def test_discounting_goes_through_every_year_at_its_own_rate():
    expected = [1.0]
    for year in range(1, 101):
        rate = 0.035 if year <= 35 else 0.025 if year <= 70 else 0.015
        expected.append(expected[-1] / (1 + rate))
    factors = discount_factors(list(range(101)), bands=DANISH)
    assert factors == pytest.approx(expected)
    assert discount_factors([-2], bands=DANISH) == pytest.approx(1.035**2)


@pytest.mark.parametrize("bands", [[], [(1, 0.03)], [(0, 0.03), (0, 0.02)], [(0, -1.0)]])
def test_bands_that_cannot_be_are_refused(bands):
    with pytest.raises(InputError, match=r"discount"):
        discount_factors([0], bands=bands)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-100, 39, 59, 55, 20], 0.28095),
        ([-100, 0, 0, 74], -0.0955),
        ([-100, 100, 0, -7], -0.0833),
        ([-100, 100, 0, 7], 0.06206),
        ([-5, 10.5, 1, -8, 1], 0.0886),
    ],
)
def test_internal_rates_are_those_in_the_manual_of_numpy_financial(flows, expected):
    """The examples of `numpy_financial.irr`, which gives one rate where there are several."""
    rates = internal_rates(flows)
    assert min(abs(rate - expected) for rate in rates) < 5e-5
    for rate in rates:
        assert np.polyval(flows, 1 + rate) == pytest.approx(0, abs=1e-9)


def test_several_internal_rates_are_all_told_and_none_is_none():
    assert internal_rates([-100, 230, -132]) == pytest.approx((0.1, 0.2))
    assert internal_rates([-1, 1]) == (0.0,)
    assert internal_rates([5, 5]) == ()
    with pytest.raises(InputError, match="not all zero"):
        internal_rates([0.0, 0.0])


@quickly
@given(
    st.floats(-0.5, 3.0),
    st.lists(st.floats(0.1, 10), min_size=1, max_size=60),
)
def test_a_project_that_only_costs_first_has_the_one_rate_it_was_made_for(rate, gains):
    """What the gains are worth at a rate is what may be paid for them at that rate."""
    worth = sum(gain / (1 + rate) ** year for year, gain in enumerate(gains, 1))
    assert internal_rates([-worth, *gains]) == pytest.approx((rate,), abs=1e-9)


def test_the_bundled_prices_say_that_they_are_placeholders():
    prices = PriceTable.bundled()
    assert "placeholder" in prices.version
    assert {"value_of_time_other", "net_tax_factor", "days_per_year"} <= set(prices.undocumented())
    assert "discount_rate_from_year_0" not in prices.undocumented()
    assert (prices.to_frame()["source"].str.len() > 0).all()
    assert DANISH == ((0, 0.035), (36, 0.025), (71, 0.015))


def test_prices_move_to_another_year_by_an_index():
    moved = PriceTable.bundled().at_price_level(2024, index={2010: 80.0, 2022: 100.0, 2024: 110.0})
    assert moved["value_of_time_business"].value == pytest.approx(430 * 1.1)
    assert moved["value_of_time_freight_road"].value == pytest.approx(2.49 * 110 / 80)
    assert moved["net_tax_factor"].value == 1.28
    assert moved.version.endswith("at prices of 2024")
    some = PriceTable.bundled().at_price_level(2024, index={2022: 1.0, 2024: 1.1})
    levels = [some[f"value_of_time_{key}"].price_level for key in ("other", "freight_road")]
    assert levels == [2024, 2010]


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ({2022: 1.0}, r"the price index has no year 2024, only '2022'"),
        ({2021: 1.0, 2024: 1.1}, r"the price index has no year 2022, only '2021', '2024'"),
        ({2022: 0, 2024: 1.1}, r"the price index of 2022 must be"),
    ],
)
def test_a_price_index_that_cannot_move_prices_is_refused(index, message):
    with pytest.raises(InputError, match=message):
        PriceTable.bundled().at_price_level(2024, index=index)


@pytest.mark.parametrize(
    ("key", "value"),
    [("discount_rate_from_year_0", 3.5), ("labour_distortion", 10), ("net_tax_factor", 0)],
)
def test_per_cent_where_shares_belong_are_refused(key, value):
    with pytest.raises(InputError, match=rf"{key}' must be a .* such as"):
        PriceTable.bundled().with_price(key, value, source="guess")


@pytest.mark.parametrize("flows", [np.ones((2, 2)), np.ones(301)])
def test_flows_that_are_not_one_a_year_are_refused(flows):
    with pytest.raises(InputError, match=r"flows must be one amount per year, of 300 years"):
        internal_rates(flows)


@pytest.mark.parametrize("names", [("destination", "origin"), ("to", "from")])
def test_trips_by_pair_go_by_the_names_of_their_levels(names):
    before = square([900, 1800, 600, 1200]).rename_axis(index="from", columns="to")
    trips = square([1, 2, 3, 4])
    turned = trips.stack().swaplevel().rename_axis(names)  # noqa: PD013 - by pair
    expected = rule_of_a_half(before, before * 0, trips=trips)
    assert rule_of_a_half(before, before * 0, trips=turned) == expected


def test_prices_of_ones_own_come_from_a_file(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("")
    with pytest.raises(InputError, match=r"prices.csv: cannot be read as a price table"):
        PriceTable.from_csv(path)
    rows = PriceTable.bundled().to_frame().reset_index().assign(version="sheet 2.1")
    rows.to_csv(path, index=False)
    assert PriceTable.from_csv(path).prices == PriceTable.bundled().prices
    assert repr(PriceTable.from_csv(path)).startswith("<PriceTable sheet 2.1: 17 prices, ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows.drop(columns="source"), r"has no column 'source'"),
        (lambda rows: pd.concat([rows, rows[:1]]), r"more than one price for 'value_of_time_comm"),
        (lambda rows: rows.assign(version=range(len(rows))), r"must have one version"),
        (lambda rows: rows.assign(value="much"), r"'value_of_time_commuting' must be a number"),
        (lambda rows: rows.assign(value=-1.0), r"price .* must be zero or more, got -1"),
        (lambda rows: rows.assign(value=np.inf), r"price .* must be finite, got inf"),
    ],
)
def test_price_tables_that_cannot_be_are_refused(change, message):
    rows = PriceTable.bundled().to_frame().reset_index().assign(version="1")
    with pytest.raises(InputError, match=message):
        PriceTable.from_table(change(rows))


def test_a_price_that_is_not_there_is_named():
    prices = PriceTable.bundled()
    with pytest.raises(InputError, match=r"did you mean 'net_tax_factor'\?; add it with"):
        _ = prices["net_tax"]
    with pytest.raises(InputError, match=r"is a new price: say its unit="):
        prices.with_price("value_of_time_school", 60, source="guess")
    with pytest.raises(InputError, match=r"cannot be read as a price table"):
        PriceTable.from_csv("nowhere.csv")
    school = prices.with_price(
        "value_of_time_school", 60, source="guess", unit="DKK/h", price_level=2022, confidence="D"
    )
    assert "value_of_time_school" in school.undocumented()
    assert school.version == school.with_price("weight_walk", 2, source="guess").version


def test_a_price_is_a_placeholder_unless_one_says_where_it_stands():
    prices = PriceTable.bundled()
    guessed = prices.with_price("net_tax_factor", 1.3, source="guess")
    looked_up = prices.with_price("net_tax_factor", 1.3, source="sheet 1", confidence="A")
    assert "net_tax_factor" in guessed.undocumented()
    assert "net_tax_factor" not in looked_up.undocumented()


def unpickled(made):
    return pickle.loads(pickle.dumps(made))  # noqa: S301 - our own


@pytest.mark.parametrize("again", [copy.deepcopy, unpickled])
def test_prices_and_costs_are_copied_pickled_and_hashed(again):
    costs = Costs(construction={2026: 1e6}, price_level=2022, maintenance=5.0)
    for made in (PriceTable.bundled(), costs):
        assert again(made) == made
        assert hash(again(made)) == hash(made)
    with pytest.raises(TypeError):
        again(costs).construction[2026] = 0.0


def test_demand_and_costs_are_told_in_a_line():
    costs = Costs(construction={2026: 900e6, 2027: 1e9}, price_level=2022, maintenance=12e6)
    assert repr(costs) == (
        "<Costs 1,900.0 mio DKK of 2022 in 2026-2027, 12.0 mio a year to keep, 0% left at the end>"
    )
    trips = square([[1000.0, 0.0], [0.0, 500.0]])
    assert repr(Demand(trips=trips, trips_scenario=2 * trips, per="day")) == (
        "<Demand other by car: 1,500 trips a day, 3,000 with it>"
    )
    assert repr(Demand(trips="many")) == "<Demand other by car: str of trips a year>"


def test_the_first_snippet_about_appraisal_runs_and_says_where_its_prices_are_from(capsys):
    page = Path(__file__).parents[2] / "docs" / "appraisal.md"
    snippet = page.read_text("utf-8").split("```python\n")[1].split("```")[0]
    exec(compile(snippet, str(page), "exec"), {})  # noqa: S102 - our own documentation
    assert "12 of them from memory or placeholders" in capsys.readouterr().out
