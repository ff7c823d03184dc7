"""What came of testing the laws of scenarios on a network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LawReport", "LawResult"]


class LawResult(NamedTuple):
    """How one law fared."""

    law: str
    covers: str
    """Which edits the law is about."""

    n_tested: int
    """Travel times compared, of all modes and edits together."""

    n_violations: int
    n_explained: int = 0
    """Times that changed the wrong way, and by no more than side effects account for."""

    worst_s: float = 0.0
    """The largest change the wrong way, in seconds, explained or not."""

    notes: tuple[str, ...] = ()
    """What explains, and what could not be tested."""


@dataclass(frozen=True, slots=True, repr=False)
class LawReport:
    """Which laws a scenario keeps on a network; prints as a table.

    See Also
    --------
    check_scenario : Makes one.
    """

    scenario: str
    results: tuple[LawResult, ...]
    places: str
    """Between which places travel times were compared, and those of which lines."""

    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no law was broken."""
        return not any(result.n_violations for result in self.results)

    @property
    def table(self) -> pd.DataFrame:
        """The results, a row per law. Shape (n_laws, 6)."""
        import pandas as pd

        return pd.DataFrame(
            {
                "covers": [result.covers for result in self.results],
                "pairs_tested": [result.n_tested for result in self.results],
                "violations": [result.n_violations for result in self.results],
                "explained": [result.n_explained for result in self.results],
                "worst_s": [result.worst_s for result in self.results],
                "notes": ["; ".join(result.notes) for result in self.results],
            },
            index=pd.Index([result.law for result in self.results], name="law"),
        )

    def __str__(self) -> str:
        """Return the results as lines to read."""
        lines = [f"{self.scenario}: {self._verdict()} ({self.places})"]
        for result in filter(_tells, self.results):
            line = (
                f"  {_state(result):8} {result.law} [{result.covers}]: {result.n_tested:,} compared"
            )
            if result.n_violations:
                line += f", {result.n_violations:,} against it"
            if result.n_explained:
                line += f", {result.n_explained:,} explained"
            if result.worst_s:
                line += f", at worst {result.worst_s:.3f} s"
            lines += [line, *(f"           {note}" for note in result.notes)]
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def __repr__(self) -> str:
        """Say whether the laws hold."""
        return f"<LawReport of {self.scenario!r}: {self._verdict()}>"

    def _repr_html_(self) -> str:
        """Return the results as a table for a notebook."""
        from kraftcenter_mobility.html_tables import html_table

        head = ("", "law", "edits", "compared", "against it", "explained", "worst, s", "notes")
        rows = [
            (
                _state(result),
                result.law,
                result.covers,
                f"{result.n_tested:,}",
                f"{result.n_violations:,}",
                f"{result.n_explained:,}",
                f"{result.worst_s:.3f}" if result.worst_s else "",
                "; ".join(result.notes),
            )
            for result in filter(_tells, self.results)
        ]
        title = f"{self.scenario}: {self._verdict()}"
        return html_table(title, head, rows, footer="; ".join((self.places, *self.notes)))

    def _verdict(self) -> str:
        """Return how many laws hold."""
        tested = [result for result in self.results if result.n_tested]
        broken = sum(bool(result.n_violations) for result in tested)
        untested = len(self.results) - len(tested)
        text = f"{len(tested) - broken} of {len(tested)} laws hold"
        return text + (f", {untested} had nothing to test" if untested else "")


def _tells(result: LawResult) -> bool:
    """Say whether there is anything to tell of a law: it was tested, or why it was not."""
    return bool(result.n_tested or result.n_violations or result.notes)


def _state(result: LawResult) -> str:
    """Return in a word how a law fared."""
    if result.n_violations:
        return "BROKEN"
    return "holds" if result.n_tested else "untested"
