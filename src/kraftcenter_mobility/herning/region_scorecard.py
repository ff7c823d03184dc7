"""The Kraftcenter scorecard: what a network and changes to it mean for the themes of the region."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.errors import ScenarioError
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.scenarios.compare import check_scenarios

from . import DISCLAIMER, sample_path
from .scorecard_evidence import AS_IT_IS, Evidence, MissingError
from .scorecard_indicators import chosen_indicators
from .scorecard_places import surroundings_of
from .scorecard_result import BASELINE, Scorecard
from .scorecard_roads import acute, business, events, motorways, primary_schools, visitors
from .scorecard_trains import collective, higher, planned, trade, youth
from .scorecard_view import View
from .scorecard_wholes import equity, links, settlement, spread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kraftcenter_mobility.networks.transport import TransportNetwork
    from kraftcenter_mobility.scenarios.scenario import Scenario

    from .scorecard_indicators import Indicator
    from .scorecard_places import Surroundings
    from .scorecard_view import Finding

__all__ = ["Scorecard", "scorecard"]

MEASURES = {
    "K1": motorways,
    "K2": collective,
    "K3": settlement,
    "K4": business,
    "K5": youth,
    "K6": higher,
    "K7": acute,
    "K8": planned,
    "K9": primary_schools,
    "K10": trade,
    "K11": events,
    "K12": visitors,
    "K13": spread,
    "K14": equity,
    "K15": links,
}


def scorecard(
    network: TransportNetwork,
    scenarios: Scenario | Iterable[Scenario] = (),
    *,
    indicators: Indicator | str | Iterable[Indicator | str] | None = None,
    threads: int | None = None,
    progress: bool | None = None,
) -> Scorecard:
    r"""Score a network, and scenarios beside it, by the indicators K1 to K15 of the region.

    Parameters
    ----------
    network : TransportNetwork
        The network as it is. It must reach people in the six municipalities; what else it lacks
        makes indicators, or parts of them, missing, and they are told with the reason.
    scenarios : Scenario or iterable of Scenario, optional
        What to compare with it; each needs a name of its own.
    indicators : Indicator, str or iterable of them, optional
        Which ones, by their ids or as values with numbers and weights of one's own; all if not
        given.
    threads : int, optional
        Number of threads, all cores if not given. The numbers do not depend on it.
    progress : bool, optional
        Show a progress bar; by default for work of more than half a second at a terminal.

    Returns
    -------
    Scorecard
        Values, minutes and people of each indicator and scenario, also by municipality. It
        prints as a page.

    Raises
    ------
    ScenarioError
        If a scenario cannot be applied, or two have the same name.
    InputError
        If `indicators` holds something else, or the network reaches nobody in the region.

    Notes
    -----
    With the people :math:`p_i` of each place, and the share :math:`m_i` of the thresholds that
    they meet, the value of an indicator and the index :math:`I` are

    .. math:: v_k = 100 \, \frac{\sum_i p_i m_i}{\sum_i p_i}, \qquad
              I = \frac{\sum_k w_k v_k}{\sum_k w_k},

    unless the threshold of the indicator says otherwise. Weights :math:`w_k` are equal by
    default for K1 to K13 and zero for equity (K14) and robustness (K15); they are nobody's
    decision, so that the index is to be read beside the values only. Indicators without a value
    on one side do not count: the spill-over (K13) has none without a scenario.

    Examples
    --------
    >>> import kraftcenter_mobility as km
    >>> card = scorecard(km.TransportNetwork.sample(), indicators=["K7", "K14"])
    >>> card.table.round(0).to_dict("index")
    {'baseline': {'K7': ..., 'K14': ...}}
    """
    named = _checked(scenarios)
    asked = chosen_indicators(indicators)
    evidence = Evidence(network, named, surroundings_of(network), threads)
    found: dict[tuple[str, str], Finding] = {}
    missing: dict[str, str] = {}
    with progress_bar(len(asked), "indicators", show=progress) as advance:
        for indicator in asked:
            try:
                found |= dict(_findings(evidence, indicator))
            except MissingError as reason:
                missing[indicator.id] = str(reason)
            advance(1)
    return Scorecard(
        indicators=tuple(each for each in asked if each.id not in missing),
        missing=missing,
        names=tuple(each.name for each in named),
        findings=found,
        notes=tuple(_notes(network, evidence, found)),
    )


def _checked(scenarios: Any) -> tuple[Scenario, ...]:
    """Return scenarios as a tuple, which may be empty.

    Raises
    ------
    ScenarioError
        If one is something else, or has the name of another or of how things are.
    """
    one = isinstance(scenarios, str) or not isinstance(scenarios, Iterable)
    listing = scenarios if one else tuple(scenarios)
    named = check_scenarios(listing) if one or listing else ()
    for taken in (BASELINE, AS_IT_IS):
        if any(each.name == taken for each in named):
            raise ScenarioError(f"no scenario can be called {taken!r}; give it another name")
    return named


def _findings(
    evidence: Evidence, indicator: Indicator
) -> Iterator[tuple[tuple[str, str], Finding]]:
    """Yield what an indicator finds on every side."""
    measure = MEASURES[indicator.id]
    for name in ("", *(each.name for each in evidence.scenarios)):
        yield (name or BASELINE, indicator.id), measure(View(evidence, name), indicator)


def _notes(
    network: TransportNetwork, evidence: Evidence, found: dict[tuple[str, str], Finding]
) -> Iterator[str]:
    """Yield what is to be known of network, places and comparisons, each once."""
    if network.source == sample_path().name:
        yield DISCLAIMER
    yield from _of_places(evidence.places)
    told = dict.fromkeys(
        f"{key} without {label}: {reason}"
        for (_, key), finding in found.items()
        for label, reason in finding.lacking.items()
    )
    yield from told
    meanings = (str(record["meaning"]) for record in evidence.notices.to_records())
    yield from (each for each in meanings if AS_IT_IS not in each)


def _of_places(places: Surroundings) -> Iterator[str]:
    """Yield which people and places the network does not reach."""
    yield from places.notes
    if places.people_apart:
        yield (
            f"{places.people_apart:,.0f} inhabitants of the six municipalities live too far from "
            f"the roads of the network and are not counted"
        )
    if n_apart := len(places.places_apart):
        yield (
            f"{n_apart} destinations are not reached by the network, such as "
            f"{places.places_apart[0]}"
        )
