"""How long do gravity access and a two-step floating catchment take on 100,000 x 200 places?

Beside the plain ways in NumPy and pandas, which hold every weight at once, and PySAL's
access, which is given a twentieth of the origins and scaled; and with names that are text.
The last test asks what it takes in memory to read the same table from a stream.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility import accessibility

N_ORIGINS, N_DESTINATIONS = 100_000, 200
CUTOFF_S = 1800.0
HALVING = accessibility.Exponential.from_half_life(600)
ROUNDS = 5
PART = 20

MEMORY = """
import numpy as np, pandas as pd
from kraftcenter_mobility import accessibility
n_origins, n_destinations, n_rows = 100_000, 200, 1000
def parts():
    random = np.random.default_rng(1)
    for start in range(0, n_origins, n_rows):
        yield random.uniform(60.0, 7200.0, (n_rows, n_destinations))
table = accessibility.travel_times(
    parts, origins=pd.RangeIndex(n_origins), destinations=pd.RangeIndex(n_destinations)
)
accessibility.two_step_floating_catchment(
    accessibility.travel_times(pd.DataFrame([[60.0]])), 1, demand=1, cutoff_s=1800
)
before = memory_bytes("VmRSS")
forget_peak()
begin = time.perf_counter()
found = accessibility.two_step_floating_catchment(table, 10, demand=1, cutoff_s=1800)
print(json.dumps({"took_s": time.perf_counter() - begin, "mean": found.mean(),
                  "more_bytes": memory_bytes("VmHWM") - before}))
"""


@pytest.fixture(scope="module")
def made_up():
    """Return times, opportunities and people."""
    random = np.random.default_rng(1)
    times = pd.DataFrame(random.uniform(60.0, 7200.0, (N_ORIGINS, N_DESTINATIONS)))
    offered = pd.Series(random.integers(1, 100, N_DESTINATIONS).astype(float))
    return times, offered, pd.Series(random.integers(1, 200, N_ORIGINS).astype(float))


@pytest.fixture(scope="module")
def pysal(made_up):
    """Return PySAL's model of a part of the origins, or None where it is not installed."""
    access = pytest.importorskip("access", reason="pip install access")
    times, offered, people = made_up
    few = times[: N_ORIGINS // PART].rename_axis("origin").reset_index()
    return access.Access(
        demand_df=people[: N_ORIGINS // PART].rename("people").rename_axis("id").reset_index(),
        demand_index="id",
        demand_value="people",
        supply_df=offered.rename("offered").rename_axis("id").reset_index(),
        supply_index="id",
        supply_value="offered",
        cost_df=few.melt(id_vars="origin", var_name="dest", value_name="cost"),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )


def test_time_of_gravity_access(made_up, race):
    times, offered, _ = made_up

    def ours(_):
        return accessibility.gravity_access(times, offered, impedance=HALVING)

    def numpy_way(_):
        return np.exp(-HALVING.decay * times.to_numpy()) @ offered.to_numpy()

    def pandas_way(_):
        return np.exp(-HALVING.decay * times).mul(offered).sum(axis=1)

    np.testing.assert_allclose(ours(None), numpy_way(None))
    race(
        f"gravity access, {N_ORIGINS:,} x {N_DESTINATIONS}",
        {"ours": ours, "NumPy, all weights at once": numpy_way, "pandas": pandas_way},
        [None] * ROUNDS,
        quantity=(times.size / 1e6, "million pairs"),
    )


def test_time_of_names_that_are_text(made_up, race):
    times, offered, people = made_up
    named = times.set_axis([f"home {each}" for each in times.index])
    named_people = people.set_axis(named.index.copy())
    shuffled = named_people.sample(frac=1, random_state=1)

    def answer(times, people):
        return lambda _: accessibility.two_step_floating_catchment(
            times, offered, demand=people, cutoff_s=CUTOFF_S
        )

    race(
        f"names of {N_ORIGINS:,} origins, the same measure",
        {
            "numbers": answer(times, people),
            "text, in the same order": answer(named, named_people),
            "text, in another order": answer(named, shuffled),
        },
        [None] * ROUNDS,
        quantity=(times.size / 1e6, "million pairs"),
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of PySAL, which calls pandas so
def test_time_of_a_two_step_floating_catchment(made_up, pysal, race):
    times, offered, people = made_up

    def ours(_):
        return accessibility.two_step_floating_catchment(
            times, offered, demand=people, cutoff_s=CUTOFF_S
        )

    def numpy_way(_):
        weights = (times.to_numpy() <= CUTOFF_S).astype(float)
        return weights @ (offered.to_numpy() / (people.to_numpy() @ weights))

    def pandas_way(_):
        within = times <= CUTOFF_S
        return within.mul(offered / within.mul(people, axis=0).sum()).sum(axis=1)

    def pysal_way(_):
        pysal.two_stage_fca(name="found", max_cost=CUTOFF_S)
        return pysal.access_df["found_offered"]

    np.testing.assert_allclose(ours(None), numpy_way(None))
    few = N_ORIGINS // PART
    np.testing.assert_allclose(
        pysal_way(None),
        accessibility.two_step_floating_catchment(
            times[:few], offered, demand=people[:few], cutoff_s=CUTOFF_S
        ),
    )
    race(
        f"two-step floating catchment, {N_ORIGINS:,} x {N_DESTINATIONS}",
        {
            "ours": ours,
            "NumPy, all weights at once": numpy_way,
            "pandas": pandas_way,
            "PySAL access": pysal_way,
        },
        [None] * ROUNDS,
        scale={"PySAL access": PART},
        quantity=(times.size / 1e6, "million pairs"),
    )


def test_memory_of_a_two_step_floating_catchment_from_a_stream(in_fresh_process, benchmark):
    found = benchmark.pedantic(lambda: in_fresh_process(MEMORY), rounds=1)
    benchmark.extra_info.update(found)
    print(
        f"\n{N_ORIGINS:,} x {N_DESTINATIONS} from a stream, read twice: "
        f"{found['took_s']:.1f} s, {found['more_bytes'] / 2**20:.0f} MiB more at the peak "
        f"(the table would be {N_ORIGINS * N_DESTINATIONS * 8 / 2**20:.0f} MiB)"
    )
