# %% [markdown]
# # The hospital moved
#
# In 2022 the hospitals of Herning and Holstebro closed, and the one in Gødstrup opened. In
# 2008 a site nearer to Holstebro had been looked at too. Who lives nearer now, who further
# away, and what would the other site have done? This script runs as it is, offline, on the
# bundled sample: a schematic model, not for planning decisions.

# %%
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()
people = km.herning.catchment()  # 1 km census cells of 2021, with "municipality"
today = network.places(km.HOSPITALS)

# %% How it was: a move of places is a scenario like any other, here made in a table of places.
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
print(*accounts, sep="\n")

# %% What was built, and what was not.
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
summary = comparison.summary()
print(summary.filter(regex="mean_(baseline|scenario)|people_(gain|los)|within_30").round(3).T)

# %% Who gains and who loses, municipality by municipality, in ambulance minutes.
change = {
    scenario.name: comparison.by("municipality", scenario.name)["mean_difference_min"]
    for scenario in (goedstrup, aulum)
}
for name, minutes in change.items():
    print(name, minutes.round(1).to_dict())

# %% A mean hides the tails: half of the people, and the tenth furthest away.
print(summary.filter(regex="^p(50|90)").round(1).T)

# %% The other hospitals: who goes where now?
goes = comparison.by_destination(goedstrup.name, mode=km.CAR)
print(goes.filter(like="people_nearest").round(0).sort_index())

# %% And where would a single site be best, of all the towns? Every one is tried. The other
# hospitals stay. What is best for the mean, in seconds, differs little from Aulum or
# Gødstrup; for the most people within 30 minutes it is a village in the middle.
others = before.drop(index=[edit.place for edit in closed])
towns = network.places(km.TOWNS)
facts = km.herning.towns()
near = towns[towns.index.isin(facts.index[facts["municipality"].isin(km.herning.MUNICIPALITIES)])]
for objective in ("mean", "coverage"):
    ranking = km.rank_sites(
        network,
        near,
        origins=people,
        existing=others,
        mode=km.AMBULANCE,
        objective=objective,
        cutoff_s=1800 if objective == "coverage" else None,
    )
    print(ranking)
    print(ranking.table[["rank", "objective_after"]].head(3))

# %% A map to open in a browser: blue is nearer, brown is further away.
page = comparison.map("hospital-in-goedstrup.html", name=goedstrup.name, mode=km.AMBULANCE)
print("Map:", page)
