# %% [markdown]
# # A new road
#
# Lemvig lies further from the hospital in Gødstrup than any other town of its six
# municipalities. What would an expressway from Lemvig to Holstebromotorvejen do for people,
# and what if only the road that is there were made faster? This script runs as it is,
# offline, on the bundled sample: a schematic model, not for planning decisions. The new
# road is made up.

# %%
import kraftcenter_mobility as km

network = km.TransportNetwork.sample()  # your own: km.TransportNetwork.from_osm("region.osm.pbf")
people = km.herning.catchment()  # your own: km.read_places("homes.csv")
hospitals = network.places(km.HOSPITALS)

# %% The road is a line in degrees, with interchanges where it meets others; it crosses all
# other roads on bridges. An edit is a value: nothing happens to the network.
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

# %% Before anything is computed: what does each edit match, and is the road connected?
for scenario in (expressway, upgrade):
    print(scenario.preview(network))

# %% A mistake is told at once, with what was probably meant.
try:
    km.Scenario("Typo", [km.SetSpeed(number="531", limit_kmh=100)]).preview(network)
except km.MobilityError as error:
    print(error)

# %% Compare: minutes for people, before and after.
comparison = km.compare(
    network,
    [expressway, upgrade, both],
    origins=people,
    destinations=hospitals,
    modes=(km.CAR, km.AMBULANCE),
    by="municipality",
)
print(comparison)

# %% Who gains? And who loses? There is a new junction on rute 513, which costs some seconds.
columns = ["people_gaining", "mean_gain_min", "difference_person_h"]
print(comparison.by("municipality", expressway.name)[columns].round(1))
print(comparison.winners_and_losers(expressway.name, by=()).round(2))

# %% The two do not add up: who drives on one of the roads gains nothing from the other.
pairs = comparison.interactions().xs("total", level="quantity").droplevel(["joint", "measure"])
print(pairs[["sum_of_effects", "joint_effect", "synergy", "adds_up"]].round(1))

# %% What carries the gain? The ways of those who gain most, followed along the roads.
why = comparison.explain(expressway.name, 5)
print(why)

# %% What must hold of every scenario, tested on this network.
report = expressway.check(network, n_places=20)
print(report)

# %% A file that others can read and change: kraftcenter compare expressway.toml --network ...
path = expressway.to_file("expressway-to-lemvig.toml")
print(path.read_text("utf-8"))
print("The same again:", km.Scenario.from_file(path) == expressway)

# %% A map to open in a browser.
page = comparison.map("expressway-to-lemvig.html", name=expressway.name, mode=km.AMBULANCE)
print("Map:", page)
