# %% [markdown]
# # The engine, for other tools
#
# The engine knows nothing of maps, places or modes: it takes a graph as three arrays, and
# gives arrays back. Here it is given a made-up town, asked what it can be asked, and
# compared with SciPy at every step. How it works is told in `docs/engine.md`.

# %%
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km

# %% A town of 60 x 60 junctions with bent streets, a few of them missing.
SIDE, KEPT = 60, 0.9
random = np.random.default_rng(seed=1)
node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
across = np.stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
down = np.stack([node[:-1].ravel(), node[1:].ravel()])
street = np.concatenate([across, down], axis=1)
street = street[:, random.random(street.shape[1]) < KEPT]
x = 100.0 * (node.ravel() % SIDE) + random.uniform(-30, 30, node.size)
y = 100.0 * (node.ravel() // SIDE) + random.uniform(-30, 30, node.size)

# %% Streets go both ways. Edges are sorted by where they begin; edge e leads to head[e].
tail, head = np.concatenate([street, street[::-1]], axis=1)
order = np.argsort(tail, kind="stable")
tail, head = tail[order], head[order]
first_out = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=node.size))])
length_m = np.hypot(x[tail] - x[head], y[tail] - y[head])
seconds = length_m / random.choice([30, 50, 80], tail.size) * 3.6

# %% Preparing is done once, and depends on the streets alone.
engine = km.RoadEngine(first_out, head, x=x, y=y)
print(engine)

# %% Customizing gives it weights, in any unit. They are rounded to ticks, here 1/1024 s or finer.
metric = engine.customize(seconds)
print(metric)


# %% SciPy is asked the same, by the same ticks. The answers are equal, not nearly equal.
def in_ticks(weights: NDArray) -> NDArray:
    """Return weights as the engine rounds them."""
    return np.rint(weights / metric.tick) * metric.tick


def by_scipy(weights: NDArray, tails: NDArray, heads: NDArray, sources: NDArray) -> NDArray:
    """Return the times from some nodes to all, by another program."""
    n_nodes = max(node.size, tails.max() + 1)
    is_open = np.isfinite(weights)
    ends = (tails[is_open], heads[is_open])
    graph = csr_array((in_ticks(weights[is_open]), ends), shape=(n_nodes, n_nodes))
    return dijkstra(graph, indices=sources)


def compare(what: str, ours: NDArray, theirs: NDArray) -> None:
    """Stop unless two answers are the same."""
    if not np.array_equal(ours, theirs):
        raise SystemExit(f"{what}: the answers differ")
    print(f"{what}: {theirs.size:,} numbers, all equal")


homes = random.choice(node.size, 200, replace=False)
schools = random.choice(node.size, 12, replace=False)
expected = by_scipy(seconds, tail, head, homes)
times = metric.many_to_many(homes, schools)
compare("many to many", times, expected[:, schools])
compare("many to all", metric.many_to_all(homes), expected)
compare("all to many", metric.many_to_all(schools, backward=True)[:, homes], times.T)

# %% The nearest school of every node, and the two nearest. Positions are those in `schools`.
which, time = metric.nearest(schools)
which_two, time_two = metric.nearest(schools, k=2)
compare("nearest", time[homes], times.min(axis=1))
compare("two nearest", time_two[homes], np.sort(times, axis=1)[:, :2])
print("homes per school:", np.bincount(which[homes[np.isfinite(time[homes])]]))

# %% One route, with its nodes and edges.
route = metric.route(homes[0], schools[0])
along = np.cumsum(in_ticks(seconds)[route.edges])
compare("times along the route", along, expected[0, route.nodes[1:]])
compare("nodes of the route", route.nodes[1:], head[route.edges])
print(f"{route.time:.0f} s along {route.edges.size} edges: {route.nodes[:5]} ...")

# %% A closure, of a street of that route in both directions. Only what it can change is
# computed anew; the metric from before stays as it was.
there = route.edges[route.edges.size // 2]
back = np.flatnonzero((tail == head[there]) & (head == tail[there]))
closed = np.append(back, there)
detour = metric.with_weights(closed, np.full(closed.size, np.inf))
without = seconds.copy()
without[closed] = np.inf
longer = detour.many_to_many(homes, schools)
compare("with a street closed", longer, by_scipy(without, tail, head, homes)[:, schools])
print(f"the closure costs {np.count_nonzero(longer > times)} of {times.size} pairs some time")

# %% A new road from corner to corner, with a new junction in the middle: numbered on from the
# others. Nothing is prepared again.
corner, opposite, junction = node[0, 0], node[-1, -1], node.size
new_tail = np.array([corner, junction, opposite, junction])
new_head = np.array([junction, corner, junction, opposite])
new_seconds = np.full(4, 60.0)
motorway = metric.with_edges(new_tail, new_head, new_seconds, n_new_nodes=1)
everything = (
    np.concatenate([seconds, new_seconds]),
    np.concatenate([tail, new_tail]),
    np.concatenate([head, new_head]),
)
faster = motorway.many_to_many(homes, schools)
compare("with a new road", faster, by_scipy(*everything, homes)[:, schools])
print(f"the road helps {np.count_nonzero(faster < times)} of {times.size} pairs")
way = motorway.route(corner, opposite)
print(f"corner to corner: {way.time:.0f} s, nodes {way.nodes}")
