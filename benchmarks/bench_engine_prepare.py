"""How long does it take to prepare a graph for questions, before any weights are known?

pandana's preparing is for one set of weights, and has to be done again for the next. A
second test sees what a program waits for from a cold start to its first table. All on one
core.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import peers

import kraftcenter_mobility as km

ROUNDS = 3
KINDS = (peers.Pyroutingkit, peers.Pandana)

FIRST_TABLE = """
begin = time.perf_counter()
import numpy as np
import kraftcenter_mobility as km
with np.load(sys.argv[1]) as graph:
    first_out, head, time_ms, x, y = (graph[name] for name in sys.argv[2].split())
loaded = time.perf_counter()
engine = km.RoadEngine(first_out, head, x=x, y=y, threads=1)
prepared = time.perf_counter()
metric = engine.customize(time_ms)
customized = time.perf_counter()
metric.many_to_many(np.arange(0, first_out.size - 1, 100), np.arange(5))
done = time.perf_counter()
print(json.dumps({
    "importing and loading": loaded - begin, "preparing": prepared - loaded,
    "customizing": customized - prepared, "table": done - customized,
}))
"""


def test_preparing_beside_others(porto, race):
    graph = porto.graph
    race(
        f"Preparing, {porto.name}, one core",
        {
            "kraftcenter": lambda _: km.RoadEngine(
                graph.first_out, graph.head, x=graph.x, y=graph.y, threads=1
            ),
            "kraftcenter, without coordinates": lambda _: km.RoadEngine(
                graph.first_out, graph.head, threads=1
            ),
            **{
                kind.name: lambda _, kind=kind: kind(graph)
                for kind in KINDS
                if kind.name in porto.peers
            },
        },
        [None] * ROUNDS,
    )


def test_what_a_first_table_takes_from_a_fresh_start(porto, benchmark, in_fresh_process, tmp_path):
    """The kernels are in Numba's cache; without it they are compiled first."""
    names = "first_out head time_ms x y"
    np.savez(tmp_path / "graph.npz", **{name: getattr(porto.graph, name) for name in names.split()})
    arguments = FIRST_TABLE, tmp_path / "graph.npz", names
    in_fresh_process(*arguments)
    steps = benchmark.pedantic(lambda: in_fresh_process(*arguments))
    benchmark.extra_info.update(steps)
    print(f"\nFrom a fresh start to a first table, {porto.name}: {sum(steps.values()):.2f} s")
    print("  " + ", ".join(f"{step} {seconds:.2f} s" for step, seconds in steps.items()))
