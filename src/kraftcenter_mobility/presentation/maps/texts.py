"""What maps say, in English and Danish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftcenter_mobility import herning

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["TEXTS", "by_mode", "counted_word"]

TEXTS: dict[str, tuple[str, str]] = {
    # What is drawn, in legends and lists of layers.
    "travel times": ("Travel times", "Rejsetider"),
    "values": ("Values", "Værdier"),
    "changes": ("Changes of travel times", "Ændringer i rejsetid"),
    "isochrones": ("Reached areas", "Områder inden for rækkevidde"),
    "journeys": ("Journeys", "Rejser"),
    "network": ("Roads and railways", "Veje og jernbaner"),
    "origins": ("Origins", "Startsteder"),
    "destinations": ("Destinations", "Mål"),
    "hospitals": ("Hospitals", "Hospitaler"),
    "places": ("Places", "Steder"),
    "roads": ("Roads", "Veje"),
    "rails": ("Railways", "Jernbaner"),
    "stations": ("Stations", "Stationer"),
    "edits": ("Edits", "Ændringer"),
    "changed roads": ("Changed roads", "Ændrede veje"),
    "changed tracks": ("Changed roads or tracks", "Ændrede veje eller spor"),
    "changed places": ("Changed places", "Ændrede steder"),
    "closed places": ("Closed places", "Nedlagte steder"),
    "left places": ("Left by places that move", "Forladt af steder, der flytter"),
    "new places": ("New places", "Nye steder"),
    "joins": ("Joins other roads", "Tilslutning til andre veje"),
    "no edits": ("no edits", "ingen ændringer"),
    "edit": ("{number}. {what}", "{number}. {what}"),
    # Modes.
    "car": ("by car", "i bil"),
    "ambulance": ("by ambulance", "med ambulance"),
    "bicycle": ("by bicycle", "på cykel"),
    "walking": ("on foot", "til fods"),
    "transit": ("by public transport", "med kollektiv trafik"),
    "mode": ("by {mode}", "med {mode}"),
    # Legends.
    "minutes": ("minutes", "minutter"),
    "minutes by": ("minutes {by}", "minutter {by}"),
    "no way": ("no way through", "ingen vej"),
    "no value": ("no value", "ingen værdi"),
    "infinite": ("infinite", "uendelig"),
    "over": ("over {limit}", "over {limit}"),
    "up to": ("up to {limit}", "op til {limit}"),
    "from to": ("{low} to {high}", "{low} til {high}"),
    "people": ("people", "personer"),
    "km2": ("km²", "km²"),
    "size people": (
        "The larger a circle, the more people live there.",
        "Jo større en cirkel er, jo flere bor der.",
    ),
    "size people of both": (
        "The larger a circle or square, the more people live there.",
        "Jo større en cirkel eller firkant er, jo flere bor der.",
    ),
    "size dots": ("Each dot is {what}.", "Hver prik er {what}."),
    "one person": ("one person", "én person"),
    "one origin": ("one origin", "ét startsted"),
    "so many people": ("{n} people", "{n} personer"),
    "so many origins": ("{n} origins", "{n} startsteder"),
    # Changes.
    "faster": ("{minutes} faster", "{minutes} hurtigere"),
    "slower": ("{minutes} slower", "{minutes} langsommere"),
    "no change": ("no change", "ingen ændring"),
    "first way": ("a way for the first time", "vej for første gang"),
    "last way": ("no way any more", "ingen vej længere"),
    "never": ("no way before or after", "ingen vej før eller efter"),
    "slight": ("under {seconds} s", "under {seconds} s"),
    "none or slight": ("none, or under {seconds} s", "ingen, eller under {seconds} s"),
    "told faster": (
        "{change} min faster: {after} instead of {before}",
        "{change} min hurtigere: {after} i stedet for {before}",
    ),
    "told slower": (
        "{change} min slower: {after} instead of {before}",
        "{change} min langsommere: {after} i stedet for {before}",
    ),
    "told slightly faster": (
        "{change} s faster: {after} min",
        "{change} s hurtigere: {after} min",
    ),
    "told slightly slower": (
        "{change} s slower: {after} min",
        "{change} s langsommere: {after} min",
    ),
    "told before": ("{label}: {minutes} min before", "{label}: før {minutes} min"),
    "gain and lose": (
        "{by}, {measure}: {gain} gain and {lose} lose at least {least} s.",
        "{by}, {measure}: {gain} vinder og {lose} taber mindst {least} s.",
    ),
    "nearest": ("time to the nearest destination", "tid til det nærmeste mål"),
    "second_nearest": ("time to the second nearest destination", "tid til det næstnærmeste mål"),
    "mean_travel_time": (
        "mean travel time to all destinations",
        "gennemsnitlig rejsetid til alle mål",
    ),
    # Isochrones.
    "reached from": ("minutes {by} from {place}", "minutter {by} fra {place}"),
    "reached to": ("minutes {by} to {place}", "minutter {by} til {place}"),
    "nearest place": ("the nearest place", "det nærmeste sted"),
    "percentile": (
        "Reached at {percentile} % or more of the moments of the window.",
        "Nås i {percentile} % eller mere af vinduets tidspunkter.",
    ),
    "all places": ("all places", "alle steder"),
    "area": ("{place}, {minutes} min: {km2} km²", "{place}, {minutes} min: {km2} km²"),
    "kept": ("reached before and after", "nås både før og efter"),
    "gained": ("gained", "vundet"),
    "lost": ("lost", "tabt"),
    "in a change": ("{what}, {minutes} min: {km2} km²", "{what}, {minutes} min: {km2} km²"),
    "within minutes": ("within {minutes} min", "inden for {minutes} min"),
    # Journeys.
    "walk": ("on foot", "til fods"),
    "rail": ("by train", "med tog"),
    "bus": ("by bus", "med bus"),
    "tram": ("by light rail", "med letbane"),
    "metro": ("by metro", "med metro"),
    "ferry": ("by ferry", "med færge"),
    "ride": ("by public transport", "med kollektiv trafik"),
    # Roads.
    "motorway": ("motorways", "motorveje"),
    "trunk": ("trunk roads", "motortrafikveje og hovedveje"),
    "primary": ("primary roads", "primærveje"),
    "secondary": ("secondary roads", "sekundærveje"),
    "tertiary": ("tertiary roads", "mindre veje"),
    "ferries": ("ferries", "færger"),
    "local": ("local streets", "lokale gader"),
    "path": ("tracks, paths", "markveje, stier"),
    "kmh": ("km/h by car", "km/t i bil"),
    "closed to cars": ("not for cars", "ikke for biler"),
    # Notes.
    "left out": (
        "Not drawn, to keep the map light: {what}.",
        "Ikke tegnet, for at holde kortet let: {what}.",
    ),
    "squares": (
        "{n} origins are added up in {cells} squares of {size}: each shows {what}.",
        "{n} startsteder er lagt sammen i {cells} kvadrater på {size}: hvert viser {what}.",
    ),
    "weighted mean": ("the mean of its people", "gennemsnittet for dets beboere"),
    "plain mean": ("the mean of its origins", "gennemsnittet for dets startsteder"),
    "dots": (
        "Each dot is {what} and lies at random within about {size} of where they are.",
        "Hver prik er {what} og ligger tilfældigt inden for cirka {size} fra deres sted.",
    ),
    "beyond the map": (
        "Beyond the edge of the map: {n} of {total} destinations.",
        "Uden for kortets kant: {n} af {total} mål.",
    ),
    "off the roads": (
        "All {n} places lie far from the roads of the network.",
        "Alle {n} steder ligger langt fra nettets veje.",
    ),
    "off the map": (
        "Not on the map: {n} of {total} places, which lie far from all roads.",
        "Ikke på kortet: {n} af {total} steder, som ligger langt fra alle veje.",
    ),
    "too many marks": (
        "{n} places are drawn as dots, with their names under the pointer.",
        "{n} steder er tegnet som prikker, med deres navne under markøren.",
    ),
    "squares of places": (
        "{n} places are drawn as a dot for each of the {cells} squares of {size} they lie in.",
        "{n} steder er tegnet som en prik for hvert af {cells} kvadrater på {size}, de ligger i.",
    ),
    "several as one": (
        "The areas of {n} places are drawn as one: how near the nearest of them is.",
        "Områderne for {n} steder er tegnet som ét: hvor tæt på det nærmeste af dem er.",
    ),
    "whole roads": (
        "Roads are drawn in their whole length, also where only a part of them is used.",
        "Veje er tegnet i hele deres længde, også hvor kun en del af dem bruges.",
    ),
    "not drawn": (
        "{n} of {total} rows have nothing to draw.",
        "{n} af {total} rækker har intet at tegne.",
    ),
    "no journey": (
        "{n} of {total} journeys are not drawn: there is no way.",
        "{n} af {total} rejser er ikke tegnet: der er ingen vej.",
    ),
    "sample": (
        herning.DISCLAIMER,
        (
            "En skematisk model af hovedveje og jernbaner omkring Herning med opdigtede lokale "
            "gader: vejene er ikke OpenStreetMap-data, og den er ikke til planlægning."
        ),
    ),
    # Credits.
    "OpenStreetMap": (
        "Roads and places: © OpenStreetMap contributors (ODbL)",
        "Veje og steder: © OpenStreetMap contributors (ODbL)",
    ),
    "sample credits": (
        herning.CREDITS,
        (
            "Befolkning: folketællingens kvadratnet 2021, © European Union (Eurostat/GISCO). "
            "Stednavne: GeoNames (CC BY 4.0). Stationer og nogle steder: udledt af "
            "stoppestederne i køreplansdata (Rejseplanen, 2022). Midten af nogle byer: "
            "© OpenStreetMap contributors (ODbL), via Nominatim."
        ),
    ),
    "made with": (
        "Made with kraftcenter_mobility {version}",
        "Lavet med kraftcenter_mobility {version}",
    ),
    # Tooltips.
    "named value": ("{name}: {value}", "{name}: {value}"),
    "and people": ("{text}, {people} people", "{text}, {people} personer"),
    "square": ("{people} people in {n} places", "{people} personer på {n} steder"),
    "square places": ("{n} places", "{n} steder"),
    "cut off": ("{text}, {people} of them without a way", "{text}, {people} af dem uden vej"),
}
"""Texts by their keys, in English and Danish."""


def by_mode(words: Words, mode: object) -> str:
    """Return how one travels by a mode, or by what is called so.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> by_mode(Words("da"), "bicycle"), by_mode(Words("en"), "night bus")
    ('på cykel', 'by night bus')
    """
    name = str(getattr(mode, "name", mode))
    if name in {"car", "ambulance", "bicycle", "walking", "transit"}:
        return words.say(TEXTS, name)
    return words.say(TEXTS, "mode", mode=name)


def counted_word(words: Words, *, people: bool) -> str:
    """Return what the numbers of a legend count."""
    return words.say(TEXTS, "people" if people else "origins").lower()
