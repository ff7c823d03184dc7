# %% [markdown]
# # From another tool
#
# The library can be used in parts: the engine takes a graph as plain arrays and gives arrays back,
# networks come from osmnx and go to NetworkX, and a measure takes any table of travel times.
# Answers are checked against SciPy and NetworkX on the way. This runs offline, on a made-up town
# and on the bundled sample.

# %%
import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as ac

# %% [markdown]
# ## Plain arrays in, plain arrays out
#
# A made-up town of 60 x 60 junctions, a few of its streets missing. Streets go both ways, edges
# are sorted by where they begin, and edge `e` leads to `head[e]`.

# %%
SIDE, KEPT = 60, 0.9
random = np.random.default_rng(seed=1)
node = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
across = np.stack([node[:, :-1].ravel(), node[:, 1:].ravel()])
down = np.stack([node[:-1].ravel(), node[1:].ravel()])
street = np.concatenate([across, down], axis=1)
street = street[:, random.random(street.shape[1]) < KEPT]
x = 100.0 * (node.ravel() % SIDE) + random.uniform(-30, 30, node.size)
y = 100.0 * (node.ravel() // SIDE) + random.uniform(-30, 30, node.size)

tail, head = np.concatenate([street, street[::-1]], axis=1)
order = np.argsort(tail, kind="stable")
tail, head = tail[order], head[order]
first_out = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=node.size))])
seconds = np.hypot(x[tail] - x[head], y[tail] - y[head]) / random.choice([30, 50, 80], tail.size)
seconds *= 3.6

# %% [markdown]
# Preparing is done once, and depends on the streets alone. Customizing gives it weights, in any
# unit, which are rounded to ticks.

# %%
engine = km.RoadEngine(first_out, head, x=x, y=y)
metric = engine.customize(seconds)
metric

# %%
homes = random.choice(node.size, 200, replace=False)
schools = random.choice(node.size, 12, replace=False)
times = metric.many_to_many(homes, schools)

ticks = np.rint(seconds / metric.tick) * metric.tick
graph = csr_array((ticks, (tail, head)), shape=(node.size, node.size))
expected = dijkstra(graph, indices=homes)
print("as SciPy has them, to the last bit:", np.array_equal(times, expected[:, schools]))
print("the nearest:", np.array_equal(metric.nearest(schools)[1][homes], times.min(axis=1)))

# %% [markdown]
# A closure computes anew only what it can change; a new road, here from corner to corner, is laid
# over the graph without preparing it again. The metric from before stays as it was.

# %%
route = metric.route(homes[0], schools[0])
closed = metric.with_weights(route.edges[5:6], [np.inf])
longer = closed.many_to_many(homes, schools)
corners = np.array([node[0, 0], node[-1, -1]])
faster = metric.with_edges(corners, corners[::-1], [120.0, 120.0]).many_to_many(homes, schools)
print(f"the closure costs {np.count_nonzero(longer > times)} of {times.size} pairs some time")
print(f"the road helps {np.count_nonzero(faster < times)} of {times.size} pairs")

# %% [markdown]
# ## NetworkX and osmnx
#
# A network goes to a NetworkX graph in osmnx's form, with the lengths, names and limits that tools
# around it expect, and comes back from one.

# %%
around_herning = (8.85, 56.08, 9.22, 56.20)
network = km.TransportNetwork.from_osm(km.herning.sample_path(), area=around_herning)
as_graph = network.to_graph()
print(as_graph)
km.TransportNetwork.from_graph(as_graph)

# %% [markdown]
# The shortest way on foot, which is the quickest, by both. The library begins and ends at the
# doors, NetworkX at the nearest junctions.

# %%
towns = network.places(km.TOWNS).loc[["Herning", "Ikast"]]
way = km.journeys(network, towns.iloc[:1], towns.iloc[1:], mode=km.WALKING).iloc[0]
ids = np.array(as_graph.nodes)
lon, lat = (np.array([as_graph.nodes[each][axis] for each in ids]) for axis in ("x", "y"))
ends = [ids[np.hypot(0.56 * (lon - at.x), lat - at.y).argmin()] for at in towns.geometry]
shortest_m = nx.shortest_path_length(as_graph.to_undirected(), *ends, weight="length")
print(f"{way['length_m'] / 1000:.1f} km on foot, {shortest_m / 1000:.1f} km by NetworkX")

# %% [markdown]
# ## A table from anywhere
#
# Measures take a table of seconds: of this library, of r5py, of a spreadsheet. Long tables do, too;
# a pair that is not there has no way.

# %%
table = pd.DataFrame(times, index=homes, columns=schools)
seats = pd.Series(random.integers(100, 600, schools.size), index=schools)
pupils = pd.Series(random.integers(1, 40, homes.size), index=homes)
reach = ac.cumulative_opportunities(table, seats, cutoff_s=300)
share = ac.two_step_floating_catchment(table, seats, demand=pupils, cutoff_s=300)
pd.DataFrame({"seats within 5 minutes": reach, "seats for each": share}).describe().round(2)

# %% [markdown]
# And out again: a table is a DataFrame, a map a file, a network can be written for other tools.

# %%
minutes = km.travel_time_matrix(network, towns, network.places(km.SCHOOLS), mode=km.CAR) / 60
minutes.round(1).to_csv("minutes.csv")
picture = km.maps.network(network, title="The network, as it goes to other tools")
picture.save("network.html")
picture
