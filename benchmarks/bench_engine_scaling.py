"""How do time and memory grow with a network, from 10,000 to 1,000,000 nodes?

Each size has a fresh process, so that its peak of memory is its own: what the process
holds at most beyond what it held with kernels and graph loaded. Growth is the exponent e of
n^e between two sizes: 1 means ten times as long for ten times the nodes.
"""
# ruff: noqa: D400 - the first line is the question

import numpy as np
import pytest

SIZES = (10_000, 100_000, 1_000_000)

IN_A_FRESH_PROCESS = """
import numpy as np
import kraftcenter_mobility as km

def load(path):
    with np.load(path) as graph:
        return [graph[name] for name in ("first_out", "head", "time_ms", "x", "y")]

def timed(run, rounds):
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        answer = run()
        taken.append(time.perf_counter() - begin)
    return float(np.median(taken)), answer

def ask_all(first_out, head, time_ms, x, y, rounds):
    before, n = memory_bytes("VmRSS"), first_out.size - 1
    random = np.random.default_rng(10)
    sources, targets = random.permutation(n)[:2000].reshape(2, 1000)
    prepare_s, engine = timed(lambda: km.RoadEngine(first_out, head, x=x, y=y, threads=1), 1)
    prepare_bytes = memory_bytes("VmHWM")
    customize_s, metric = timed(lambda: engine.customize(time_ms), rounds)
    searches_s, _ = timed(lambda: metric.many_to_all(sources[:32], threads=1), rounds)
    table_s, _ = timed(lambda: metric.many_to_many(sources, targets, threads=1), rounds)
    nearest_s, _ = timed(lambda: metric.nearest(targets[:20]), rounds)
    edge = np.array([head.size // 2])
    change_s, _ = timed(lambda: metric.with_weights(edge, time_ms[edge] + 1), 2 * rounds)
    return {
        "preparing": prepare_s, "customizing": customize_s, "one changed edge": change_s,
        "32 searches, written out": searches_s, "1,000 x 1,000": table_s,
        "nearest of 20": nearest_s,
        "peak to prepare, MiB": (prepare_bytes - before) / 2**20,
        "peak in all, MiB": (memory_bytes("VmHWM") - before) / 2**20,
    }

ask_all(*load(sys.argv[1]), 1)  # so that the kernels are loaded
forget_peak()
print(json.dumps(ask_all(*load(sys.argv[2]), 5)))
"""


@pytest.fixture(scope="module")
def files(make_generated, tmp_path_factory):
    """Return files of the graphs, the smallest first."""
    folder = tmp_path_factory.mktemp("graphs")
    for size in (3000, *SIZES):
        graph = make_generated(size)
        np.savez(folder / f"{size}.npz", time_ms=graph.time_ms, **graph._asdict())
    return [folder / f"{size}.npz" for size in (3000, *SIZES)]


def test_growth_of_time_and_memory(files, make_generated, benchmark, in_fresh_process):
    n_nodes = [make_generated(size).n_nodes for size in SIZES]
    in_fresh_process(IN_A_FRESH_PROCESS, files[0], files[0])  # so that nothing is compiled later
    found = benchmark.pedantic(
        lambda: [in_fresh_process(IN_A_FRESH_PROCESS, files[0], path) for path in files[1:]]
    )
    benchmark.extra_info.update(zip(map(str, SIZES), found, strict=True))
    print("\nGrowth, generated networks, one core, seconds (exponent):")
    print(f"  {'nodes':<24}" + "".join(f"{n:>20,}" for n in n_nodes))
    for row in found[0]:
        values = np.array([column[row] for column in found])
        growth = np.diff(np.log(values)) / np.diff(np.log(n_nodes))
        cells = [f"{values[0]:>12.5g}        "]
        cells += [f"{v:>12.5g} ({g:5.2f})" for v, g in zip(values[1:], growth, strict=True)]
        print(f"  {row:<24}" + "".join(cells))
