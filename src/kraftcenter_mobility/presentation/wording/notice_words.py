"""What was odd in the data, in Danish: by the codes under which it is counted.

The data's own notices speak English. A code that is not known here keeps its English meaning,
marked as English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kraftcenter_mobility.presentation.languages import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kraftcenter_mobility.presentation.languages import Words

__all__ = ["MEANINGS", "REASONS", "notice_text"]

MEANINGS = {
    # Roads
    "alternating-oneway": "Trafikken kører skiftevis i de to retninger; regnes som åben begge veje",
    "conditional-access": "Adgangen til vejen afhænger af tidspunktet; den del er udeladt",
    "conditional-maxspeed": "En anden hastighedsgrænse gælder på visse tider; den er udeladt",
    "conditional-oneway": "Vejen er ensrettet på visse tider; det er udeladt",
    "ferry-without-duration": "En færges sejltid er ikke oplyst; dens fart er antaget",
    "foreign-zone": "En hastighedszone fra et ukendt land; den danske grænse er brugt",
    "reversible-oneway": "Retningen skifter med tiden; regnes som lukket for kørende begge veje",
    "several-maxspeeds": "Flere hastighedsgrænser for samme vej; den laveste er brugt",
    "unknown-access-value": "En ukendt oplysning om adgang til vejen; den er udeladt",
    "unlimited-maxspeed": "Vejen er angivet uden hastighedsgrænse, hvad ingen dansk vej er",
    "unreadable-duration": "En færges sejltid kan ikke læses; dens fart er antaget",
    "unreadable-maxspeed": (
        "En hastighedsgrænse kan ikke læses; den næstbedste oplysning eller loven afgør den"
    ),
    "unreadable-oneway": "En oplysning om ensretning kan ikke læses; den er udeladt",
    "variable-maxspeed": "Hastighedsgrænsen vises på variable tavler; loven afgør den",
    "deleted": "Et objekt er mærket som slettet; det er udeladt",
    "without-location": "Et objekt har ingen koordinater eller ligger uden for verden",
    "missing-node": "En vej går gennem et punkt, som filen ikke placerer; vejen er delt dér",
    "way-given-twice": "Filen har samme vej flere gange; den første er brugt",
    "repeated-node": "En vej nævner det samme punkt to gange i træk",
    # Places
    "place-without-point": "Et sted har ingen koordinater",
    "merged-place": "Objekter af samme slags og navn tæt på hinanden er regnet for ét sted",
    "school-of-no-level": (
        "Det fremgår ikke, om en skole er folkeskole, ungdomsuddannelse eller videregående"
    ),
    "unnamed-place": "Et sted har intet navn",
    "renamed-place": "Flere steder har samme navn; det ene har fået en tilføjelse",
    "unreadable-population": "Et antal indbyggere kan ikke læses",
    "unreadable-capacity": "Et antal pladser kan ikke læses",
    # Graphs of other programs
    "loop-without-geometry": "En kant fører fra et punkt til sig selv uden forløb; den er udeladt",
    "edge-without-highway": "En kant har ingen vejtype; den er udeladt eller regnet for mindre",
    "edge-no-road": "En kant er ikke noget, man kan færdes ad; den er udeladt",
    "edge-given-twice": "Samme kant findes flere gange; den første er brugt",
    "direction-left-out": "En retning, der er lovlig, mangler i grafen; den er lukket",
    "length-not-usable": "En kants længde kan ikke passe; længden, som den er tegnet, er brugt",
    # Comparisons
    "damaged-result": "Et gemt resultat var beskadiget, så scenariet er beregnet igen",
    "stop-far-from-streets": "Et stop ligger langt fra enhver vej; det kan ikke nås til fods",
    "service-runs-once": "Der går længere mellem afgangene end driftstiden: toget kører én gang",
}
"""By code. Without a full stop, as they stand in a table."""

SKIPPED, IN_PART = "restriction-skipped-", "restriction-in-part-"
HEADS = {
    SKIPPED: "Et svingforbud er ikke brugt: {reason}",
    IN_PART: "En del af et svingforbud er ikke brugt: {reason}",
}

REASONS = {
    "it holds at certain times only": "det gælder kun på visse tider",
    "it concerns no mode of ours": "det gælder ingen af modellens transportmidler",
    "its kind is unknown": "dets art er ukendt",
    "it lacks a member": "det mangler en vej eller et kryds",
    "it has several via members of different kinds": "det går både gennem veje og kryds",
    "it names several ways for one role": "det nævner flere veje, hvor der skal være én",
    "its members do not meet in the network": "dets veje mødes ikke i nettet",
    "it is ambiguous": "det er tvetydigt",
    "its via node is not in the network": "dets kryds er ikke i nettet",
    "its from way passes the via node instead of ending there": (
        "dets første vej fortsætter gennem krydset"
    ),
    "its to way passes the via node instead of beginning there": (
        "dets anden vej begynder ikke i krydset"
    ),
}
"""Why a turn restriction is not used, by the words of its meaning."""

OF_SCENARIO = re.compile(r"([\w-]+) \((.+)\)", re.DOTALL)
"""A code that is about one scenario of a comparison."""


def notice_text(words: Words, record: Mapping[str, object]) -> Text:
    """Return a notice in the language of the report, without a full stop.

    Parameters
    ----------
    words : Words
        The language.
    record : mapping
        With ``code`` and ``meaning``, as :meth:`Notices.to_records` has them.

    Returns
    -------
    Text
        In English, and marked so, where there are no Danish words.

    Examples
    --------
    >>> from kraftcenter_mobility.presentation.languages import Words
    >>> notice_text(Words("da"), {"code": "unnamed-place", "meaning": "a place has no name"}).text
    'Et sted har intet navn'
    """
    code, meaning = str(record["code"]), str(record["meaning"])
    if words.language == "en":
        return Text(meaning[:1].upper() + meaning[1:])
    for prefix, head in HEADS.items():
        reason = REASONS.get(meaning.rpartition(": ")[2])
        if code.startswith(prefix) and reason:
            return Text(head.format(reason=reason))
    if code in MEANINGS:
        return Text(MEANINGS[code])
    found = OF_SCENARIO.fullmatch(code)
    if found and found[1] in MEANINGS:
        return Text(f"»{found[2]}«: {MEANINGS[found[1]]}")
    return Text(meaning[:1].upper() + meaning[1:], "en")
