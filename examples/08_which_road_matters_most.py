# %% [markdown]
# # Which road matters most?
#
# Every section of road in turn is closed, and everybody's way to the nearest hospital found
# again: which closure costs people most time, and who is cut off? It is the question behind winter
# service, bridge inspection and road works. This runs offline, on the bundled sample: a schematic
# model, not for planning decisions.

# %%
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()
people = km.herning.catchment()
hospitals = network.places(km.HOSPITALS)

# %% [markdown]
# ## The ranking
#
# Some 23,000 sections, each tried exactly. Those that certainly change nothing are left out
# beforehand. Being cut off counts for an hour here, so that a bridge used by thousands ranks before
# a dead end with a few houses; `cut_off_s` says otherwise.

# %%
ranked = km.rank_closures(network, people, hospitals, mode=km.AMBULANCE, n=60)
columns = ["road", "length_km", "people_affected", "mean_min_lost", "people_cut_off"]
ranked[columns].head(10).round(1)

# %%
candidates, screened = ranked.attrs["n_candidates"], ranked.attrs["n_screened"]
print(f"{candidates:,} sections, {screened:,} of them without any effect for certain")

# %% [markdown]
# The motorway towards Holstebro leads. It has no junctions for kilometres, so that whoever uses it
# has to go round all of it. The first without a name is a road that has no other: those beyond are
# cut off.

# %%
picture = km.maps.roads(
    network,
    ranked,
    "effect_person_min",
    legend="person-minutes if closed",
    title="The roads that matter most for reaching a hospital",
)
picture.save("roads-that-matter.html")
picture

# %% [markdown]
# ## One of them, in full
#
# A closure is a scenario like any other: compare it, and see where people go instead.

# %%
first = ranked.iloc[0]
closed = km.Scenario(
    f"{first['road']} closed",
    [km.CloseRoad(way_ids=list(first["way_ids"]))],
    source="a stress test",
)
closed.preview(network)

# %%
comparison = km.compare(
    network, closed, origins=people, destinations=hospitals, modes=(km.AMBULANCE, km.CAR)
)
comparison

# %%
comparison.explain(closed.name, 5, mode=km.AMBULANCE)

# %% [markdown]
# ## What would be a way out?
#
# Roads of one's own choice can be ranked as well: by name, number, way or polygon. A road that
# nobody misses by itself may be the one that everybody needs when another is closed. The old road
# beside the motorway matters to few; with the motorway closed, its loss costs a quarter more.

# %%
named = {"motorway": "Holstebromotorvejen", "old road": "Gl. Holstebrovej Tjørring-Aulum"}
pair = km.rank_closures(network, people, hospitals, mode=km.AMBULANCE, candidates=named)
pair[["candidate", "people_affected", "mean_min_lost", "people_cut_off"]].round(1)

# %%
both = closed | km.Scenario("the old road, too", [km.CloseRoad(name=named["old road"])])
together = km.compare(
    network, [closed, both], origins=people, destinations=hospitals, modes=km.AMBULANCE
)
together

# %% [markdown]
# ## A map
#
# Who is hit if the motorway is closed: brown takes longer.

# %%
comparison.map("motorway-closed.html", name=closed.name, mode=km.AMBULANCE)
