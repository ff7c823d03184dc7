"""How long does it take to choose sites, with proof, for 3,000 origins and 200 candidates?

Made-up towns in a region of 60 by 60 minutes, with detours drawn at random: less regular
than roads, and so harder to prove than a real region.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pandas as pd
import pytest

from kraftcenter_mobility.scenarios.rank_sites import rank_sites, rank_sites_by_times

N_ORIGINS, N_CANDIDATES, N_TOWNS = 3000, 200, 12
MINUTES, SECONDS = 60.0, 60.0
TIME_LIMIT_S = 120.0


@pytest.fixture(scope="module")
def made_up():
    """Return times and people; half of the origins lie in towns."""
    random = np.random.default_rng(1)
    origins = random.random((N_ORIGINS, 2)) * MINUTES
    candidates = random.random((N_CANDIDATES, 2)) * MINUTES
    towns = random.random((N_TOWNS, 2)) * MINUTES
    half = N_ORIGINS // 2
    scatter = random.normal(0.0, 2.0, (half, 2))
    origins[:half] = towns[random.integers(0, N_TOWNS, half)] + scatter
    away = np.hypot(*(origins[:, np.newaxis] - candidates).transpose(2, 0, 1)) * SECONDS
    times = np.rint(away * random.uniform(0.9, 1.3, away.shape) * 1024) / 1024
    people = random.integers(1, 200, N_ORIGINS).astype(float)
    return pd.DataFrame(times), pd.Series(people)


@pytest.mark.parametrize(
    ("objective", "settings"),
    [
        ("mean", {"n_sites": 1}),
        ("mean", {"n_sites": 5}),
        ("mean", {"n_sites": 15}),
        ("worst", {"n_sites": 5}),
        ("coverage", {"n_sites": 5, "cutoff_s": 900.0}),
        ("fewest", {"share": 0.9, "cutoff_s": 900.0}),
    ],
    ids=["best one", "5 by mean", "15 by mean", "5 by worst", "5 by coverage", "fewest for 90 %"],
)
def test_time_to_choose_sites(made_up, benchmark, objective, settings):
    times, people = made_up
    found = benchmark.pedantic(
        lambda: rank_sites_by_times(
            times, people=people, objective=objective, time_limit_s=TIME_LIMIT_S, **settings
        )
    )
    benchmark.extra_info.update(gap=found.gap, sites=len(found.sites))
    print(
        f"\n{N_ORIGINS:,} x {N_CANDIDATES}, {settings}: {benchmark.stats.stats.min:.2f} s, {found}"
    )


def test_time_to_choose_sites_on_a_network(region, points_near_roads, benchmark):
    name, network = region
    origins = points_near_roads(network, N_ORIGINS, "home ", seed=5)
    candidates = points_near_roads(network, N_CANDIDATES, "site ", seed=6)
    rank_sites(network, candidates[:2], origins=origins, population=None)  # made ready
    found = benchmark.pedantic(
        lambda: rank_sites(
            network, candidates, origins=origins, n_sites=5, population=None, progress=False
        )
    )
    benchmark.extra_info.update(gap=found.gap)
    print(f"\n{name}, 5 by mean, times and all: {benchmark.stats.stats.min:.2f} s, {found}")
