# %% [markdown]
# # A school closes
#
# What happens to the ways to school if a village school closes, who then has a right to free
# transport, and how would pupils be shared out if no school could be fuller than it is? This
# script runs as it is, offline, on the bundled sample: a schematic model, not for planning
# decisions. That the school closes is made up.

# %%
import numpy as np
import pandas as pd

import kraftcenter_mobility as km
from kraftcenter_mobility.accessibility import policy

pd.set_option("display.width", 120, "display.max_columns", 20)
network = km.TransportNetwork.sample()
homes = km.herning.catchment()
homes = homes[homes["municipality"] == "Herning"]
facilities = km.herning.facilities()
schools = facilities[facilities["category"] == "folkeskole"]

# %% Pupils. The census cells have no ages, so everybody's share is taken: 18,816 of 89,238
# inhabitants were 0 to 17 years old in 2021, 18 classes of age. Rounding the running sum keeps
# pupils whole and their total right.
per_grade = 18_816 / 18 / 89_238
years = {"0-3": 4, "4-6": 3, "7-9": 3}
running = {band: (homes["population"] * per_grade * n).cumsum() for band, n in years.items()}
pupils = pd.DataFrame(
    {band: np.diff(np.rint(total), prepend=0).astype(int) for band, total in running.items()},
    index=homes.index,
)
print(pupils.sum())

# %% Distances. Walkers have one speed everywhere (ferries apart), so the quickest way on foot is
# the shortest one, and its time tells its length.
walking_m_s = km.WALKING.top_speed_kmh / 3.6
distances_m = km.travel_time_matrix(network, homes, schools, mode=km.WALKING) * walking_m_s

few = homes.index[:5]
some = km.journeys(network, homes.loc[few], schools.iloc[:2], mode=km.WALKING)["length_m"]
difference_m = some.to_numpy() - distances_m.loc[few].iloc[:, :2].to_numpy().ravel()
print(f"journeys say the same within {abs(difference_m).max():.3f} m")

# %% Today. Without a map of districts, the nearest school is taken to be that of the district.
district = distances_m.idxmin(axis=1)
today = policy.school_transport(distances_m, pupils, district=district)
print(today.round(3))

# %% The school closes. Either its pupils go to whichever school is nearest now, or the whole
# district joins one other.
closing, joined = "Sinding-Ørre Midtpunkt", "Tjørring Skole"
remaining_m = distances_m.drop(columns=closing)
theirs = district == closing
plans = {
    "today": (distances_m, district),
    "to the nearest": (remaining_m, district.where(~theirs, remaining_m.idxmin(axis=1))),
    f"all to {joined}": (remaining_m, district.where(~theirs, joined)),
}
told = {
    name: policy.school_transport(metres, pupils, district=schools_of)
    for name, (metres, schools_of) in plans.items()
}
print(pd.DataFrame({name: table["entitled"] for name, table in told.items()}))
print({name: round(table.loc["all", "mean_distance_m"]) for name, table in told.items()})

# %% Where do those live who have a right to transport only after the closure?
metres, schools_of = plans[f"all to {joined}"]
before = policy.entitled_pupils(distances_m, pupils, district=district)
after = policy.entitled_pupils(metres, pupils, district=schools_of)
change = (after - before).sum(axis=1)
print(change[change > 0].sort_values(ascending=False).head())

# %% What if the council also found the way from there dangerous, for all grades?
with_unsafe = policy.school_transport(metres, pupils, district=schools_of, unsafe=theirs)
print(with_unsafe[["pupils", "entitled", "too_far"]])

# %% A rule is a value with a source. What would a limit of 2 km for the youngest mean?
rules = policy.Rules.bundled().with_rule(
    "school_transport_grades_0_3", 2000, source="made up for this example", confidence="D"
)
print(rules, rules["school_transport_grades_0_3"])
own = policy.school_transport(metres, pupils, district=schools_of, rules=rules)
print(own["entitled"])

# %% Places. Say that every school holds as many as today and a twentieth more. The shortest ways
# for all together, with no school too full:
children = pupils.sum(axis=1)
loads = children.groupby(district).sum().drop(closing).reindex(remaining_m.columns, fill_value=0)
assigned = policy.school_assignment(remaining_m, children, capacity=np.ceil(loads * 1.05))
print(assigned)
print(assigned.schools.sort_values("free").head())
print(assigned.table.sort_values("extra", ascending=False).head().round(0))

# %% Without the twentieth there are too few places, and the error says how many.
try:
    policy.school_assignment(remaining_m, children, capacity=loads)
except km.MobilityError as error:
    print(error)
