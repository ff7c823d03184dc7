# %% [markdown]
# # How soon is the ambulance there?
#
# Region Midtjylland has promised which share of urgent runs is reached within 10, 15 and 20
# minutes. What share of people could be, from ambulance stations in the larger towns, and what
# would one more station do? This script runs as it is, offline, on the bundled sample: a
# schematic model, not for planning decisions. The stations are made up.

# %%
import pandas as pd

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as ac
from kraftcenter_mobility.accessibility import policy

pd.set_option("display.width", 120, "display.max_columns", 20)
network = km.TransportNetwork.sample()
people = km.herning.catchment()
towns = km.herning.towns()

# %% The rules, each with its source and a letter that says how far it can be relied on.
rules = policy.Rules.bundled()
table = rules.to_frame()
print(table.loc[table.index.str.startswith("ambulance"), ["value", "unit", "confidence"]])

# %% Ambulances drive from the station to the patient, so the table is made from the stations and
# turned round. Under blue lights they are faster than cars.
names = ["Herning", "Holstebro", "Ikast", "Lemvig", "Ringkøbing", "Skjern", "Struer"]
possible = towns.loc[[*names, "Thyborøn", "Ulfborg", "Aulum", "Brande"]]
times = km.travel_time_matrix(network, possible, people, mode=km.AMBULANCE).T
now = times[names]

# %% Achieved beside promised, for all and by municipality. The turnout of 60 s is a placeholder;
# people stand in for runs; and an ambulance is always ready: the best case.
demand, municipality = people["population"], people["municipality"]
told = policy.ambulance_targets(now, demand, by=municipality)
print(told.round(3))
print(policy.ambulance_targets(now, demand, edition="proposal_2023", turnout_s=120).round(3))

# %% How much hangs on the turnout?
for turnout_s in (0, 60, 120, 180):
    shares = policy.ambulance_targets(now, demand, turnout_s=turnout_s).loc["all"]
    print(turnout_s, shares["achieved_share"].round(3).to_dict())

# %% One more station: where do most people come within 15 minutes?
gains = {}
for extra in possible.index.difference(names):
    shares = policy.ambulance_targets(times[[*names, extra]], demand, by=municipality)
    gains[extra] = shares.loc[("all", 900.0), "in_time"] - told.loc[("all", 900.0), "in_time"]
print({name: round(gain) for name, gain in sorted(gains.items(), key=lambda each: -each[1])})

# %% If the nearest ambulance is out: the second nearest station.
second_s = ac.k_nearest(now, k=2)
print("median of the second, in minutes:", ac.population_quantile(second_s, demand, share=0.5) / 60)

# %% The emergency departments: bands of 15, 30, 45 and 60 minutes, from the patient on.
departments = network.places(km.HOSPITALS)
departments = departments[departments["category"] == "hospital_emergency"]
drive = km.travel_time_matrix(network, people, departments, mode=km.AMBULANCE)
bands = policy.service_bands(drive, demand, by=municipality)
print(bands.pivot_table("people", "up_to_s", "group", aggfunc="sum").round())
print(bands.loc["all"].round(3))

# %% The yardstick of 2008 was 30 minutes by ambulance; there is no statutory limit.
yardstick_s = rules["acute_hospital_yardstick_s"].value
print("within 30 minutes:", round(bands.loc[("all", yardstick_s), "share_within"], 3))
