"""A report of a comparison as one HTML file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kraftcenter_mobility.arguments import path_of
from kraftcenter_mobility.cutoffs import warned_once
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.modes import TransitMode
from kraftcenter_mobility.presentation.languages import words_in
from kraftcenter_mobility.presentation.static.canvas import require_matplotlib
from kraftcenter_mobility.progress import progress as progress_bar
from kraftcenter_mobility.scenarios.compare_arguments import checked_cutoffs
from kraftcenter_mobility.scenarios.people import check_columns

if TYPE_CHECKING:
    import os
    from pathlib import Path
    from typing import Any

    from kraftcenter_mobility.scenarios.answering import AnyMode
    from kraftcenter_mobility.scenarios.comparison import Comparison

    from .subject import Subject

__all__ = ["write_report"]

ISOCHRONE_CUTOFFS_S = (900.0, 1800.0)
TRANSIT_CUTOFFS_S = (1800.0, 3600.0)
"""By public transport hardly anybody is anywhere in a quarter of an hour."""

SUFFIXES = (".html", ".htm")
HALF_AN_HOUR_S = 1800.0
MUNICIPALITY = "municipality"


def write_report(  # noqa: PLR0913 - what to tell, to whom, and in which language
    comparison: Comparison,
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    mode: AnyMode | str | None = None,
    language: str = "en",
    title: str = "",
    author: str = "",
    note: str = "",
    by: str | Sequence[str] | None = None,
    isochrone_cutoffs_s: Sequence[float] | None = None,
    progress: bool | None = None,
) -> Path:
    """Write what scenarios do to people as one self-contained HTML file.

    It tells what was asked, what changes, who gains and who loses and where, which roads
    carry the effect, and where the numbers come from. It needs no network and no other file,
    can be read on a telephone and printed, and its tables can be sorted and its maps moved.
    The same comparison gives the same bytes.

    Parameters
    ----------
    comparison : Comparison
        What to tell of.
    path : path-like
        The HTML file, ending in ``.html`` or ``.htm``; an existing one is replaced.
    name : str, optional
        The one scenario that is told of. Without it all are, or the six with the largest
        effect; a table has them all.
    mode : Mode, TransitMode or str, optional
        By which mode; the first of the comparison if not given. A table has them all.
    language : str, optional
        ``"en"`` or ``"da"``.
    title, author, note : str, optional
        Heading, who wrote it, and a sentence below.
    by : str or sequence of str, optional
        Columns of the origins to group by; those of the comparison if not given, or else
        ``"municipality"`` if there is such a column.
    isochrone_cutoffs_s : sequence of float, optional
        Times of the areas from which people get there, in seconds; a quarter and half an hour
        if not given, by public transport half an hour and an hour. An empty one leaves areas
        out.
    progress : bool, optional
        Show a progress bar.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If there is no such mode or language, the ending or a cutoff is none, or the file
        cannot be written.
    ScenarioError
        If there is no scenario of this name.
    PlacesError
        If the origins have no column to group by.
    MissingExtraError
        If matplotlib is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import kraftcenter_mobility as km
    >>> from kraftcenter_mobility.presentation.report import write_report
    >>> network = km.TransportNetwork.sample()
    >>> faster = km.Scenario("Rute 15 at 90", [km.SetSpeed(number="15", limit_kmh=90)])
    >>> comparison = km.compare(
    ...     network, faster, origins=network.places(km.TOWNS)[:20],
    ...     destinations=network.places(km.HOSPITALS), population=None,
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_report(comparison, Path(folder) / "rute-15.html", language="da",
    ...                         isochrone_cutoffs_s=())
    ...     "Rute 15 at 90" in path.read_text("utf-8")
    True
    """
    from .choice import chosen_subjects

    require_matplotlib("a report")
    target = _target(path)
    words = words_in(language)
    for what, text in (("title", title), ("author", author), ("note", note)):
        if not isinstance(text, str):
            raise InputError(f"{what} must be text, got {text!r:.60}")
    groups = _groups(comparison, by)
    chosen = comparison.mode(mode)
    with warned_once():
        cutoffs_s = _cutoffs(isochrone_cutoffs_s, chosen)
        subjects = chosen_subjects(comparison, name, chosen, words)
        page = _page(
            subjects,
            {"title": title, "author": author, "note": note},
            groups,
            cutoffs_s,
            progress=progress,
        )

    def fill(file: BinaryIO) -> None:
        file.write(page.encode("utf-8", "replace"))

    write_atomically(target, fill)
    return target


def _target(path: str | os.PathLike[str]) -> Path:
    """Return where to write, refused where nobody would look for HTML."""
    target = path_of(path, "path")
    suffix = target.suffix
    if suffix.lower() not in SUFFIXES:
        raise InputError(
            f"a report can be written as {' or '.join(SUFFIXES)}, not as "
            f"{suffix or 'a file without an ending'}: {target}; a browser prints it to PDF"
        )
    return target


def _cutoffs(given: object, mode: AnyMode) -> tuple[float, ...]:
    """Return the times of the areas, those usual for the mode if none are given."""
    if given is None:
        return TRANSIT_CUTOFFS_S if isinstance(mode, TransitMode) else ISOCHRONE_CUTOFFS_S
    if isinstance(given, str | bytes) or not np.iterable(given):
        raise InputError(
            f"isochrone_cutoffs_s must be several numbers such as [900, 1800], got {given!r:.60}"
        )
    return checked_cutoffs(given)


def _groups(comparison: Comparison, by: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the columns to group by."""
    if by is None:
        known = MUNICIPALITY in comparison.origins.columns
        return comparison.groups or ((MUNICIPALITY,) if known else ())
    if not isinstance(by, str | Sequence):
        raise InputError(f"by must name columns of the origins, got {by!r:.60}")
    columns = (by,) if isinstance(by, str) else tuple(by)
    check_columns(comparison.origins, columns, "by")
    return columns


def _page(
    subjects: list[Subject],
    head: dict[str, str],
    groups: tuple[str, ...],
    isochrone_cutoffs_s: Sequence[float],
    *,
    progress: bool | None,
) -> str:
    """Return the whole page."""
    from .chapter import chapter_of
    from .page import Parts, rendered
    from .pictures import Pictures

    pictures, chapters = Pictures(), []
    cutoff_s = _cutoff(subjects[0].comparison)
    with progress_bar(len(subjects), "report", show=progress, unit="scenario") as advance:
        for number, subject in enumerate(subjects, start=1):
            chapters.append(
                chapter_of(
                    subject,
                    pictures,
                    key=f"s{number}",
                    groups=groups,
                    cutoff_s=cutoff_s,
                    isochrone_cutoffs_s=isochrone_cutoffs_s,
                )
            )
            advance(1)
    return rendered(Parts(subjects, chapters, pictures, cutoff_s), **head)


def _cutoff(comparison: Comparison) -> float | None:
    """Return the cutoff that groups are counted within: half an hour, or the nearest to it."""
    cutoffs: Any = comparison.cutoffs_s
    return min(cutoffs, key=lambda each: abs(each - HALF_AN_HOUR_S)) if cutoffs else None
