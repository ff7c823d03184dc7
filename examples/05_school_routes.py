# %% [markdown]
# # School routes and § 26
#
# What happens to the ways to school if a village school closes, who then has a right to free
# transport by folkeskoleloven § 26, and is there room in the other schools? This runs offline, on
# the bundled sample: a schematic model, not for planning decisions. That the school closes is
# made up.

# %%
import numpy as np
import pandas as pd

import kraftcenter_mobility as km
from kraftcenter_mobility.accessibility import policy

network = km.TransportNetwork.sample()
homes = km.herning.catchment()
homes = homes[homes["municipality"] == "Herning"]
facilities = km.herning.facilities()
schools = facilities[facilities["category"] == "folkeskole"]

# %% [markdown]
# ## Pupils
#
# The census cells have no ages, so everybody's share is taken: 18,816 of 89,238 inhabitants were
# 0 to 17 years old in 2021, which is 18 classes of age. Rounding the running sum keeps pupils
# whole and their total right.

# %%
per_grade = 18_816 / 18 / 89_238
years = {"0-3": 4, "4-6": 3, "7-9": 3}
running = {band: (homes["population"] * per_grade * n).cumsum() for band, n in years.items()}
pupils = pd.DataFrame(
    {band: np.diff(np.rint(total), prepend=0).astype(int) for band, total in running.items()},
    index=homes.index,
)
pupils.sum().to_frame("pupils").T

# %% [markdown]
# ## Distances
#
# The law counts kilometres, not minutes. Walkers have one speed everywhere, so the quickest way on
# foot is the shortest one, and its time tells its length. Today, without a map of districts, the
# nearest school is taken to be that of the district.

# %%
walking_m_s = km.WALKING.top_speed_kmh / 3.6
metres = km.travel_time_matrix(network, homes, schools, mode=km.WALKING) * walking_m_s
district = metres.idxmin(axis=1)
today = policy.school_transport(metres, pupils, district=district)
today.round(3)

# %% [markdown]
# ## A school closes
#
# Either its pupils go to whichever school is nearest now, or the whole district joins one other.

# %%
closing, joined = "Sinding-Ørre Midtpunkt", "Tjørring Skole"
remaining = metres.drop(columns=closing)
theirs = district == closing
to_nearest = district.where(~theirs, remaining.idxmin(axis=1))
to_one = district.where(~theirs, joined)
told = {
    "today": today,
    "to the nearest": policy.school_transport(remaining, pupils, district=to_nearest),
    f"all to {joined}": policy.school_transport(remaining, pupils, district=to_one),
}
pd.DataFrame({name: table["entitled"] for name, table in told.items()})

# %% [markdown]
# Where do those live who get the right, and how do they come to school? The ways of the ten places
# with most of them, by bicycle, if all go to one school.

# %%
before = policy.entitled_pupils(metres, pupils, district=district).sum(axis=1)
after = policy.entitled_pupils(remaining, pupils, district=to_one).sum(axis=1)
newly = (after - before).rename("pupils")
most = homes.loc[newly.nlargest(10).index]
print(f"{newly.sum():.0f} pupils more, {newly[most.index].sum():.0f} of them at ten places")
ways = km.journeys(network, most, schools.loc[[joined]], mode=km.BICYCLE)
km.maps.journeys(
    network, ways, origins=most, destinations=schools.loc[[joined]], title=f"Ways to {joined}"
)

# %% [markdown]
# A dangerous way gives the right at any distance; that is for the council to find. And a rule is a
# value with a source, so that another limit can be tried: 2 km for the youngest.

# %%
unsafe = policy.school_transport(remaining, pupils, district=to_one, unsafe=theirs)
rules = policy.Rules.bundled().with_rule(
    "school_transport_grades_0_3", 2000, source="made up for this example", confidence="D"
)
stricter = policy.school_transport(remaining, pupils, district=to_one, rules=rules)
pd.DataFrame({"if the way is unsafe": unsafe["entitled"], "2 km, 0-3": stricter["entitled"]})

# %% [markdown]
# ## Room
#
# Say that every school holds as many as today and a twentieth more. The shortest ways for all
# together, with no school too full:

# %%
children = pupils.sum(axis=1)
loads = children.groupby(district).sum().drop(closing).reindex(remaining.columns, fill_value=0)
assigned = policy.school_assignment(remaining, children, capacity=np.ceil(loads * 1.05))
print(assigned)
assigned.schools.sort_values("free").head()

# %% [markdown]
# Without the twentieth there are too few places, and the error says how many.

# %%
try:
    policy.school_assignment(remaining, children, capacity=loads)
except km.MobilityError as error:
    print(error)

# %% [markdown]
# ## A map
#
# How much longer the way to school becomes, in kilometres.

# %%
longer_km = (remaining.min(axis=1) - metres.min(axis=1)) / 1000
picture = km.maps.values(
    network,
    homes[theirs],
    longer_km[theirs],
    legend="km further to the nearest school",
    limits=(0.5, 1, 2, 4),
    destinations=schools,
    title=f"Without {closing}",
)
picture.save("without-the-school.html")
picture
