# %% [markdown]
# # Who gains, who loses
#
# Who is far from help since there is one hospital in Gødstrup instead of two, in Herning and
# Holstebro, and is the distance shared more evenly? A mean says neither. And a road: what is it
# worth? This runs offline, on the bundled sample: a schematic model, not for planning decisions.

# %%
import pandas as pd

import kraftcenter_mobility as km
from kraftcenter_mobility import accessibility as ac

network = km.TransportNetwork.sample()
people = km.herning.catchment()
population, municipality = people["population"], people["municipality"]
plans = {scenario.name: scenario for scenario in km.herning.scenarios()}

# %% [markdown]
# ## Before and after
#
# The region's own scenario puts the old hospitals back. Read from there, the move to Gødstrup is
# the change.

# %%
old = plans["Hospitals in Herning and Holstebro"]
tables, _ = old.edited_places({"destinations": network.places(km.HOSPITALS)})
before = tables["destinations"]
was = [place for place in before.index if place not in network.places(km.HOSPITALS).index]
move = km.Scenario(
    "Gødstrup",
    [*map(km.ClosePlace, was), km.AddPlace("Gødstrup", 8.8902, 56.1575, kind="hospital")],
)
comparison = km.compare(
    network, move, origins=people, destinations=before, modes=km.AMBULANCE, by="municipality"
)
comparison

# %% [markdown]
# ## By how much
#
# All people in order of what they gain or lose, the means of the two groups, and how many lose
# more than five minutes.

# %%
comparison.winners_and_losers(move.name, by=()).round(2)

# %%
change = comparison.difference(move.name)
minutes = change["difference"] / 60
steps = (-60, -15, -5, -1, 1, 5, 15, 60)
groups = pd.cut(minutes, steps)
population.groupby(groups, observed=False).sum().rename("people").rename_axis("minutes").to_frame()

# %% [markdown]
# ## Is it fairer?
#
# Gini: 0 if all are equally far, 1 if one bears it all. Palma: the tenth with the longest ways
# beside the 40 % with the shortest. Beyond 30 minutes: the share of people above a line that
# somebody must decide on. Between: how much of the inequality (Theil) is one between
# municipalities rather than within.
#
# Distances are shared more evenly than before, for the towns that had a hospital at their door now
# drive, too. That is equality without anybody's gain: the mean and the share beyond 30 minutes both
# rise. No single number tells it.

# %%
sides = {"before": change["baseline"], "after": change["scenario"]}


def told(time_s: pd.Series) -> dict[str, float]:
    """Return what can be said of how travel times are shared."""
    return {
        "mean, min": float((time_s * population).sum() / population.sum() / 60),
        "tenth furthest, min": ac.population_quantile(time_s, population, share=0.9) / 60,
        "Gini": ac.gini(time_s, population),
        "Palma": ac.palma_ratio(time_s, population),
        "beyond 30 min": ac.fgt_poverty(time_s, population, line=1800),
        "between": ac.theil_by_group(time_s, population, municipality).between_share,
    }


shares = pd.DataFrame({side: told(time_s.rename("time_s")) for side, time_s in sides.items()})
shares.round(3)

# %% [markdown]
# One municipality beside all others: Lemvig was 1.7 times as far as they, and is 2.1 times now. The
# interval says how much the number hangs on how the region is cut into places.

# %%
for side, time_s in sides.items():
    ratio = ac.group_ratio(time_s, population, municipality, group="Lemvig", bootstrap=200)
    print(f"{side}: {ratio}")

# %% [markdown]
# ## What is a road worth?
#
# Rute 15 as 2+1 towards Ringkøbing, for journeys between the towns along it. Trips and the costs
# are made up, and the bundled prices are placeholders, as the result says. It is the frame that
# matters: hours, kroner, discounting, and a table by year behind it.

# %%
along = network.places(km.TOWNS).loc[["Herning", "Videbæk", "Spjald", "Ringkøbing"]]
road = plans["Rute 15 as 2+1"]
today_s = km.travel_time_matrix(network, along, along, mode=km.CAR)
then_s = km.travel_time_matrix(road.apply(network), along, along, mode=km.CAR)
trips = pd.DataFrame(400.0, index=along.index, columns=along.index)
worth = km.appraise(
    (today_s, then_s),
    km.Demand(trips=trips, per="day"),
    costs=km.Costs(construction={2027: 300e6}, price_level=2022, maintenance=4e6),
    prices=km.PriceTable.bundled(),
    opening=2028,
    name=road.name,
)
worth

# %% [markdown]
# ## A map
#
# Every dot stands for ten people: blue gains, brown loses.

# %%
picture = comparison.map(name=move.name, dots=True, title="From two hospitals to one in Gødstrup")
picture.save("who-gains-who-loses.html")
picture
