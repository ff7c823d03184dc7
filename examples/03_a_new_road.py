# %% [markdown]
# # A new road
#
# What would an expressway from Lemvig towards Holstebro do for people, and what if only the road
# that is there were made faster? Of the main towns of the six municipalities, Lemvig lies furthest
# from the hospital in Gødstrup. This runs offline, on the bundled sample: a schematic model, not
# for planning decisions. The new road is made up.

# %%
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()  # your own: km.TransportNetwork.from_osm("region.osm.pbf")
people = km.herning.catchment()  # your own: km.read_places("homes.csv")
hospitals = network.places(km.HOSPITALS)

# %% [markdown]
# ## Two plans
#
# An edit is a value, and a scenario is a name for some of them; nothing happens to the network.
# The road is a line in degrees, with interchanges where it meets others; it crosses all other
# roads on bridges.

# %%
road = km.AddRoad(
    [(8.609, 56.412), (8.52, 56.442), (8.41, 56.49), (8.3198, 56.5347)],
    "trunk",
    limit_kmh=100,
    name="Lemvigvejen",
    joins=(
        km.Join(8.609, 56.412, ("11", "18")),
        km.Join(8.3198, 56.5347, ("513",)),
    ),
)
expressway = km.Scenario("Expressway to Lemvig", [road])
upgrade = km.Scenario("Rute 513 at 100", [km.SetSpeed(number="513", limit_kmh=100)])
both = expressway | upgrade

# %% [markdown]
# Before anything is computed: what does each edit match, and is the road connected?

# %%
preview = expressway.preview(network)
preview

# %%
preview.map()

# %% [markdown]
# A mistake is told at once, with what was probably meant.

# %%
try:
    km.Scenario("Typo", [km.SetSpeed(number="531", limit_kmh=100)]).preview(network)
except km.MobilityError as error:
    print(error)

# %% [markdown]
# ## Compare
#
# The mean over 285,000 people hides who they are: the expressway saves most of them nothing, and
# 15,000 people in and around Lemvig some seven minutes.

# %%
comparison = km.compare(
    network,
    [expressway, upgrade, both],
    origins=people,
    destinations=hospitals,
    modes=(km.CAR, km.AMBULANCE),
    by="municipality",
)
comparison

# %% [markdown]
# Who gains? And who loses? Where the road begins and ends there are new junctions, which cost those
# who drive on past them some seconds: most of them people of Struer.

# %%
columns = ["people_gaining", "people_losing", "mean_gain_min", "difference_person_h"]
comparison.by("municipality", expressway.name)[columns].round(1)

# %% [markdown]
# The two do not add up: who drives on one of the roads gains nothing from the other.

# %%
pairs = comparison.interactions().xs("total", level="quantity").droplevel(["joint", "measure"])
pairs[["sum_of_effects", "joint_effect", "synergy", "adds_up"]].round(1)

# %% [markdown]
# What carries the gain? The ways of those who gain most, followed along the roads.

# %%
comparison.explain(expressway.name, 5)

# %% [markdown]
# What must hold of every scenario (a closure makes no way shorter, a faster road none longer,
# undoing it brings everything back), tested on this network.

# %%
expressway.check(network, n_places=20)

# %% [markdown]
# ## For others
#
# A file that others can read and change: `kraftcenter compare expressway-to-lemvig.toml`. A
# report in one file, for those who decide. And a map: blue is faster.

# %%
path = expressway.to_file("expressway-to-lemvig.toml")
print("The same again:", km.Scenario.from_file(path) == expressway)
comparison.report("expressway-to-lemvig.html", name=expressway.name, mode=km.AMBULANCE)
comparison.map("expressway-to-lemvig-map.html", name=expressway.name, mode=km.AMBULANCE)
