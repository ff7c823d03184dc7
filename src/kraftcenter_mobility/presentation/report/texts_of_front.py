"""What stands at the head of a report, and its numbers, in English and Danish."""

from __future__ import annotations

__all__ = ["FRONT"]

FRONT: dict[str, tuple[str, str]] = {
    # The page
    "report": ("Report", "Rapport"),
    "contents": ("Contents", "Indhold"),
    "skip": ("Skip to the contents", "Gå til indholdet"),
    "by_author": ("By {author}", "Af {author}"),
    "data_of": ("Data of {date}", "Data fra {date}"),
    "made_with": ("Made with {tool}", "Udarbejdet med {tool}"),
    "sort_hint": (
        "Press a heading to sort by it.",
        "Tryk på en overskrift for at sortere efter den.",
    ),
    "scrolls": ("Table, scrolls sideways", "Tabel, kan rulles sidelæns"),
    "total": ("All", "Alle"),
    "no_group": ("(none)", "(uden)"),
    "people": ("people", "personer"),
    "origins": ("places", "steder"),
    "one_person": ("1 person", "1 person"),
    "one_origin": ("1 place", "1 sted"),
    # What was asked
    "asked": ("What was asked", "Hvad der blev spurgt om"),
    "asked_one": (
        "What does “{scenario}” do to people's travel times {mode} to {goal}?",
        "Hvad betyder »{scenario}« for rejsetiden {mode} til {goal}?",
    ),
    "asked_many": (
        "What do {count} scenarios do to people's travel times {mode} to {goal}?",
        "Hvad betyder {count} scenarier for rejsetiden {mode} til {goal}?",
    ),
    "asked_people": (
        (
            "{people} at {origins}, and {goals} to go to. Each scenario is compared "
            "with how things are now: the same people, the same day, and nothing else changed."
        ),
        (
            "{people} fordelt på {origins} og {goals} at rejse til. Hvert scenarie "
            "sammenlignes med i dag: de samme mennesker, den samme dag, og intet andet er ændret."
        ),
    ),
    "asked_origins": (
        (
            "{origins}, each counted once because nobody knows how many people live there, "
            "and {goals} to go to. Each scenario is compared with how things are now, with nothing "
            "else changed."
        ),
        (
            "{origins}, der hver tæller én, fordi det ikke er oplyst, hvor mange der "
            "bor dér, "
            "og {goals} at rejse til. Hvert scenarie sammenlignes med i dag, og intet andet "
            "er ændret."
        ),
    ),
    "one_goal": ("one destination", "ét rejsemål"),
    "many_goals": ("{count} destinations", "{count} rejsemål"),
    "when_departure": (
        (
            "Journeys set out on {date} between {start} and {end}; the {percentile} of the times "
            "counts."
        ),
        "Rejserne begynder den {date} mellem kl. {start} og {end}; {percentile} af tiderne tæller.",
    ),
    "when_arrival": (
        (
            "Journeys must have arrived on {date} at some moment between {start} and {end}; the "
            "{percentile} of the times counts."
        ),
        (
            "Man skal være fremme den {date} på et tidspunkt mellem kl. {start} og {end}; "
            "{percentile} "
            "af tiderne tæller."
        ),
    ),
    "when_departure_once": (
        (
            "Journeys set out on {date} at {start}; where a line is known by how often it runs "
            "only, the {percentile} of the times counts."
        ),
        (
            "Rejserne begynder den {date} kl. {start}; hvor kun linjens frekvens kendes, tæller "
            "{percentile} af tiderne."
        ),
    ),
    "when_arrival_once": (
        (
            "Journeys must have arrived on {date} at {start}; where a line is known by how "
            "often it "
            "runs only, the {percentile} of the times counts."
        ),
        (
            "Man skal være fremme den {date} kl. {start}; hvor kun linjens frekvens kendes, tæller "
            "{percentile} af tiderne."
        ),
    ),
    "median": ("median", "medianen"),
    "percentile": ("{number} percentile", "{number}-percentilen"),
    "only_some": (
        "{shown} of {count} scenarios are told of in full: those with the largest effect.",
        "{shown} af {count} scenarier gennemgås i detaljer: dem med størst virkning.",
    ),
    "overview": ("All scenarios at a glance", "Alle scenarier i overblik"),
    "overview_one": ("At a glance", "I overblik"),
    "overview_caption": (
        "What each scenario does to people's travel times to {goal}",
        "Hvad hvert scenarie betyder for rejsetiden til {goal}",
    ),
    "scenario": ("Scenario", "Scenarie"),
    "mode": ("Mode", "Transportmiddel"),
    "source": ("Source: {source}", "Kilde: {source}"),
    "confidence": (
        "How far the facts can be relied on, in the words of the scenario: “{text}”",
        "Hvor sikre oplysningerne er, med scenariets egne ord: »{text}«",
    ),
    # The numbers
    "headline": ("The numbers", "Tallene"),
    "mean_time": ("Mean travel time", "Gennemsnitlig rejsetid"),
    "before": ("Before", "Før"),
    "after": ("After", "Efter"),
    "change": ("Change", "Ændring"),
    "min": ("min", "min."),
    "from_to": ("{before} → {after} {unit}", "{before} → {after} {unit}"),
    "mean_change": ("{change} minutes per journey", "{change} minutter pr. rejse"),
    "mean_over": (
        "of the {share} with a way both before and after",
        "gælder de {share}, der har en forbindelse både før og efter",
    ),
    "hours": ("Time in total", "Tid i alt"),
    "hours_value": ("{change} person-hours", "{change} persontimer"),
    "hours_detail": (
        "if everybody makes the journey once",
        "hvis alle foretager rejsen én gang",
    ),
    "hours_value_origins": ("{change} hours", "{change} timer"),
    "gaining": ("Gain time", "Vinder tid"),
    "losing": ("Lose time", "Taber tid"),
    "gain_detail": (
        "{share} of all; {minutes} minutes on average",
        "{share} af alle; i gennemsnit {minutes} minutter",
    ),
    "gain_share": ("{share} of all", "{share} af alle"),
    "nobody": ("Nobody", "Ingen"),
    "within": ("Within {minutes} minutes", "Inden for {minutes} minutter"),
    "within_after": ("Within {minutes} minutes, after", "Inden for {minutes} minutter, efter"),
    "within_detail": (
        "{change} people, {before} → {after}",
        "{change} personer, {before} → {after}",
    ),
    "within_detail_origins": (
        "{change} places, {before} → {after}",
        "{change} steder, {before} → {after}",
    ),
    "no_way": ("No way", "Ingen forbindelse"),
    "no_way_detail": (
        "{share} of all, neither before nor after; in no mean and no total",
        "{share} af alle, hverken før eller efter; ikke med i gennemsnit og summer",
    ),
    "cut_off": ("Cut off", "Afskåret"),
    "cut_off_detail": ("with no way any more", "har ikke længere nogen forbindelse"),
    "won": ("New connection", "Ny forbindelse"),
    "won_detail": ("with a way for the first time", "får forbindelse for første gang"),
    "least": (
        (
            "Gaining or losing means {least} or more. Means and totals are over those with a way "
            "both before and after."
        ),
        (
            "At vinde eller tabe tid vil sige mindst {least}. Gennemsnit og summer gælder dem, "
            "der har en forbindelse både før og efter."
        ),
    ),
    "seconds_1": ("1 second", "1 sekund"),
    "seconds_n": ("{number} seconds", "{number} sekunder"),
    "minutes_n": ("{number} minutes", "{number} minutter"),
    "says_gain": (
        "The mean travel time {mode} to {goal} falls from {before} to {after} minutes.",
        "Den gennemsnitlige rejsetid {mode} til {goal} falder fra {before} til {after} minutter.",
    ),
    "says_loss": (
        "The mean travel time {mode} to {goal} rises from {before} to {after} minutes.",
        "Den gennemsnitlige rejsetid {mode} til {goal} stiger fra {before} til {after} minutter.",
    ),
    "says_same": (
        "The mean travel time {mode} to {goal} stays at {before} minutes.",
        "Den gennemsnitlige rejsetid {mode} til {goal} er stadig {before} minutter.",
    ),
    "says_none": (
        "Nobody's travel time {mode} to {goal} changes.",
        "Ingens rejsetid {mode} til {goal} ændrer sig.",
    ),
    "says_no_way": (
        "Nobody has a way {mode} to {goal} both before and after.",
        "Ingen har en forbindelse {mode} til {goal} både før og efter.",
    ),
    "says_people": (
        "{gain} people gain time and {lose} lose time.",
        "{gain} personer vinder tid, og {lose} taber tid.",
    ),
    "says_origins": (
        "{gain} of the places gain time and {lose} lose time.",
        "{gain} af stederne vinder tid, og {lose} taber tid.",
    ),
    "says_only_gain": (
        "{people} gain time, and nobody loses any.",
        "{people} vinder tid, og ingen taber.",
    ),
    "says_only_gain_1": (
        "{people} gains time, and nobody loses any.",
        "{people} vinder tid, og ingen taber.",
    ),
    "says_only_lose": (
        "{people} lose time, and nobody gains any.",
        "{people} taber tid, og ingen vinder.",
    ),
    "says_only_lose_1": (
        "{people} loses time, and nobody gains any.",
        "{people} taber tid, og ingen vinder.",
    ),
    "says_never": (
        "{people} ({share}) have no way, neither before nor after, and are in no mean.",
        (
            "{people} ({share}) har ingen forbindelse, hverken før eller efter, og er ikke med i "
            "gennemsnittet."
        ),
    ),
    "says_never_1": (
        "{people} ({share}) has no way, neither before nor after, and is in no mean.",
        (
            "{people} ({share}) har ingen forbindelse, hverken før eller efter, og er ikke med i "
            "gennemsnittet."
        ),
    ),
    "says_cut": ("{people} are cut off.", "{people} bliver afskåret."),
    "says_cut_1": ("{people} is cut off.", "{people} bliver afskåret."),
    "says_won": (
        "{people} have a way for the first time.",
        "{people} får forbindelse for første gang.",
    ),
    "says_won_1": (
        "{people} has a way for the first time.",
        "{people} får forbindelse for første gang.",
    ),
    "cutoffs_caption": (
        "How many reach {goal} within so many minutes {mode}",
        "Hvor mange der når {goal} inden for så mange minutter {mode}",
    ),
    "cutoff": ("Minutes", "Minutter"),
    "share_before": ("Share before", "Andel før"),
    "share_after": ("Share after", "Andel efter"),
}
