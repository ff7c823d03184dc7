"""What accounts remark, by patterns, and how each is said in Danish."""

from __future__ import annotations

import re

from kraftcenter_mobility.scenarios.rail_accounts import KEPT_MINUTES

__all__ = ["NUMBER", "PATTERNS"]

NUMBER = r"[\d,.]+"

PATTERNS: tuple[tuple[str, str], ...] = (
    # Speeds
    (
        rf"cars' mean speed in free flow: ({NUMBER}) -> ({NUMBER}) km/h",
        r"Bilers gennemsnitsfart uden kø: \1 → \2 km/t.",
    ),
    (
        rf"cars go no faster or slower, ({NUMBER}) km/h in free flow: .*",
        (
            r"Bilerne kører hverken hurtigere eller langsommere (\1 km/t uden kø): her er det ikke "
            r"hastighedsgrænsen, der afgør farten."
        ),
    ),
    (
        (
            rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): the limit is ({NUMBER}) km/h "
            r"already"
        ),
        r"\1 stykker (\2 km) er uændrede: grænsen er allerede \3 km/t.",
    ),
    (
        (
            rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): the speed is ({NUMBER}) km/h "
            r"already"
        ),
        r"\1 stykker (\2 km) er uændrede: farten er allerede \3 km/t.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): closed.* already",
        r"\1 stykker (\2 km) er uændrede: de er allerede lukket.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): no motor vehicle may use it.*",
        r"\1 stykker (\2 km) er uændrede: motorkøretøjer må ikke køre dér.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): an earlier edit has set.*",
        r"\1 stykker (\2 km) er uændrede: en tidligere ændring har fastsat farten.",
    ),
    (
        rf"({NUMBER}) pieces? stays? as before \(({NUMBER}) km\): a ferry keeps no limit.*",
        r"\1 stykker (\2 km) er uændrede: en færge følger ingen hastighedsgrænse.",
    ),
    # New roads
    (
        (
            rf"at \({NUMBER}, {NUMBER}\): joined to (.+?) at (?:a new node|node \d+)"
            rf" ({NUMBER}) m away by a link(, the nearest road, as none was named)?"
        ),
        r"Tilsluttet \1 med en rampe på \2 m.",
    ),
    (
        (
            rf"at \({NUMBER}, {NUMBER}\): joined to (.+?) at (?:a new node|node \d+)"
            r"(, the nearest road, as none was named)?"
        ),
        r"Tilsluttet \1.",
    ),
    (
        rf"crosses ({NUMBER}) roads? without joining (?:it|them), as on bridges: (.+)",
        r"Krydser \1 veje uden tilslutning, som på broer: \2.",
    ),
    (
        r"joined at one place only: it leads nowhere else",
        "Kun tilsluttet ét sted: den fører ikke videre.",
    ),
    (r"ends as a dead end at .*", "Ender blindt."),
    (r"begins as a dead end at .*", "Begynder blindt."),
    (
        rf"({NUMBER})% of it lies outside the network's extent",
        r"\1 % af den ligger uden for nettet.",
    ),
    (
        rf"({NUMBER}) places? where new roads join it (?:is|are) gone with it",
        r"\1 tilslutninger til nye veje forsvinder med den.",
    ),
    (
        r"joins what nobody it is for \(.*?\) may use: (.+)",
        r"Tilsluttet, hvor ingen må køre videre: \1.",
    ),
    # Changes of the same thing
    (
        r"edit (\d+) \(\w+\) gives \w+ of the same roads too; this one counts",
        r"Ændring \1 gælder de samme veje; det er denne, der tæller.",
    ),
    (
        r"edit (\d+) \(\w+\) gives \w+ of the same roads too; both count",
        r"Ændring \1 gælder de samme veje; begge tæller.",
    ),
    (
        r"edit (\d+) \(\w+\) says it too; this one counts",
        r"Ændring \1 siger det samme; det er denne, der tæller.",
    ),
    (
        (r"edit (\d+) \(\w+\) concerns the same stretch; where they differ, this one counts"),
        r"Ændring \1 gælder samme strækning; hvor de er uenige, tæller denne.",
    ),
    (
        r"the line speed is that already: .*",
        "Intet ændres: togene må allerede køre med den hastighed.",
    ),
    (r"(?:it is that|laid) already: .*", "Intet ændres: sådan er det allerede."),
    (r"(?!\d+ piece).* already", "Intet ændres: sådan er det allerede."),
    # Junctions
    (
        rf"({NUMBER}) nodes: who passes several of them waits at each",
        r"\1 knudepunkter: den, der passerer flere, venter ved hvert.",
    ),
    (r"overrules what an earlier edit sets at .*", "Erstatter, hvad en tidligere ændring satte."),
    (r"adds to what an earlier edit sets at .*", "Lægges til, hvad en tidligere ændring satte."),
    # Places
    (r"no place is left among the .*", "Der er intet sted tilbage."),
    # Trains
    (
        rf"trains in each other's way on a Tuesday: ({NUMBER}) -> ({NUMBER}) \(nothing is solved\)",
        r"Tog i vejen for hinanden på en tirsdag: \1 → \2 (intet er løst).",
    ),
    (
        rf"direct connections from station to station: ({NUMBER}) -> ({NUMBER})",
        r"Direkte forbindelser fra station til station: \1 → \2.",
    ),
    (
        rf"direct connections from stop to stop of the route: ({NUMBER}) -> ({NUMBER})",
        r"Direkte forbindelser fra stop til stop på ruten: \1 → \2.",
    ),
    (
        rf"trains a day, both ways: ({NUMBER}) -> ({NUMBER})",
        r"Tog om dagen i begge retninger: \1 → \2.",
    ),
    (r"counted on the day with most trips", "Talt på dagen med flest ture."),
    (
        re.escape(KEPT_MINUTES),
        (
            "Hurtigere tog beholder deres afgangsminutter fra den første station: den, der "
            "skifter, "
            "kan miste et tog eller vente længere, til køreplanen er lagt om."
        ),
    ),
    (r"instead of (.+)", r"I stedet for \1."),
    (
        r"the one of median duration in each direction stands for all; minutes are drawn",
        "Turen af midterste varighed i hver retning står for alle; minuttallene er trukket.",
    ),
    (
        rf"to_km={NUMBER} lies beyond (.+?), at km ({NUMBER}): to there",
        r"Strækningen ender ved \1, km \2, og ændringen gælder dertil.",
    ),
    (
        r"what the battery holds is not computed: .*",
        "Batteriets rækkevidde er ikke beregnet: se efter, at strækningen ikke er for lang.",
    ),
    (
        rf"takes the place of ({NUMBER}) services, by the time of day",
        r"Træder i stedet for \1 serier efter tidspunkt på dagen.",
    ),
    (
        rf"no train of a line there runs faster than ({NUMBER}) km/h",
        r"Ingen tog på linjen kører over \1 km/t.",
    ),
    (
        r"drawn as a straight line, as none is given",
        "Tegnet som en lige linje, da ingen er angivet.",
    ),
    (
        r"no line runs over it yet: say AddLine",
        "Ingen linje kører på det endnu: det kræver en ny linje.",
    ),
    (
        (
            r"leaves (.+?) to the ([\w-]+)(?:, ([\d,]+) m from (.+?))?; trains from the "
            r"([\w-]+) run "
            r"straight on, others turn back"
        ),
        "Går fra {0} mod {1}{2}; tog fra {3} kører lige ud, andre må vende.",
    ),
    (
        rf"({NUMBER}) lines? with given times (?:is|are) left as before: (.+)",
        r"\1 linjer med faste tider er uændrede: \2.",
    ),
)
