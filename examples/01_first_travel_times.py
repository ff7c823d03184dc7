# %% [markdown]
# # First travel times
#
# How long does it take to the new hospital in Gødstrup: from the towns around Herning, and from
# every inhabited square kilometre of its six municipalities? This runs as it is, offline, on the
# bundled sample: a schematic model of the main roads, for learning and not for planning
# decisions. For a region of your own, change the next cell.

# %%
import kraftcenter_mobility as km

# or km.TransportNetwork.from_osm("region.osm.pbf", area="municipality.geojson")
network = km.TransportNetwork.sample()
network

# %% [markdown]
# ## From place to place
#
# Places are tables of points with a name each. Those of the network come from the data; your own
# come from a file, `km.read_places("homes.csv")`. Travel times are seconds, in a table of origins
# by destinations. `inf` means that there is no way.

# %%
towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Holstebro", "Lemvig", "Ringkøbing"]]
hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]

minutes = {
    mode.name: km.travel_time_matrix(network, towns, hospital, mode=mode).iloc[:, 0] / 60
    for mode in km.MODES
}
table = towns[[]].assign(**minutes).round(1)
table

# %% [markdown]
# The nearest of many needs no table: one search from all of them answers every origin.

# %%
venues = network.places(km.VENUES)
nearest = km.nearest_destinations(network, towns, venues, mode=km.CAR)
nearest.assign(minutes=(nearest["travel_time_s"] / 60).round(1))

# %% [markdown]
# And the way taken, leg by leg.

# %%
way = km.journeys(network, towns.loc[["Lemvig"]], hospital, mode=km.AMBULANCE)
print(f"{way['travel_time_s'].iloc[0] / 60:.0f} minutes, {way['length_m'].iloc[0] / 1000:.0f} km")
km.maps.journeys(network, way, origins=towns.loc[["Lemvig"]], destinations=hospital)

# %% [markdown]
# ## For everybody
#
# A town is a point, and people live beside it. The census cells of the six municipalities have a
# column `population`, which all that counts people looks for.

# %%
people = km.herning.catchment()
ambulance_s = km.travel_time_matrix(
    network, people, hospital, mode=km.AMBULANCE, access=False
).iloc[:, 0]

population = people["population"]
within = population[ambulance_s <= 30 * 60].sum() / population.sum()
print(f"{within:.0%} of {population.sum():,.0f} people live within 30 ambulance minutes")

# %% [markdown]
# ## A map
#
# A map shows itself in a notebook. Saved as `.html` it opens in a browser without a network, as
# `.png`, `.svg` or `.pdf` it can be printed.

# %%
picture = km.maps.travel_times(
    network,
    people,
    ambulance_s,
    destinations=hospital,
    title="By ambulance to the hospital in Gødstrup",
)
picture.save("goedstrup-by-ambulance.html")
picture
