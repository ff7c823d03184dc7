"""How long does it take to import the library, and to run the demonstration?

Every figure is that of a fresh process. Cold means that nothing is compiled yet: Numba's
cache begins empty.
"""
# ruff: noqa: D400 - the first line is the question

import itertools

ROUNDS = 7
MODULES = ("kraftcenter_mobility", "numpy", "pandas", "geopandas", "numba", "networkx", "osmnx")
WARM_LIMIT_S, COLD_LIMIT_S = 3.0, 20.0
DEMO = "import sys; from kraftcenter_mobility.cli import main; sys.exit(main(sys.argv[1:]))"


def test_import(race, run_python):
    competitors = {
        f"import {module}": lambda _, module=module: run_python(f"import {module}")
        for module in MODULES
    }
    competitors["python alone"] = lambda _: run_python("pass")
    race("Importing, the start of Python included", competitors, range(ROUNDS))


def test_the_demonstration_cold_and_warm(race, run_python, tmp_path):
    new = itertools.count()

    def demo(cache):
        run_python(DEMO, "demo", "--out", tmp_path / "out", NUMBA_CACHE_DIR=str(tmp_path / cache))

    medians = race(
        "kraftcenter demo, the start of Python included",
        {"warm": lambda _: demo("warm"), "cold": lambda _: demo(f"cold {next(new)}")},
        range(3),
    )
    assert medians["warm"] < WARM_LIMIT_S
    assert medians["cold"] < COLD_LIMIT_S
