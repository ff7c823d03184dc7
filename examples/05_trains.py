# %% [markdown]
# # Trains
#
# What does a half-hourly train to Herning give pupils and patients? And what does the stop at
# Gødstrup hospital cost those who pass through it? Running times here come from the tracks,
# the limits and the trains, so that a stop, a track or a train can be changed and the rest
# follows. This script runs as it is, offline, on the bundled sample: a schematic model, not for
# planning decisions.

# %%
import datetime as dt

import kraftcenter_mobility as km

network = km.TransportNetwork.sample()
transit = network.transit
print(transit)

# %% A line as the tables have it, and what its trains need from call to call: the least the
# physics allows, and with the supplement that timetables of the region have.
line = transit.line("Vejle-Struer")
there, back = transit.line_times(line)
names = [transit.rail.station_name[station] for station in there.station]
for start, end, technical_s, run_s in zip(
    names, names[1:], there.technical_s, there.run_s, strict=False
):
    print(
        f"{start:>14} - {end:<14} {technical_s / 60:5.1f} min at least, {run_s / 60:5.1f} planned"
    )

# %% The board of a station, on a Tuesday.
tuesday = dt.date(2026, 3, 10)
board = transit.timetable(tuesday).departures("Gødstrup")
print(board[["departure", "line", "towards"]].head(8).to_string(index=False))

# %% Two plans. The first is a train every half hour from Vejle and from Aarhus; the second is the
# railway as it was before the station at the hospital. Region scenarios are files to copy.
named = {scenario.name: scenario for scenario in km.herning.scenarios()}
half_hourly = named["Half-hourly trains Vejle-Herning"] | named["Half-hourly trains Aarhus-Herning"]
without = named["Without the station at Gødstrup"]
print(half_hourly.preview(network))
print(without.preview(network))

# %% What the stop costs those who stay on the train: braking, standing, setting off.
closed = without.transit(network)[0]
passing, _ = closed.line_times(closed.line("Vejle-Struer"))
cost_s = (there.run_s.sum() + there.dwell_s.sum()) - (passing.run_s.sum() + passing.dwell_s.sum())
print(f"The call at Gødstrup costs every passenger between Herning and Vildbjerg {cost_s} s.")

# %% Can the trains run at all? Where two meet on a single track, the plan is only a bound of
# what is possible; nothing is solved behind your back.
for name, plan in (("today", transit), ("half-hourly", half_hourly.transit(network)[0])):
    found = plan.conflicts(tuesday)
    print(f"{name}: {len(found)} conflicts among {found.n_runs} trains")

# %% What it gives people: door to door, on foot to the train and from it, to be there at some
# moment between half past seven and half past eight. The median of the moments counts.
people = km.herning.catchment()
morning = km.ArrivalWindow("2026-03-10 07:30", "08:30", every_s=120)
goals = {
    "patients": network.places(km.HOSPITALS).loc[["Regionshospitalet Gødstrup"]],
    "pupils": network.places(km.YOUTH_EDUCATION),
}
for who, places in goals.items():
    comparison = km.compare(
        network,
        [half_hourly, without],
        origins=people,
        destinations=places,
        modes=(km.TRANSIT,),
        arrival=morning,
        by="municipality",
    )
    columns = ["mean_baseline_min", "mean_scenario_min", "people_gaining", "people_losing"]
    summary = comparison.summary().droplevel("mode")[columns].round(1)
    print(f"\n{who}\n{summary.T.to_string()}")
    for scenario in comparison.scenarios:
        change = comparison.by("municipality", scenario.name)["mean_difference_min"]
        print(scenario.name, change.dropna().round(1).to_dict())

# %% A median hides that a train every half hour matters most to those who would just miss one: from
# Ikast to the hospital at the best, the middle and the worst of the moments, before and after.
ikast = network.places(km.TOWNS).loc[["Ikast"]]
for name, then in (("today", network), ("half-hourly", half_hourly.apply(network))):
    times = km.travel_time_matrix(
        then,
        ikast,
        goals["patients"],
        mode=km.TRANSIT,
        arrival=morning,
        percentiles=(5, 50, 95),
    )
    print(name, (times.loc["Ikast"] / 60).round().droplevel("destination").to_dict())
