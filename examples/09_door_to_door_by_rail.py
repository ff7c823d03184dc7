# %% [markdown]
# # Door to door by rail
#
# What does a half-hourly train to Herning give patients and staff? And what does the stop at
# Gødstrup hospital cost those who pass through it? Running times come from the tracks, the limits
# and the trains, so that a stop, a track or a train can be changed and the rest follows. This runs
# offline, on the bundled sample: a schematic model, not for planning decisions.

# %%
import kraftcenter_mobility as km

TUESDAY = "2026-03-10"
network = km.TransportNetwork.sample()
transit = network.transit
transit

# %% [markdown]
# ## A line
#
# What its trains need from call to call: the least that physics allows, and with the supplement
# that timetables of the region have. And the board of a station.

# %%
line = transit.line("Vejle-Struer")
there, _ = transit.line_times(line)
names = [transit.rail.station_name[station] for station in there.station]
for k, name in enumerate(names[6:10], start=6):
    least, planned = there.technical_s[k] / 60, there.run_s[k] / 60
    print(f"{name:>10} - {names[k + 1]:<10} {least:4.1f} min at least, {planned:4.1f} planned")

# %%
board = transit.timetable(TUESDAY).departures("Gødstrup", start="07:00", end="09:00")
board[["departure", "line", "towards"]]

# %% [markdown]
# ## Two plans
#
# A train every half hour from Vejle and from Aarhus; and the railway as it was before the station
# at the hospital. Both are files of the region's own, to copy and change.

# %%
plans = {scenario.name: scenario for scenario in km.herning.scenarios()}
half_hourly = plans["Half-hourly trains Vejle-Herning"] | plans["Half-hourly trains Aarhus-Herning"]
without = plans["Without the station at Gødstrup"]
half_hourly.preview(network)

# %% [markdown]
# What the stop costs those who stay on the train: braking, standing, setting off. And can the
# trains run at all? Where two meet on a single track, the plan is only a bound of what is
# possible; nothing is solved behind your back.

# %%
closed, _ = without.transit(network)
passing, _ = closed.line_times(closed.line("Vejle-Struer"))
cost_s = there.run_s.sum() + there.dwell_s.sum() - passing.run_s.sum() - passing.dwell_s.sum()
print(f"The call at Gødstrup costs everybody who stays on the train {cost_s} s.")
for name, plan in (("today", transit), ("half-hourly", half_hourly.transit(network)[0])):
    found = plan.conflicts(TUESDAY)
    print(f"{name}: {len(found)} conflicts among {found.n_runs} trains")

# %% [markdown]
# ## What it gives people
#
# Door to door, on foot to the train and from it, to be at the hospital at some moment between half
# past seven and half past eight. The median of the moments counts, and the means are of those who
# have a way both before and after.

# %%
people = km.herning.catchment()
hospital = network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]]
morning = km.ArrivalWindow(f"{TUESDAY} 07:30", "08:30", every_s=300)
comparison = km.compare(
    network,
    [half_hourly, without],
    origins=people,
    destinations=hospital,
    modes=km.TRANSIT,
    arrival=morning,
    by="municipality",
)
columns = ["mean_baseline_min", "mean_scenario_min", "people_gaining", "people_losing"]
comparison.summary()[columns].round(1)

# %% [markdown]
# A median hides that a train every half hour matters most to those who would just miss one: from
# Ikast to the hospital at the best, the middle and the worst of the moments, and one of the ways.

# %%
ikast = network.places(km.TOWNS).loc[["Ikast"]]
asked = {"arrival": morning, "percentiles": (5, 50, 95)}
km.transit_times(network, ikast, hospital, **asked)

# %%
km.transit_times(half_hourly.apply(network), ikast, hospital, **asked)

# %%
ways = km.journeys(network, ikast, hospital, mode=km.TRANSIT, arrival=morning)
km.maps.journeys(network, ways, origins=ikast, destinations=hospital)

# %% [markdown]
# ## A map
#
# From where one is at the hospital within an hour: at half of the moments of that hour, and at
# nineteen of twenty, which is what one can rely on. Where the two differ, it is the timetable that
# decides.

# %%
within = {
    percentile: km.isochrones(
        network,
        hospital,
        [1800, 3600],
        mode=km.TRANSIT,
        direction="to",
        arrival=morning,
        percentile=percentile,
        buffer_m=500.0,  # people stand in the middle of their square kilometre
        people=people,
    )
    for percentile in (50, 95)
}
for percentile, areas in within.items():
    print(f"{percentile} %:", areas["people"].droplevel("place").round().to_dict())

# %%
picture = km.maps.isochrones(
    network, within[50], places=hospital, title="By train and on foot to the hospital in Gødstrup"
)
picture.save("by-train-to-the-hospital.html")
picture
