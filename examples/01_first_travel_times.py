# %% [markdown]
# # First travel times
#
# How long does it take from the towns around Herning to the hospital in Gødstrup, the
# nearest school and the nearest event venue? This script runs as it is, offline, on the
# bundled sample: a schematic model of the main roads, not for planning decisions. To use
# your own region, change one line (the second cell).

# %%
import kraftcenter_mobility as km

# %% The network. For your own region:
# network = km.TransportNetwork.from_osm("my-region.osm.pbf", area="my-municipality.geojson")
network = km.TransportNetwork.sample()
print(network.report)

# %% The places. Your own come from a file: homes = km.read_places("homes.csv")
towns = network.places(km.TOWNS).loc[["Herning", "Ikast", "Holstebro", "Lemvig", "Ringkøbing"]]
hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
schools = network.places(km.FOLKESKOLER)
venues = network.places(km.VENUES)

# %% Travel times are seconds, in a table of origins by destinations.
by_mode = {
    mode.name: km.travel_time_matrix(network, towns, hospital, mode=mode).iloc[:, 0]
    for mode in km.MODES
}
for name, seconds in by_mode.items():
    print(name, (seconds / 60).round(1).to_dict())

# %% The nearest school and venue: one search answers every origin.
school = km.nearest_destinations(network, towns, schools, mode=km.BICYCLE)
venue = km.nearest_destinations(network, towns, venues, mode=km.CAR)
print(school.assign(minutes=(school["travel_time_s"] / 60).round(1)))
print(venue.assign(minutes=(venue["travel_time_s"] / 60).round(1)))

# %% The way taken, leg by leg.
way = km.journeys(network, towns.loc[["Lemvig"]], hospital, mode=km.AMBULANCE).iloc[0]
print(f"{way['travel_time_s'] / 60:.0f} minutes, {way['length_m'] / 1000:.0f} km: {way['roads']}")

# %% People: the census cells of the hospital's six municipalities.
people = km.herning.catchment()
by_ambulance = km.travel_time_matrix(
    network, people, hospital, mode=km.AMBULANCE, access=False
).iloc[:, 0]
within = people["population"][by_ambulance <= 30 * 60].sum() / people["population"].sum()
print(f"{within:.0%} of {people['population'].sum():,.0f} people within 30 ambulance minutes")

# %% A map to open in a browser.
page = km.travel_time_map(
    network,
    "goedstrup-by-ambulance.html",
    origins=people,
    travel_time_s=by_ambulance,
    destinations=hospital,
    title="By ambulance to the hospital in Gødstrup",
)
print("Map:", page)
