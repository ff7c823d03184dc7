"""What stands at the end of a report, in English and Danish; terms see `texts_of_terms`."""

from __future__ import annotations

__all__ = ["BACK"]

BACK: dict[str, tuple[str, str]] = {
    # What it is worth
    "limits": ("How far to trust this", "Hvor meget man kan stole på tallene"),
    "sample": (
        (
            "A schematic model of main roads and railways around Herning, with generated local "
            "streets: its roads are not OpenStreetMap data, and it is not for planning decisions."
        ),
        (
            "En skematisk model af hovedveje og jernbaner omkring Herning med genererede "
            "lokale veje: "
            "vejene er ikke OpenStreetMap-data, og modellen er ikke til planlægningsbeslutninger."
        ),
    ),
    "notices_caption": ("What was odd in the data, but used", "Usædvanligt i dataene, men anvendt"),
    "count": ("Count", "Antal"),
    "what": ("What", "Hvad"),
    "no_notices": ("Nothing odd was met in the data.", "Der var intet usædvanligt i dataene."),
    "signed": (
        (
            "The limit is signed in the data on {signed} of the roads for cars; elsewhere it is "
            "what is legal without a sign."
        ),
        (
            "Hastighedsgrænsen er angivet i dataene på {signed} af vejene for biler; ellers gælder "
            "den generelle grænse."
        ),
    ),
    # Terms and provenance
    "terms": ("How to read the numbers", "Sådan læses tallene"),
    "provenance": ("Where the numbers come from", "Hvor tallene kommer fra"),
    "provenance_intro": (
        "With the same data, settings and versions the same report comes out, to the last byte.",
        "Med de samme data, indstillinger og versioner fås den samme rapport, byte for byte.",
    ),
    "as_file": ("The scenario “{name}” as a file (TOML)", "Scenariet »{name}« som fil (TOML)"),
    "no_file": (
        "The scenario “{name}” cannot be written to a file.",
        "Scenariet »{name}« kan ikke skrives som fil.",
    ),
    "credits": ("Credits", "Kilder og rettigheder"),
    "goals_layer": ("Destinations", "Rejsemål"),
    "no_population": (
        "Nobody knows how many people live at the places, so that each counts one.",
        "Det er ikke oplyst, hvor mange der bor på stederne, så hvert sted tæller én.",
    ),
    "p_source": ("Data", "Data"),
    "p_timestamp": ("Data of", "Data fra"),
    "p_unknown": ("not told in the data", "fremgår ikke af dataene"),
    "p_network": (
        "Digest of the roads, speeds and delays",
        "Kontrolsum for veje, hastigheder og forsinkelser",
    ),
    "p_own_function": (
        "none: speeds or delays go by a function of the user's own",
        "ingen: hastigheder eller forsinkelser følger brugerens egen funktion",
    ),
    "p_transit": ("Digest of tracks and trains", "Kontrolsum for spor og tog"),
    "p_origins": ("Origins and their digest", "Udgangspunkter og deres kontrolsum"),
    "p_destinations": ("Destinations and their digest", "Rejsemål og deres kontrolsum"),
    "p_credit": ("Credit", "Kilde"),
    "population_credit": (
        "Population: census grid 2021, © European Union (Eurostat/GISCO)",
        "Befolkning: folketællingens kvadratnet 2021, © European Union (Eurostat/GISCO)",
    ),
    "p_scenario": ("Digest of “{name}”", "Kontrolsum for »{name}«"),
    "p_mode": ("Mode: {name}", "Transportmiddel: {name}"),
    "p_speeds": ("Model of speeds", "Hastighedsmodel"),
    "p_delays": ("Delays at junctions, s", "Forsinkelser i kryds, s"),
}
