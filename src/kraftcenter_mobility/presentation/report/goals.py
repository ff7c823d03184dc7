"""Where people go, as the measure of a comparison counts it: the nearest, the second nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .texts import GOALS, NEUTER, goal_words, ordinal

if TYPE_CHECKING:
    from kraftcenter_mobility.presentation.languages import Words
    from kraftcenter_mobility.scenarios.measures import Measure

__all__ = ["measured_goal", "rank_of"]

OURS = "kraftcenter_mobility."

RANKS = {2: ("second", "næst"), 3: ("third", "tredje"), 4: ("fourth", "fjerde")}

PLURALS = {
    "hospital": ("hospitals", "hospitaler"),
    "school": ("schools", "skoler"),
    "venue": ("venues", "arenaer"),
    "town": ("towns", "byer"),
    "station": ("stations", "stationer"),
    "airport": ("airports", "lufthavne"),
    "university": ("universities", "universiteter"),
    "youth_education": ("places of youth education", "ungdomsuddannelser"),
    "": ("destinations", "rejsemål"),
}

TEXTS: dict[str, tuple[str, str]] = {
    "ranked": ("the {rank} nearest {noun}", "{article} {rank}nærmeste {noun}"),
    "mean": ("all {nouns} on average", "alle {nouns} i gennemsnit"),
    "several": ("the {amount} nearest {nouns}", "de {amount} nærmeste {nouns}"),
    "offering": (
        "as many {nouns} as offer {amount} in all ({column})",
        "så mange {nouns}, at de i alt tilbyder {amount} ({column})",
    ),
    "response": ("{nearest}, turnout included", "{nearest} inkl. udrykningstid"),
    "other": (
        "the destinations by the measure “{measure}”",
        "rejsemålene efter beregningen »{measure}«",
    ),
    "destination": ("destination", "rejsemål"),
}


def rank_of(measure: Measure) -> int:
    """Return the how manieth nearest destination a measure tells of, 0 if none in particular.

    Examples
    --------
    >>> from kraftcenter_mobility.scenarios.measures import nearest, second_nearest
    >>> rank_of(nearest), rank_of(second_nearest), rank_of(len)
    (1, 2, 0)
    """
    known = {"nearest": 1, "second_nearest": 2}
    name, parameters = _call(measure)
    return int(str(parameters["k"])) if name == "k_nearest" else known.get(name, 0)


def measured_goal(
    words: Words, measure: Measure, called: str, kinds: set[str], names: list[str]
) -> str:
    """Return where people go by a measure.

    Parameters
    ----------
    words : Words
        The language.
    measure : callable
        A time.
    called : str
        What the measure calls its times, such as ``"way_home_s"``.
    kinds, names : set of str, list of str
        Of the destinations.

    Returns
    -------
    str
        Such as ``"the second nearest school"``. A measure of the user's own is told by its name.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> from kraftcenter_mobility.scenarios.measures import second_nearest
    >>> measured_goal(Words("da"), second_nearest, "second_nearest_s", {"school"}, ["A", "B"])
    'den næstnærmeste skole'
    """
    rank, (name, parameters) = rank_of(measure), _call(measure)
    nearest = goal_words(words, kinds, names)
    if rank == 1 or (name == "mean_travel_time" and len(names) == 1):
        return nearest
    kind = next(iter(kinds)) if len(kinds) == 1 else ""
    kind = kind if kind in GOALS else ""
    nouns = words.say(PLURALS, kind)
    if rank:
        return _ranked(words, rank, kind)
    if name == "mean_travel_time":
        return words.say(TEXTS, "mean", nouns=nouns)
    if name == "ambulance_response":
        return words.say(TEXTS, "response", nearest=nearest)
    if name == "dual_access":
        amount = words.number(float(str(parameters["amount"])))
        column = getattr(measure, "column", None)
        key = "several" if column is None else "offering"
        told = {"amount": amount, "nouns": nouns} | ({} if column is None else {"column": column})
        return words.say(TEXTS, key, **told)
    return words.say(TEXTS, "other", measure=called.removesuffix("_s").replace("_", " "))


def _call(measure: Measure) -> tuple[str, dict[str, object]]:
    """Return the name of the function of ours behind a measure, empty if it is not ours."""
    function = getattr(measure, "function", measure)
    ours = str(getattr(function, "__module__", "")).startswith(OURS)
    parameters = dict(getattr(measure, "parameters", ()))
    return (str(getattr(function, "__name__", "")) if ours else ""), parameters


def _ranked(words: Words, rank: int, kind: str) -> str:
    """Return the how manieth nearest of a kind."""
    danish = words.language == "da"
    further = f"{rank}.-" if danish else ordinal(words, rank)
    told = RANKS[rank][danish] if rank in RANKS else further
    noun = words.say(GOALS, kind) if kind else words.say(TEXTS, "destination")
    if not danish:
        return words.say(TEXTS, "ranked", rank=told, noun=noun)
    article = "det" if kind in NEUTER or not kind else "den"
    return words.say(TEXTS, "ranked", rank=told, noun=noun, article=article)
