"""Terms, and what the model does and does not know, in English and Danish."""

from __future__ import annotations

__all__ = ["CONFIDENCE", "KNOWN", "TERMS", "TERM_KEYS", "UNKNOWN"]

TERM_KEYS = ("mean", "person_hours", "gains", "within_term", "percentile_term", "baseline", "way")
"""Terms that are explained, each ``term_<key>`` and ``about_<key>``."""

KNOWN = ("known_roads", "known_speeds", "known_turns")
UNKNOWN = ("unknown_queues", "unknown_choice", "unknown_doors", "unknown_demand")
TRANSIT_KNOWN = "known_trains"
TRANSIT_UNKNOWN = "unknown_trains"

CONFIDENCE = ("V", "M", "A", "B", "C", "D")
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
        (
            "Those whose travel time falls or rises by {least} or more, and those who have a way "
            "for the first time or lose the last."
        ),
        (
            "De, hvis rejsetid falder eller stiger med mindst {least}, og de, der får forbindelse "
            "for første gang eller mister den helt."
        ),
    ),
    "term_within_term": ("Within 30 minutes", "Inden for 30 minutter"),
    "about_within_term": (
        "Those whose travel time is at most so many minutes.",
        "De, hvis rejsetid højst er så mange minutter.",
    ),
    "term_percentile_term": ("Tenths and halves", "Tiendedele og halvdele"),
    "about_percentile_term": (
        (
            "One person in ten travels no longer than the first time, half no longer than the "
            "second, and nine in ten no longer than the third."
        ),
        (
            "Hver tiende rejser højst den første tid, halvdelen højst den anden og ni ud af ti "
            "højst den tredje."
        ),
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
    "term_way": ("A way", "En forbindelse"),
    "about_way": (
        "Any connection along the network with which the journey can be made at all.",
        "Enhver rute gennem nettet, ad hvilken rejsen overhovedet kan foretages.",
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
        "How long signals, junctions and turns take on a quiet day.",
        "Hvor lang tid lyskryds, vejkryds og sving tager på en stille dag.",
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
    "unknown_choice_measured": (
        "Habits: everybody takes the fastest way, and goes where the measure has them go.",
        "Vaner: alle tager den hurtigste vej og tager derhen, hvor beregningen sender dem.",
    ),
    "unknown_doors": (
        "Addresses: everybody sets out from the middle of the place where they are counted.",
        "Adresser: alle rejser fra midten af det sted, hvor de er talt.",
    ),
    "unknown_demand": (
        "How often people travel: everybody makes the journey once.",
        "Hvor ofte folk rejser: alle foretager rejsen én gang.",
    ),
    "unknown_trains": (
        "Delays, full trains, fares, and whether trains that conflict can be timetabled.",
        "Forsinkelser, fyldte tog, billetpriser, og om en køreplan kan løse togkonflikterne.",
    ),
    "letters": (
        "Letters say how good a fact is:",
        "Bogstaver siger, hvor god en oplysning er:",
    ),
    "letter_V": ("verified in a named source", "bekræftet i en navngiven kilde"),
    "letter_M": ("from memory", "efter hukommelsen"),
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
