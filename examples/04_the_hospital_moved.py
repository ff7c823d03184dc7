# %% [markdown]
# # The hospital moved
#
# Who lives nearer to a hospital since 2022, when those in Herning and Holstebro closed and the one
# in Gødstrup opened, and who further away? In 2008 a site nearer to Holstebro had been looked at
# too: what would that have done? This runs offline, on the bundled sample: a schematic model, not
# for planning decisions.

# %%
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()
people = km.herning.catchment()  # 1 km census cells of 2021, with "municipality"
today = network.places(km.HOSPITALS)

# %% [markdown]
# ## How it was
#
# A move of places is a scenario like any other, here made in a table of places.

# %%
old = km.Scenario(
    "Herning and Holstebro",
    [
        km.ClosePlace("Regionshospitalet Gødstrup"),
        km.AddPlace("Regionshospitalet Herning", 8.9645, 56.1398, kind="hospital"),
        km.AddPlace("Regionshospitalet Holstebro", 8.629, 56.3657, kind="hospital"),
    ],
)
tables, accounts = old.edited_places({"destinations": today})
before = tables["destinations"]
old

# %% [markdown]
# ## What was built, and what was not

# %%
closed = [
    km.ClosePlace("Regionshospitalet Herning"),
    km.ClosePlace("Regionshospitalet Holstebro"),
]
goedstrup = km.Scenario(
    "Gødstrup", [*closed, km.AddPlace("Gødstrup", 8.8902, 56.1575, kind="hospital")]
)
aulum = km.Scenario("Aulum", [*closed, km.AddPlace("Aulum", 8.7826, 56.2692, kind="hospital")])
comparison = km.compare(
    network,
    [goedstrup, aulum],
    origins=people,
    destinations=before,
    modes=(km.AMBULANCE, km.CAR),
    by="municipality",
)
comparison

# %% [markdown]
# Who gains and who loses, municipality by municipality, in minutes by ambulance. One hospital
# instead of two takes time from two of three people, most in Lemvig and Holstebro; the south-west
# gains.

# %%
columns = ["mean_baseline_min", "mean_scenario_min", "mean_difference_min", "people_gaining"]
comparison.by("municipality", goedstrup.name)[columns].round(1)

# %%
comparison.by("municipality", aulum.name)[columns].round(1)

# %% [markdown]
# A mean hides the tails: half of the people, and the tenth furthest away.

# %%
summary = comparison.summary()
summary.filter(regex="^p(50|90)|within_30").round(2).T

# %% [markdown]
# The two sites differ little in the mean, and much in who pays for it. The other hospitals: who
# goes where now?

# %%
goes = comparison.by_destination(goedstrup.name, mode=km.CAR)
goes.filter(like="people_nearest").round(0).sort_index()

# %% [markdown]
# ## The best of all sites
#
# Where would a single site be best, of all the towns? Every one is tried; the other hospitals
# stay. For the mean it is Holstebro, by seconds before Aulum and Gødstrup; for the most people
# within 30 minutes it is Ulfborg, far in the west, as the east has other hospitals. What "best"
# means is a decision, not a result.

# %%
others = before.drop(index=[edit.place for edit in closed])
facts = km.herning.towns()
inside = facts.index[facts["municipality"].isin(km.herning.MUNICIPALITIES)]
towns = network.places(km.TOWNS)
towns = towns[towns.index.isin(inside)]
setting = {"origins": people, "existing": others, "mode": km.AMBULANCE}
by_mean = km.rank_sites(network, towns, objective="mean", **setting)
by_mean

# %%
by_cover = km.rank_sites(network, towns, objective="coverage", cutoff_s=1800, **setting)
by_cover

# %% [markdown]
# ## A map
#
# Blue is nearer, brown is further away. Every dot stands for ten people: where the dots are dense
# is where a minute counts most.

# %%
comparison.map("hospital-in-goedstrup.html", name=goedstrup.name, mode=km.AMBULANCE, dots=True)
