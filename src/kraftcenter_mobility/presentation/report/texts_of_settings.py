"""What settings are called in a report, in English and Danish: by the names of their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["FIELDS", "VALUES", "called", "said"]

FIELDS: dict[str, tuple[str, str]] = {
    # Of a comparison
    "turns": ("delays and bans at turns", "forsinkelser og forbud ved sving"),
    "max_distance_m": ("longest walk to the road, m", "længste gang til vejen, m"),
    "access": ("walk to the road counted", "gang til vejen regnet med"),
    "allow_islands": ("roads without connection used", "veje uden forbindelse brugt"),
    "departure": ("departure", "afgang"),
    "arrival": ("arrival", "ankomst"),
    "percentile": ("percentile of the times", "percentil af tiderne"),
    "measure": ("measure", "mål for rejsetid"),
    "least_s": ("least change that counts, s", "mindste ændring, der tæller, s"),
    "cutoffs_s": ("people counted within, s", "personer talt inden for, s"),
    "answerer": ("travel times by", "rejsetider fra"),
    # Of a mode
    "kind": ("kind", "art"),
    "access_tags": ("tags of access", "adgangsmærker"),
    "top_speed_kmh": ("top speed, km/h", "højeste fart, km/t"),
    "built_up_factor": ("speed in towns, times that of cars", "fart i byer, gange bilers"),
    "rural_factor": ("speed elsewhere, times that of cars", "fart uden for byer, gange bilers"),
    "delay_factor": ("share of delays at junctions", "andel af forsinkelser i kryds"),
    "access_speed_kmh": ("walk to the road, km/h", "gang til vejen, km/t"),
    "blue_light": ("private roads open", "private veje åbne"),
    "to_stop": ("to the first stop", "til første stop"),
    "egress": ("from the last stop", "fra sidste stop"),
    "direct": ("all the way", "hele vejen"),
    "change": ("between stops", "mellem stop"),
    "access_cutoff_s": ("longest way to a stop, s", "længste vej til et stop, s"),
    "egress_cutoff_s": ("longest way from a stop, s", "længste vej fra et stop, s"),
    "direct_cutoff_s": ("longest way without a ride, s", "længste vej uden tog og bus, s"),
    "change_cutoff_s": ("longest walk between stops, s", "længste gang mellem stop, s"),
    "slack_s": ("to spare at boarding, s", "margen ved påstigning, s"),
    "most_rides": ("most rides", "flest tog og busser"),
    "longest_s": ("longest journey, s", "længste rejse, s"),
    "draws": ("timetables drawn", "trukne køreplaner"),
    # Of speeds and delays
    "half_bendiness_deg_km": (
        "bends that halve the speed, °/km",
        "sving, der halverer farten, °/km",
    ),
    "lowest_bend_factor": ("least factor of bends", "mindste faktor for sving"),
    "ferry_kmh": ("ferries, km/h", "færger, km/t"),
    "signals_s": ("signals", "lyskryds"),
    "stop_s": ("stop sign", "stoptavle"),
    "give_way_s": ("give way", "vigepligt"),
    "roundabout_s": ("roundabout", "rundkørsel"),
    "mini_roundabout_s": ("mini-roundabout", "minirundkørsel"),
    "crossing_s": ("crossing", "fodgængerfelt"),
    "crossing_signals_s": ("crossing with signals", "fodgængerfelt med lys"),
    "level_crossing_s": ("level crossing", "jernbaneoverskæring"),
    "calming_s": ("traffic calming", "fartdæmpning"),
    "minor_to_major_s": ("from minor to major road", "fra sidevej til større vej"),
    "right_turn_s": ("right turn", "højresving"),
    "left_turn_s": ("left turn", "venstresving"),
    "sharp_turn_s": ("sharp turn", "skarpt sving"),
    "u_turn_s": ("turning back", "vending"),
}
"""By the name of the field. Other fields are told by their names."""

VALUES: dict[str, tuple[str, str]] = {
    "True": ("yes", "ja"),
    "False": ("no", "nej"),
    "None": ("as usual for the mode", "som normalt for transportmidlet"),
    "motor": ("motor vehicle", "motorkøretøj"),
    "bicycle": ("bicycle", "cykel"),
    "foot": ("on foot", "til fods"),
    "car": ("car", "bil"),
    "ambulance": ("ambulance", "ambulance"),
    "walking": ("walking", "gang"),
    "transit": ("public transport", "kollektiv trafik"),
    "every": ("every {s} s", "hvert {s}. sekund"),
    "unlimited": ("unlimited", "ubegrænset"),
}
"""By how Python writes them."""


def called(words: Words, field: str) -> str:
    """Return what a setting is called."""
    return words.say(FIELDS, field) if field in FIELDS else field


def said(words: Words, value: object) -> str:
    """Return a value in words: yes and no, numbers as people write them, modes by their names.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> [said(Words("da"), each) for each in (True, 0.85, (900.0, 1800.0))]
    ['ja', '0,85', '900, 1.800']
    """
    from kraftcenter_mobility.networks.timetables.windows import ArrivalWindow, DepartureWindow

    if isinstance(value, tuple):
        return ", ".join(said(words, each) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value in (float("inf"), float("-inf")):
            return words.say(VALUES, "unlimited")
        digits = next((n for n in range(4) if round(value, n) == value), 4)
        return words.number(value, digits)
    if isinstance(value, DepartureWindow | ArrivalWindow):
        return _window(words, value)
    text = str(getattr(value, "name", value))
    return words.say(VALUES, text) if text in VALUES else text


def _window(words: Words, window: DepartureWindow | ArrivalWindow) -> str:
    """Return from when to when, and how often within."""
    begin = f"{window.date} {window.start:%H:%M}"
    if window.end is None:
        return begin
    every = words.say(VALUES, "every").format(s=words.number(window.every_s))
    return f"{begin}\N{EN DASH}{window.end:%H:%M}, {every}"
