"""What is said of edits, in English and Danish."""

from __future__ import annotations

__all__ = ["CLASSES", "TEXTS", "VALUES"]

TEXTS: dict[str, tuple[str, str]] = {
    # Which roads
    "ways": ("way {ids}", "vej-id {ids}"),
    "ways_more": ("way {ids} and {count} more", "vej-id {ids} og {count} flere"),
    "number": ("road {number}", "rute {number}"),
    "class_of": ("{which} ({road_class})", "{which} ({road_class})"),
    "every_class": ("every {road_class}", "enhver {road_class}"),
    "within": ("{which}, within the marked area", "{which} inden for det markerede område"),
    "every_within": (
        "every road within the marked area",
        "alle veje inden for det markerede område",
    ),
    "forward": ("in the direction in which it is drawn", "i den retning, vejen er tegnet"),
    "backward": ("against the direction in which it is drawn", "mod den retning, vejen er tegnet"),
    "for_modes": ("for {modes}", "for {modes}"),
    # Roads
    "limit_kmh": (
        "The speed limit becomes {value} km/h on {where}.",
        "Hastighedsgrænsen bliver {value} km/t på {where}.",
    ),
    "limit_factor": (
        "The speed limit becomes {value} times as high on {where}.",
        "Hastighedsgrænsen bliver {value} gange så høj på {where}.",
    ),
    "speed_kmh": (
        "Traffic moves at {value} km/h on {where}.",
        "Der køres {value} km/t på {where}.",
    ),
    "factor": (
        "Traffic moves {value} times as fast on {where}.",
        "Der køres {value} gange så hurtigt på {where}.",
    ),
    "close": ("Closed: {where}.", "Spærres: {where}."),
    "remove": (
        "Removed, as if never built: {where}.",
        "Fjernes, som om den aldrig var bygget: {where}.",
    ),
    "add": (
        "A new road: {called} ({road_class}, {km} km{oneway}), joined at {joins}.",
        "Ny vej: {called} ({road_class}, {km} km{oneway}), tilsluttet {joins}.",
    ),
    "add_unnamed": (
        "A new road ({road_class}, {km} km{oneway}), joined at {joins}.",
        "Ny vej ({road_class}, {km} km{oneway}), tilsluttet {joins}.",
    ),
    "oneway": (", one-way", ", ensrettet"),
    "one_join": ("one place", "ét sted"),
    "many_joins": ("{count} places", "{count} steder"),
    "delay_s": (
        "Every turn at {where} takes {value} seconds.",
        "Hvert sving ved {where} tager {value} sekunder.",
    ),
    "extra_s": (
        "Every turn at {where} takes {value} seconds more.",
        "Hvert sving ved {where} tager {value} sekunder mere.",
    ),
    "node": ("junction {node_id}", "kryds {node_id}"),
    "junctions": (
        "the junctions within {radius} m of the mark",
        "krydsene inden for {radius} m af mærket",
    ),
    # Places
    "move": ("{place} moves{by}.", "{place} flytter{by}."),
    "by_km": (" by {km} km", " {km} km"),
    "open": ("{kind} opens: {place}{holds}.", "{kind} åbner: {place}{holds}."),
    "open_place": ("A new place opens: {place}{holds}.", "Nyt sted åbner: {place}{holds}."),
    "holds": (", for {capacity}", " med plads til {capacity}"),
    "shut": ("{place} closes.", "{place} lukker."),
    "capacity": (
        "{place} holds {capacity} from now on.",
        "{place} har herefter plads til {capacity}.",
    ),
    "kind_hospital": ("A hospital", "Et hospital"),
    "kind_school": ("A school", "En skole"),
    "kind_venue": ("A venue", "En arena"),
    "kind_station": ("A station", "En station"),
    "kind_town": ("A town", "En by"),
    "kind_other": ("A place ({kind})", "Et sted ({kind})"),
    # Tracks
    "between": ("{begin}\N{EN DASH}{end}", "{begin}\N{EN DASH}{end}"),
    "from_km": ("km {begin} to {end}", "km {begin} til {end}"),
    "the_end": ("the end", "enden"),
    "track_ways": ("{count} track sections", "{count} sporstykker"),
    "track_forward": ("in that direction only", "kun i den retning"),
    "track_backward": ("in the other direction only", "kun i den modsatte retning"),
    "line_speed": (
        "Trains may run at {value} km/h on {where}.",
        "Togene må køre {value} km/t på {where}.",
    ),
    "line_speed_factor": (
        "Trains may run {value} times as fast on {where}.",
        "Togene må køre {value} gange så hurtigt på {where}.",
    ),
    "electrify": (
        "A contact line of {value} kV goes up on {where}.",
        "{where} elektrificeres med {value} kV.",
    ),
    "electrify_down": ("The contact line on {where} goes.", "Køreledningen på {where} tages ned."),
    "double": (
        "{count} laid beside the track on {where}.",
        "Ved siden af sporet på {where} lægges {count}.",
    ),
    "one_track": ("One more track is", "ét spor mere"),
    "more_tracks": ("{count} more tracks are", "{count} spor mere"),
    "new_track": (
        "A new track{called} on {where}, for {value} km/h.",
        "Et nyt spor{called} {where} til {value} km/t.",
    ),
    "new_tracks_ways": (
        "Proposed tracks are laid ({where}).",
        "Foreslåede spor anlægges ({where}).",
    ),
    "drawn_line": ("the line on the map", "linjen på kortet"),
    # Stations and calls
    "new_station": ("A new station: {station}{lines}.", "Ny station: {station}{lines}."),
    "new_halt": ("A new halt: {station}{lines}.", "Nyt trinbræt: {station}{lines}."),
    "call": ("Trains call at {station}{lines}.", "Togene standser i {station}{lines}."),
    "no_call": (
        "No train calls at {station} any more{lines}.",
        "Ingen tog standser længere i {station}{lines}.",
    ),
    "of_lines": (" ({lines})", " ({lines})"),
    "dwell": (
        "Trains stand {value} seconds at {station}{lines}.",
        "Togene holder {value} sekunder i {station}{lines}.",
    ),
    # Services
    "headway": (
        "{line} runs {every}{span}.",
        "{line} kører {every}{span}.",
    ),
    "every": ("every {value} minutes", "hvert {value}. minut"),
    "every_hour": ("every hour", "hver time"),
    "from_first": (" from {first}", " fra kl. {first}"),
    "to_last": (" until {last}", " til kl. {last}"),
    "add_line": (
        "A new line, {line}: {begin}\N{EN DASH}{end}, {every}{span}.",
        "Ny linje, {line}: {begin}\N{EN DASH}{end}, {every}{span}.",
    ),
    "add_line_at": (
        "A new line, {line}: {begin}\N{EN DASH}{end}, {count} departures.",
        "Ny linje, {line}: {begin}\N{EN DASH}{end}, {count} afgange.",
    ),
    "remove_line": ("{line} runs no longer.", "{line} kører ikke længere."),
    "stock": ("{stock} runs on {lines}.", "{stock} kører på {lines}."),
    "all_lines": ("all lines", "alle linjer"),
    # What it comes to
    "km": ("{km} km of road", "{km} km vej"),
    "km_track": ("{km} km of track", "{km} km spor"),
    "ends": ("{before} → {after}", "{before} → {after}"),
    "amount_km": ("{value} ({amount} km)", "{value} ({amount} km)"),
    "amount_node": ("{value} ({amount} junctions)", "{value} ({amount} kryds)"),
    "amount_node_1": ("{value} (one junction)", "{value} (ét kryds)"),
    "amount_trip": ("{value}: {amount} trips a day", "{value}: {amount} ture om dagen"),
    "nothing": ("nothing", "ingenting"),
    "time": (
        "{line}: {before} → {after} minutes from end to end",
        "{line}: {before} → {after} minutter fra ende til ende",
    ),
    "times_more": ("and {count} more lines", "og {count} linjer mere"),
    "back": ("{line}, back", "{line}, retur"),
    "hop": (
        "{line}, {begin}\N{EN DASH}{end}: {change} seconds",
        "{line}, {begin}\N{EN DASH}{end}: {change} sekunder",
    ),
    "hops_more": ("and {count} more hops", "og {count} delstrækninger mere"),
    "connected": ("It is connected to the network.", "Den er forbundet med vejnettet."),
    "unconnected": ("It is connected to nothing.", "Den er ikke forbundet med noget."),
}

VALUES = {
    "open": ("open", "åben"),
    "closed": ("closed", "lukket"),
    "present": ("there", "findes"),
    "removed": ("gone", "fjernet"),
    "no limit": ("no limit", "ingen grænse"),
    "closed to motor traffic": ("closed to motor traffic", "lukket for motorkøretøjer"),
    "as usual": ("as usual", "som sædvanligt"),
    "single track": ("single track", "enkeltspor"),
    "no contact line": ("no contact line", "ingen køreledning"),
    "capacity unknown": ("capacity unknown", "kapacitet ukendt"),
}
"""What accounts count, by their own words."""

CLASSES = {
    "motorway": ("motorway", "motorvej"),
    "motorway_link": ("motorway ramp", "motorvejsrampe"),
    "trunk": ("expressway", "motortrafikvej"),
    "trunk_link": ("expressway ramp", "rampe til motortrafikvej"),
    "primary": ("main road", "hovedvej"),
    "primary_link": ("main road ramp", "rampe til hovedvej"),
    "secondary": ("secondary road", "sekundærvej"),
    "secondary_link": ("secondary ramp", "rampe til sekundærvej"),
    "tertiary": ("tertiary road", "mindre landevej"),
    "tertiary_link": ("tertiary ramp", "rampe til mindre landevej"),
    "unclassified": ("minor road", "kommunevej"),
    "residential": ("residential street", "boligvej"),
    "living_street": ("living street", "opholds- og legeområde"),
    "service": ("service road", "adgangsvej"),
    "track": ("track", "markvej"),
    "path": ("path", "sti"),
    "cycleway": ("cycleway", "cykelsti"),
    "footway": ("footway", "gangsti"),
    "pedestrian": ("pedestrian street", "gågade"),
    "steps": ("steps", "trappe"),
    "ferry": ("ferry", "færge"),
}
