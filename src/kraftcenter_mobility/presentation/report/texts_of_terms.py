"""Terms, and what the model does and does not know, in English and Danish."""

from __future__ import annotations

__all__ = ["CONFIDENCE", "KNOWN", "TERMS", "TERM_KEYS", "UNKNOWN"]

TERM_KEYS = ("mean", "person_hours", "gains", "within_term", "percentile_term", "baseline", "way")
"""Terms that are explained, each ``term_<key>`` and ``about_<key>``."""

KNOWN = ("known_roads", "known_speeds", "known_turns")
UNKNOWN = ("unknown_queues", "unknown_choice", "unknown_doors", "unknown_demand")
TRANSIT_KNOWN = "known_trains"
TRANSIT_UNKNOWN = "unknown_trains"

CONFIDENCE = ("V", "A", "B", "C", "D")
"""Letters of confidence in facts, each ``letter_<letter>``."""

TERMS: dict[str, tuple[str, str]] = {
    "terms_caption": ("What the words mean", "Hvad ordene betyder"),
    "term": ("Term", "Begreb"),
    "meaning": ("Meaning", "Betydning"),
    "term_mean": ("Mean travel time", "Gennemsnitlig rejsetid"),
    "about_mean": (
        "The mean over people, not over places: a town counts for as many as live there.",
        "Gennemsnittet over personer, ikke over steder: en by tæller med så mange, som bor dér.",
    ),
    "term_person_hours": ("Person-hours", "Persontimer"),
    "about_person_hours": (
        (
            "What all save or lose together if each makes the journey once. Ten people who "
            "save six "
            "minutes each save one person-hour. Less than zero is time saved."
        ),
        (
            "Hvad alle tilsammen sparer eller mister, hvis hver foretager rejsen én gang. Ti "
            "personer, "
            "der hver sparer seks minutter, sparer én persontime. Under nul er sparet tid."
        ),
    ),
    "term_gains": ("Gain and lose time", "Vinde og tabe tid"),
    "about_gains": (
        "Whose travel time falls or rises by {least} or more, and those who get or lose every way.",
        (
            "De, hvis rejsetid falder eller stiger med mindst {least}, og de, der får eller mister "
            "enhver vej."
        ),
    ),
    "term_within_term": ("Within 30 minutes", "Inden for 30 minutter"),
    "about_within_term": (
        "Whose travel time is at most so many minutes.",
        "De, hvis rejsetid højst er så mange minutter.",
    ),
    "term_percentile_term": ("Tenths and halves", "Tiendedele og halvdele"),
    "about_percentile_term": (
        (
            "Half of the people have at most the middle travel time; a tenth has at most, or at "
            "least, the others."
        ),
        "Halvdelen har højst den midterste rejsetid; en tiendedel har højst eller mindst de andre.",
    ),
    "term_baseline": ("Before and after", "Før og efter"),
    "about_baseline": (
        (
            "Before is without the scenario, after is with it. Where a scenario describes "
            "the past, "
            "“after” is how it was."
        ),
        (
            "Før er uden scenariet, efter er med det. Hvor et scenarie beskriver fortiden, "
            "er »efter« "
            "sådan, som det var."
        ),
    ),
    "term_way": ("A way", "En vej"),
    "about_way": (
        "Any connection along the network with which the journey can be made at all.",
        "Enhver forbindelse gennem nettet, hvormed rejsen overhovedet kan foretages.",
    ),
    "knows": ("What the model knows", "Hvad modellen ved"),
    "knows_not": ("What it does not know", "Hvad den ikke ved"),
    "known_roads": (
        "Roads, one-ways, closures, limits and turn restrictions as the data have them.",
        "Veje, ensretninger, spærringer, hastighedsgrænser og svingforbud, som dataene har dem.",
    ),
    "known_speeds": (
        "That cars drive slower than the limit, by class of road, bends and surface.",
        "At biler kører langsommere end grænsen, efter vejtype, kurver og belægning.",
    ),
    "known_turns": (
        "What signals, junctions and turns cost on a quiet day.",
        "Hvad lyskryds, vejkryds og sving koster på en stille dag.",
    ),
    "known_trains": (
        "Running times from tracks, limits and trains, waiting, changes and walks to the stop.",
        "Køretider ud fra spor, hastigheder og tog, ventetid, skift og gang til stoppestedet.",
    ),
    "unknown_queues": (
        "Queues, and that a faster road draws more traffic: times are those of an uncongested day.",
        "Kø, og at en hurtigere vej trækker mere trafik til: tiderne er for en dag uden trængsel.",
    ),
    "unknown_choice": (
        "Habits: everybody takes the fastest way to the nearest destination.",
        "Vaner: alle tager den hurtigste vej til det nærmeste rejsemål.",
    ),
    "unknown_doors": (
        "Front doors: people stand at the middle of the place that they are counted at.",
        "Hoveddøre: folk står midt i det sted, hvor de er talt.",
    ),
    "unknown_demand": (
        "How often who travels: each journey is made once.",
        "Hvem der rejser hvor ofte: hver rejse foretages én gang.",
    ),
    "unknown_trains": (
        "Delays, full trains, fares, and whether trains that conflict can be timetabled.",
        "Forsinkelser, fyldte tog, takster, og om tog i konflikt kan køreplanlægges.",
    ),
    "letters": (
        "Letters say how good a fact is:",
        "Bogstaver siger, hvor god en oplysning er:",
    ),
    "letter_V": ("verified in a named source", "bekræftet i en navngiven kilde"),
    "letter_A": ("assumed, or made for the test", "antaget, eller opstillet til forsøget"),
    "letter_B": (
        "partly verified, or derived from what is",
        "delvis bekræftet eller udledt af noget bekræftet",
    ),
    "letter_C": ("memory or estimate", "hukommelse eller skøn"),
    "letter_D": (
        "placeholder, to be replaced before use",
        "pladsholder, der skal erstattes før brug",
    ),
}
