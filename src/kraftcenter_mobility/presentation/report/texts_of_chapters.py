"""What the chapters of a report say, in English and Danish; of edits, see `edit_texts`."""

from __future__ import annotations

__all__ = ["CHAPTERS"]

CHAPTERS: dict[str, tuple[str, str]] = {
    # What is changed
    "changed": ("What is changed", "Hvad der ændres"),
    "no_edits": (
        "Nothing is changed: this is how things are now.",
        "Intet ændres: sådan er det i dag.",
    ),
    "edit_short": ("change", "ændring"),
    "edit_number": ("Change {number}", "Ændring {number}"),
    "edits_more": (
        "{count} more changes are in the scenario's file at the end of the report.",
        "Yderligere {count} ændringer står i scenariets fil sidst i rapporten.",
    ),
    "figure_edit": ("Where change {number} is", "Hvor ændring {number} er"),
    "remarks": ("Good to know", "Værd at vide"),
    "no_effect": ("This change has no effect.", "Denne ændring har ingen virkning."),
    # Maps
    "map": ("Who gains, who loses, and where", "Hvem vinder, hvem taber, og hvor"),
    "map_caption": (
        "Change of the travel time {mode} to {goal}. Blue is faster, brown is slower.",
        "Ændring i rejsetiden {mode} til {goal}. Blå er hurtigere, brun er langsommere.",
    ),
    "map_title": ("Change of the travel time", "Ændring i rejsetiden"),
    "map_note": (
        "Changes of less than 10 seconds are drawn like none.",
        "Ændringer på under 10 sekunder er tegnet som ingen ændring.",
    ),
    "roads_title": ("Roads used more or less", "Veje brugt mere eller mindre"),
    "areas_title": ("Area kept, gained and lost", "Opland bevaret, vundet og tabt"),
    "own_note": ("Note: {note}", "Note: {note}"),
    "map_moves": (
        "The map can be moved and zoomed; layers are switched on and off at its edge.",
        "Kortet kan flyttes og zoomes; lag slås til og fra i kanten.",
    ),
    # Distribution
    "spread": ("How gains and losses are spread", "Hvordan gevinster og tab fordeler sig"),
    "histogram": ("How much the travel time changes", "Hvor meget rejsetiden ændrer sig"),
    "histogram_x": (
        "Change in minutes (less than zero is faster)",
        "Ændring i minutter (under nul er hurtigere)",
    ),
    "histogram_caption": (
        "How many have which change.",
        "Hvor mange der har hvilken ændring.",
    ),
    "histogram_others": (
        "{unchanged} with no change are not drawn.",
        "{unchanged} uden ændring er ikke tegnet.",
    ),
    "histogram_others_1": (
        "{unchanged} with no change is not drawn.",
        "{unchanged} uden ændring er ikke tegnet.",
    ),
    "cumulative": (
        "Who gets there within how many minutes",
        "Hvem der er fremme inden for hvor mange minutter",
    ),
    "cumulative_x": ("Minutes {mode}", "Minutter {mode}"),
    "cumulative_y": ("Share of people", "Andel af personer"),
    "cumulative_y_origins": ("Share of places", "Andel af steder"),
    "cumulative_caption": (
        "Share that gets to {goal} within so many minutes, before and after.",
        "Andel, der når {goal} inden for så mange minutter, før og efter.",
    ),
    "no_change_drawn": (
        "Nobody with a way both before and after has another travel time.",
        "Rejsetiden er den samme for alle, der har en forbindelse både før og efter.",
    ),
    "percentiles_caption": ("Not only the mean", "Ikke kun gennemsnittet"),
    "percentiles_note": (
        "Of all, those who have no way too; the mean is of those who have one.",
        "Af alle, også dem uden forbindelse; gennemsnittet gælder dem, der har en.",
    ),
    "p10": ("A tenth needs at most", "En tiendedel bruger højst"),
    "p50": ("Half need at most", "Halvdelen bruger højst"),
    "p90": ("Nine tenths need at most", "Ni tiendedele bruger højst"),
    "no_way_short": ("no way", "ingen forbindelse"),
    # Groups
    "municipality": ("municipality", "kommune"),
    "Municipality": ("Municipality", "Kommune"),
    "group_caption": (
        "Travel time {mode} to {goal} by {group}",
        "Rejsetid {mode} til {goal} fordelt på {group}",
    ),
    "all_people": ("People", "Personer"),
    "all_origins": ("Places", "Steder"),
    "mean_before": ("Minutes before", "Minutter før"),
    "mean_after": ("Minutes after", "Minutter efter"),
    "mean_difference": ("Change, minutes", "Ændring, minutter"),
    "person_h": ("Person-hours", "Persontimer"),
    "hours_short": ("Hours", "Timer"),
    "gain_short": ("Gain", "Vinder"),
    "lose_short": ("Lose", "Taber"),
    "cut_short": ("Cut off", "Afskåret"),
    "conflicts_short": ("Train conflicts before → after", "Togkonflikter før → efter"),
    "groups_more": (
        "{count} more groups, those with the fewest people, are left out.",
        "Yderligere {count} grupper, dem med færrest personer, er udeladt.",
    ),
    # Roads
    "roads": ("The roads that matter", "Vejene, der betyder noget"),
    "roads_intro": (
        (
            "The ways of those most concerned were followed along the roads; they stand for "
            "{followed} of the {effect} person-hours. A gain is put down to the roads that are "
            "used only after, or on which time falls; a loss to those that are used only "
            "before, or on which time rises."
        ),
        (
            "De mest berørtes ruter er fulgt gennem vejnettet; de står for {followed} af de "
            "{effect} persontimer. En gevinst tilskrives de veje, der kun bruges efter "
            "ændringen, eller hvor tiden falder; et tab dem, der kun bruges før, eller hvor "
            "tiden stiger."
        ),
    ),
    "roads_caption": (
        "Roads by what they carry of the effect",
        "Veje efter deres del af virkningen",
    ),
    "roads_note": (
        (
            "Counted among those who were followed. New users do not use any part of the road "
            "today; the map counts each section by itself."
        ),
        (
            "Talt blandt dem, der er fulgt. Nye brugere bruger i dag slet ikke vejen; kortet "
            "tæller hvert vejstykke for sig."
        ),
    ),
    "road": ("Road", "Vej"),
    "more_people": ("New users", "Nye brugere"),
    "fewer_people": ("Former users", "Tidligere brugere"),
    "roads_map_caption": (
        "Sections of road that more (blue) or fewer (brown) of the people who were followed use.",
        "Vejstrækninger, som flere (blå) eller færre (brun) af de fulgte personer bruger.",
    ),
    "roads_legend": ("people more or fewer", "personer flere eller færre"),
    "roads_fewer": ("fewer", "færre"),
    "roads_more": ("more", "flere"),
    "ways_layer": ("Roads used more or less", "Veje brugt mere eller mindre"),
    "unnamed": ("(roads without a name)", "(veje uden navn)"),
    "walks": ("(walks to and from the road)", "(gang til og fra vejen)"),
    "new_road": ("new road (change {number})", "ny vej (ændring {number})"),
    "roads_nearest": (
        "This part is about the ways {mode} to {goal}.",
        "Dette afsnit handler om ruterne {mode} til {goal}.",
    ),
    "roads_no_time": (
        (
            "Those concerned are cut off, or have a way for the first time: there are no hours "
            "that could be put down to roads."
        ),
        (
            "De berørte bliver afskåret eller får forbindelse for første gang: der er ingen timer "
            "at fordele på vejene."
        ),
    ),
    "roads_none": (
        "Nobody's travel time changes, so that no road carries an effect.",
        "Ingens rejsetid ændrer sig, så ingen vej bærer nogen virkning.",
    ),
    "roads_many": (
        "The scenario has too many changes to follow what each of them does on the roads.",
        "Scenariet har for mange ændringer til at følge hver enkelts virkning på vejene.",
    ),
    "roads_transit": (
        "Journeys {mode} follow no roads; what happens to the trains is told with each change.",
        "Rejser {mode} følger ikke vejene; hvad der sker med togene, står ved hver ændring.",
    ),
    "edits_caption": (
        "What each change contributes: the effect that is lost without it",
        "Hvad hver ændring bidrager med: den virkning, der forsvinder uden den",
    ),
    "needed": (
        "the other changes cannot do without it",
        "de øvrige ændringer kan ikke undvære den",
    ),
    # Areas
    "areas": ("What can be reached in time", "Hvad der kan nås i tide"),
    "areas_intro": (
        (
            "Where {goal} can be reached from {mode}, exactly along the roads and "
            "{buffer} m to either side."
        ),
        "Hvorfra {goal} kan nås {mode}, nøjagtigt langs vejene og {buffer} m til hver side.",
    ),
    "areas_people": (
        (
            "People are counted where the middle of the place they live at, such as a cell of "
            "the census, lies within {buffer} m of a road that is reached in time. Travel times "
            "go to the place itself and count the walk to the road. Numbers of people therefore "
            "differ from those of the travel times, and how many are gained or lost can differ "
            "by half and more: for people, rely on the travel times; for where, on the areas."
        ),
        (
            "Personer er talt med, når midten af det sted, de bor, for eksempel en celle i "
            "folketællingen, ligger højst {buffer} m fra en vej, der nås i tide. Rejsetiderne "
            "gælder helt til stedet og tæller gangen til vejen med. Derfor afviger antallene af "
            "personer fra rejsetidernes, og hvor mange der vindes eller tabes, kan afvige med det "
            "halve og mere: brug rejsetiderne til personer og oplandene til, hvor det er."
        ),
    ),
    "areas_caption": ("Area gained and lost", "Opland vundet og tabt"),
    "areas_map_caption": (
        (
            "Area from which {goal} can be reached within {minutes} minutes {mode}: kept, "
            "gained and lost. Outlines are simplified."
        ),
        (
            "Oplandet, hvorfra {goal} kan nås inden for {minutes} minutter {mode}: bevaret, "
            "vundet og tabt. Omridset er forenklet."
        ),
    ),
    "kept": ("kept", "bevaret"),
    "gained": ("gained", "vundet"),
    "lost": ("lost", "tabt"),
    "area_of": ("{what}, km²", "{what}, km²"),
    "people_of": ("{what}, people", "{what}, personer"),
    "no_areas": (
        "Areas are left out: they could not be computed here.",
        "Oplande er udeladt: de kunne ikke beregnes her.",
    ),
    # Trains
    "trains": ("Can the trains run?", "Kan togene køre?"),
    "trains_intro": (
        (
            "Trains that meet on single track or follow too closely, on {date}. Nothing is solved: "
            "with conflicts, travel times are bounds of what is possible."
        ),
        (
            "Tog, der mødes på enkeltspor eller følger for tæt, den {date}. Intet er løst: med "
            "konflikter "
            "er rejsetiderne grænser for, hvad der er muligt."
        ),
    ),
    "trains_meet": (
        (
            "Trains meet on single track or follow too closely. Nothing is solved, and "
            "travel times "
            "are bounds of what is possible."
        ),
        (
            "Tog mødes på enkeltspor eller følger for tæt. Intet er løst, og rejsetiderne er "
            "grænser "
            "for, hvad der er muligt."
        ),
    ),
    "trains_unseen": (
        "“{name}” changes trains or buses, which nobody takes here.",
        "»{name}« ændrer tog eller busser, som ingen bruger her.",
    ),
    "trains_count": (
        "Conflicts: {before} before, {after} after.",
        "Konflikter: {before} før, {after} efter.",
    ),
}
