# %% [markdown]
# # How soon is the ambulance there?
#
# How many people could an ambulance reach within 10, 15 and 20 minutes, from stations in the larger
# towns, and what would one more station do? Region Midtjylland has promised which share of urgent
# runs is. This runs offline, on the bundled sample: a schematic model, not for planning decisions.
# The stations are made up.

# %%
import pandas as pd

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as ac
from kraftcenter_mobility.accessibility import policy

network = km.TransportNetwork.sample()
people = km.herning.catchment()
demand, municipality = people["population"], people["municipality"]
towns = km.herning.towns()

# %% [markdown]
# ## The promise
#
# Each rule has a source and a letter that says how far it can be relied on.

# %%
table = policy.Rules.bundled().to_frame()
table.loc[table.index.str.startswith("ambulance"), ["value", "unit", "confidence"]]

# %% [markdown]
# ## What is possible
#
# Ambulances drive from the station to the patient, so the table is made from the stations and
# turned round. Under blue lights they are faster than cars. The turnout of 60 s is a placeholder;
# people stand in for runs; and an ambulance is always ready: the best case. Nobody walks from the
# road to the middle of a square kilometre, hence `access=False`.

# %%
names = ["Herning", "Holstebro", "Ikast", "Lemvig", "Ringkøbing", "Skjern", "Struer"]
possible = towns.loc[[*names, "Thyborøn", "Ulfborg", "Aulum", "Brande"]]
times = km.travel_time_matrix(network, possible, people, mode=km.AMBULANCE, access=False).T
now = times[names]
told = policy.ambulance_targets(now, demand, by=municipality)
told.loc["all"].round(3)

# %% [markdown]
# How much hangs on the turnout? A minute is worth more than most roads.

# %%
turnouts_s = (0, 60, 120, 180)
shares = {
    f"{turnout_s} s": policy.ambulance_targets(now, demand, turnout_s=turnout_s).loc["all"]
    for turnout_s in turnouts_s
}
pd.DataFrame({name: each["achieved_share"] for name, each in shares.items()}).round(3)

# %% [markdown]
# ## One more station
#
# Where would most people more be reached within 15 minutes?

# %%
gains = {}
for extra in possible.index.difference(names):
    with_extra = policy.ambulance_targets(times[[*names, extra]], demand, by=municipality)
    gains[extra] = with_extra.loc[("all", 900.0), "in_time"] - told.loc[("all", 900.0), "in_time"]
gained = pd.Series(gains, name="people").sort_values(ascending=False).round()
gained.to_frame()

# %% [markdown]
# Places are points, and roads are not: the areas within 10, 15 and 20 minutes of the nearest
# station, turnout included, exact along every road. They say where the gaps are. What lies within
# 500 m of a road that is reached counts as reached: people stand in the middle of their square
# kilometre here, and few farm tracks are in the sample. That counts some more than travel times do.

# %%
turnout_s = 60
stations = possible.loc[[*names, gained.index[0]]]
areas = km.isochrones(
    network,
    stations,
    [minutes * 60 - turnout_s for minutes in (10, 15, 20)],
    mode=km.AMBULANCE,
    together=True,
    access=False,
    buffer_m=500.0,
    people=people,
)
areas.drop(columns="geometry").round(1)

# %% [markdown]
# If the nearest ambulance is out, it is the second nearest that counts.

# %%
second_s = ac.k_nearest(now, k=2)
for name, time_s in (("nearest", now.min(axis=1)), ("second nearest", second_s)):
    print(f"{name}: {ac.population_quantile(time_s, demand, share=0.5) / 60:.1f} min for half")

# %% [markdown]
# ## To the hospital
#
# From the patient to an emergency department, in bands. The yardstick of 2008 was 30 minutes by
# ambulance; there is no statutory limit.

# %%
departments = network.places(km.HOSPITALS)
departments = departments[departments["category"] == "hospital_emergency"]
drive = km.travel_time_matrix(network, people, departments, mode=km.AMBULANCE, access=False)
bands = policy.service_bands(drive, demand, by=municipality)
bands.loc["all"].round(3)

# %% [markdown]
# ## A map

# %%
picture = km.maps.isochrones(
    network,
    areas,
    places=stations,
    title=f"An ambulance within 10, 15 and 20 minutes, with a station in {gained.index[0]}",
    note="Less a turnout of one minute; stations are made up.",
)
picture.save("ambulances.html")
picture
