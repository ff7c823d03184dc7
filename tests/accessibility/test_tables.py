"""Any table of travel times, wide, long or in parts, is read as the same numbers."""

import itertools
import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from reach import HOMES, INF, TIMES, TOWNS, long, parts, tables

from kraftcenter_mobility.accessibility import blocks
from kraftcenter_mobility.accessibility.gravity import gravity_access
from kraftcenter_mobility.accessibility.impedance import Exponential
from kraftcenter_mobility.accessibility.passive import passive_access
from kraftcenter_mobility.accessibility.tables import from_destinations, travel_times
from kraftcenter_mobility.errors import InputError, PlacesError

PAIRS = long(TIMES)


def read(times, **named):
    table = travel_times(times, **named)
    found = [block.travel_time_s for block in table.blocks()]
    return np.concatenate(found) if found else np.empty((0, table.n_destinations))


FORMS = {
    "wide": TIMES,
    "wide, whole seconds where they can be": TIMES.iloc[:2].astype(int),
    "long": PAIRS,
    "long, any order of pairs": PAIRS.sample(frac=1, random_state=1),
    "long, by its index": PAIRS.set_index(["origin", "destination"]),
    "long Series": PAIRS.set_index(["destination", "origin"])["travel_time_s"],
    "array": TIMES.to_numpy(),
    "list of wide parts": parts(TIMES, 2),
    "list of arrays": [part.to_numpy() for part in parts(TIMES, 1)],
    "iterator of wide parts": iter(parts(TIMES, 1)),
    "long parts that cut an origin in two": [PAIRS.iloc[:2], PAIRS.iloc[2:]],
    "function": lambda: iter(parts(TIMES)),
    "function that gives one table": lambda: TIMES,
}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_form_is_read_as_the_same_numbers(form):
    times = FORMS[form]
    homes = HOMES[:2] if "whole" in form else HOMES
    found = read(times, origins=homes, destinations=TOWNS)
    assert found.tolist() == TIMES.loc[homes].to_numpy().tolist()


@settings(max_examples=15, deadline=None)
@given(tables())
def test_the_form_makes_no_difference_to_the_last_bit(drawn):
    times, offers = drawn
    impedance = Exponential.from_half_life(700)
    wide = gravity_access(times, offers, impedance=impedance)
    places = {"origins": times.index, "destinations": times.columns}
    for other in (
        travel_times(long(times), **places),
        travel_times(lambda: parts(times, 2, 3), **places),
        travel_times([long(part) for part in parts(times, 2)], **places),
        travel_times(np.asfortranarray(times.to_numpy()), **places),
    ):
        assert gravity_access(other, offers, impedance=impedance).tolist() == wide.tolist()


@settings(max_examples=15, deadline=None)
@given(tables())
def test_an_origin_has_the_same_score_in_any_company(drawn):
    times, offers = drawn
    impedance = Exponential.from_half_life(700)
    together = gravity_access(times, offers, impedance=impedance)
    turned = gravity_access(times.iloc[::-1], offers, impedance=impedance)
    assert turned[times.index].tolist() == together.tolist()
    for name in times.index:
        assert (
            gravity_access(times.loc[[name]], offers, impedance=impedance)[name] == (together[name])
        )


def test_blocks_are_cut_by_the_size_of_the_table_alone(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 6)
    for times in (TIMES, lambda: parts(TIMES), parts(TIMES, 3)):
        rows = [block.rows for block in travel_times(times).blocks()]
        assert rows == [slice(0, 2), slice(2, 3)]


def test_the_places_of_a_function_are_found_by_reading_it_once_more():
    table = travel_times(lambda: parts(TIMES))
    assert table.origins.tolist() == HOMES.tolist()
    assert table.destinations.tolist() == TOWNS.tolist()
    assert repr(table) == "<TimesTable 3 origins x 3 destinations>"


def test_places_without_any_pair_are_there_if_they_are_named():
    assert travel_times(PAIRS).origins.tolist() == ["Ikast", "Aulum"]
    table = gpd.GeoDataFrame(index=HOMES)
    assert travel_times(PAIRS, origins=table).origins.equals(HOMES)


def test_a_table_from_the_other_side_is_its_transpose():
    for times in (TIMES, travel_times(PAIRS, origins=HOMES), travel_times(TIMES)):
        turned = from_destinations(times)
        found = np.concatenate([block.travel_time_s for block in turned.blocks()])
        assert found.tolist() == TIMES.T.to_numpy().tolist()
        assert turned.origins.equals(TOWNS)


def test_blocks_cannot_be_written_to_and_tables_are_left_alone():
    block = next(travel_times(TIMES).blocks())
    with pytest.raises(ValueError, match="read-only"):
        block.travel_time_s[0, 0] = 1.0
    own = TIMES.to_numpy(copy=True)
    next(travel_times(own, origins=HOMES, destinations=TOWNS).blocks())
    own[0, 0] = 1.0


@pytest.mark.parametrize("sort", [False, True], ids=["wide", "long"])
def test_one_of_several_percentiles_is_chosen(sort):
    several = pd.concat({5.0: TIMES, 50.0: TIMES * 2}, axis=1, names=["percentile", "destination"])
    if sort:
        pairs = several.rename_axis("origin").stack([0, 1])  # noqa: PD013 - two levels
        several = pairs.rename("travel_time_s").reset_index()
    median = travel_times(several, percentile=50, origins=HOMES, destinations=TOWNS)
    assert next(median.blocks()).travel_time_s.tolist() == (TIMES * 2).to_numpy().tolist()
    with pytest.raises(InputError, match=r"several percentiles, 5, 50: choose one with"):
        travel_times(several)
    with pytest.raises(InputError, match=r"several percentiles, 5, 50: 95 is not among them"):
        travel_times(several, percentile=95)


@pytest.mark.parametrize("labels", [(5.0, 50.0), ("5", "50"), ("fast", 50)])
def test_a_percentile_is_chosen_in_every_part_of_a_stream(labels):
    several = pd.concat(
        dict(zip(labels, (TIMES, TIMES * 2), strict=True)),
        axis=1,
        names=["percentile", "destination"],
    )
    halves = [several[:1], several[1:]]
    for times in (halves, lambda: halves):
        table = travel_times(times, percentile=50, origins=HOMES, destinations=TOWNS)
        np.testing.assert_array_equal(next(table.blocks()).travel_time_s, TIMES * 2)
    with pytest.raises(InputError, match=r"several percentiles, (5|fast), 50: choose"):
        travel_times(several)


def test_wide_and_long_parts_are_not_mixed():
    with pytest.raises(InputError, match="all wide or all long; the first part is wide"):
        list(travel_times([TIMES[:1], long(TIMES[1:])]).blocks())


def test_no_percentile_can_be_chosen_where_there_is_none():
    with pytest.raises(InputError, match="hold no percentiles to choose 50 from"):
        travel_times(TIMES, percentile=50)


def test_tables_without_places_are_empty_and_not_wrong():
    nobody, nowhere = TIMES.iloc[:0], TIMES[[]]
    assert gravity_access(nobody, 1, impedance=np.ones_like).tolist() == []
    assert gravity_access(nowhere, 1, impedance=np.ones_like).tolist() == [0, 0, 0]
    assert passive_access(nobody, 1, impedance=np.ones_like).tolist() == [0, 0, 0]
    assert travel_times(PAIRS.iloc[:0], origins=HOMES, destinations=TOWNS).n_origins == 3


def with_cell(value):
    return TIMES.where(TIMES != 960.0, value)


def repeated(table):
    return pd.concat([table, table.iloc[:1]])


BAD = {
    "NaN": (with_cell(np.nan), r"NaN; 1 of 9 .* from 'Aulum' to 'Holstebro'; .*fillna"),
    "negative": (with_cell(-60.0), r"zero or more seconds; 1 of 9 .* first -60 from 'Aulum'"),
    "long NaN": (PAIRS.assign(travel_time_s=np.nan), r"NaN; 6 of 6 .* from 'Ikast' to 'Herning'"),
    "text": (TIMES.astype(str), r"numbers of seconds; the column 'Herning' is of"),
    "durations": (
        PAIRS.assign(travel_time_s=pd.to_timedelta(PAIRS.travel_time_s, unit="s")),
        r"travel_time_s must be numbers of seconds, not timedelta",
    ),
    "other words": (
        PAIRS.set_axis(["from_id", "to_id", "travel_time"], axis=1),
        r"long table .* has 'from_id', 'to_id', 'travel_time'. Rename them, and multiply minutes",
    ),
    "no times": (PAIRS.drop(columns="travel_time_s"), r"must have 'travel_time_s' as a column"),
    "pair twice": (repeated(PAIRS), r"each pair once; 1 stand again, .* 'Ikast' to 'Herning'"),
    "array without names": (TIMES.to_numpy(), r"origins and destinations must be given with an a"),
    "no table": (7, r"times must be a table of travel times in seconds.*; got int"),
    "lists of numbers": ([[1, 2], [3, 4]], r"part is of list\. Numbers in lists .* numpy\.array"),
    "nothing": ([], r"came without any part; give at least one"),
    "path": ("times.csv", r"times must be a table of travel times in seconds.*; got str"),
    "dictionary": ({"Herning": 840.0}, r"times must be a table .*; got dict"),
    "rows": ([[840.0, 2700.0]], r"must be tables or arrays of some origins each; .* of list"),
    "complex": (TIMES.iloc[:2] * 1j, r"numbers of seconds; the column 'Herning' is of complex"),
    "Series of a kind": (TIMES["Herning"], r"Series .* index levels 'origin' and 'destination'"),
    "levels": (pd.concat({"car": TIMES}, axis=1), r"one name per row and column; .* 2 levels"),
    "iterator without names": (iter([TIMES]), r"must be given with an iterator .* a function"),
}


@pytest.mark.parametrize("kind", BAD, ids=str)
def test_times_that_cannot_be_are_refused_by_name(kind):
    times, words = BAD[kind]
    with pytest.raises(InputError, match=words):
        read(times)


@pytest.mark.parametrize("times", [repeated(TIMES), repeated(TIMES.T), lambda: [repeated(TIMES)]])
def test_names_that_stand_twice_are_refused(times):
    with pytest.raises(PlacesError, match=r"must stand once each; 1 of 3 .*'(Ikast|Herning)'"):
        travel_times(times)


def test_a_table_about_other_places_than_those_named_is_refused():
    with pytest.raises(InputError, match=r"1 missing \('Skive'\), 1 not asked for \('Agger'\)"):
        travel_times(TIMES, origins=["Ikast", "Aulum", "Skive"])
    with pytest.raises(InputError, match=r"1 origins that are not among the 1 named .*'Aulum'"):
        travel_times(PAIRS, origins=["Ikast"])
    with pytest.raises(InputError, match=r"a part has other destinations .*\('Viborg'\)"):
        read([TIMES.drop(columns="Viborg")], origins=HOMES, destinations=TOWNS)
    with pytest.raises(InputError, match=r"shape \(3, 3\), .* got \(2, 3\)"):
        travel_times(TIMES.to_numpy()[:2], origins=HOMES, destinations=TOWNS)
    with pytest.raises(InputError, match="origins must be names of places, got 'Ikast'"):
        travel_times(TIMES, origins="Ikast")


def test_parts_keep_the_names_of_their_sides():
    for cut in ([PAIRS.iloc[:2], PAIRS.iloc[2:]], [PAIRS]):
        table = travel_times(cut)
        assert (table.origins.name, table.destinations.name) == ("origin", "destination")
    assert travel_times(parts(TIMES)).origins.name == TIMES.index.name


def test_a_table_is_equal_to_itself_alone_and_is_not_pickled():
    table = travel_times(TIMES)
    assert len({table, table, travel_times(TIMES)}) == 2
    with pytest.raises(InputError, match="cannot be pickled or copied; hand on the travel times"):
        pickle.dumps(table)


def test_parts_out_of_order_are_refused():
    backwards = parts(TIMES)[::-1]
    with pytest.raises(InputError, match=r"number 1 is 'Agger', and 'Ikast' was expected"):
        read(backwards, origins=HOMES, destinations=TOWNS)
    with pytest.raises(InputError, match=r"number 4 is 'Ikast', and none was expected"):
        read([TIMES, TIMES.iloc[:1]], origins=HOMES, destinations=TOWNS)
    with pytest.raises(InputError, match=r"end after 2 of 3 origins; .* 'Agger'"):
        read([TIMES.iloc[:2]], origins=HOMES, destinations=TOWNS)


def test_pairs_that_come_too_late_or_twice_are_refused(monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK_CELLS", 3)
    named = {"origins": HOMES, "destinations": TOWNS}
    with pytest.raises(InputError, match=r"sorted by origin.* 'Ikast' comes too late"):
        read([PAIRS.iloc[3:], PAIRS.iloc[:3]], **named)
    for again in ([repeated(PAIRS.iloc[:2])], [PAIRS.iloc[:2], PAIRS.iloc[1:]]):
        with pytest.raises(InputError, match=r"each pair once; the first from 'Ikast' to 'H"):
            read(again, **named)


def test_an_iterator_is_read_only_once():
    table = travel_times(iter(parts(TIMES)), origins=HOMES, destinations=TOWNS)
    assert len(list(table.blocks())) == 1
    with pytest.raises(InputError, match="only once, and this needs them again; give a function"):
        list(table.blocks())


def test_a_stream_cannot_be_turned_round():
    with pytest.raises(InputError, match="cannot be turned round; use passive_access"):
        from_destinations(lambda: parts(TIMES))


def test_a_table_that_is_made_is_not_made_again():
    table = travel_times(TIMES)
    assert travel_times(table) is table
    with pytest.raises(InputError, match="where the table is made"):
        travel_times(table, origins=HOMES)


def test_a_stream_is_forgotten_as_it_is_read():
    import tracemalloc

    origins, destinations = pd.RangeIndex(20_000), pd.RangeIndex(100)
    rng = np.random.default_rng(1)
    some = rng.uniform(0, 3600, (500, 100))
    table = travel_times(
        lambda: itertools.repeat(some, 40), origins=origins, destinations=destinations
    )
    tracemalloc.start()
    found = gravity_access(table, 1, impedance=Exponential.from_half_life(600))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.iloc[:500].tolist() == found.iloc[-500:].tolist()
    assert found.between(0, 100).all()
    assert peak < 12 * 8 * blocks.BLOCK_CELLS < origins.size * 100 * 8 * 2
    assert INF not in found.to_numpy()
