"""Scenarios by effect as files: tables for other programs, maps for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kraftcenter_mobility.files import write_atomically
from kraftcenter_mobility.scenarios.measures import nearest

from .scenario_table import effect_h

if TYPE_CHECKING:
    from typing import BinaryIO

    import pandas as pd

    from kraftcenter_mobility.scenarios.comparison import Comparison

    from .scenario_table import ScenarioTable

__all__ = ["write_csv", "write_scenario_table"]

MOST_MAPS = 8
"""Maps that are drawn: each takes about a megabyte, and a third of a second."""


def write_scenario_table(
    table: ScenarioTable, folder: str | Path, *, pairs: bool, most_maps: int | None = None
) -> list[Path]:
    """Write what was compared to a folder, each file whole or not at all.

    Parameters
    ----------
    table : ScenarioTable
        The comparison, in the order of its effects.
    folder : str or Path
        Where to; made if it is not there. Files of the same names are replaced.
    pairs : bool
        Whether the times of all pairs of places are written too.
    most_maps : int, optional
        How many scenarios are drawn at most, the strongest; by default eight.

    Returns
    -------
    list of Path
        The files of :meth:`Comparison.to_files`; ``edits.txt`` with what every edit matched
        and changed; ``by-<column>.csv`` for each column the comparison groups by; and maps
        ``map-<number>-<label>.html`` of the strongest scenarios, by the first mode.

    Raises
    ------
    InputError
        If a file cannot be written.
    """
    import pandas as pd

    comparison, target = table.comparison, Path(folder)
    files = comparison.to_files(target, pairs=pairs)
    files.append(_write_text(_edits_text(comparison), target / "edits.txt"))
    for column in comparison.groups:
        grouped = pd.concat(
            {
                (name, mode.name): comparison.by(column, name, mode=mode, measure=nearest)
                for name in table.names
                for mode in comparison.modes
            },
            names=["scenario", "mode"],
        )
        files.append(write_csv(grouped, target / f"by-{_file_word(column)}.csv"))
    return files + _draw(table, target, MOST_MAPS if most_maps is None else most_maps)


def write_csv(table: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV with six decimals, infinite values as empty cells.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    import numpy as np

    finite = table.replace([np.inf, -np.inf], np.nan)
    return _write_text(finite.to_csv(float_format="%.6f", lineterminator="\n"), path)


def _draw(table: ScenarioTable, target: Path, most_maps: int) -> list[Path]:
    """Draw the strongest scenarios; they go by their numbers in the table."""
    import pandas as pd

    comparison = table.comparison
    mode = comparison.modes[0]
    labels = pd.read_csv(target / "scenarios.csv", dtype=str).set_index("scenario")["label"]
    needed_h = effect_h(table.rows).xs(mode.name, level="mode")
    strongest = needed_h.abs().sort_values(ascending=False, kind="stable").index[:most_maps]
    drawn = []
    for number, name in enumerate(table.names, start=1):
        if name in strongest:
            drawn.append(target / f"map-{number:02d}-{labels[name]}.html")
            comparison.map(drawn[-1], name=name, mode=mode, measure=nearest)
    return drawn


def _edits_text(comparison: Comparison) -> str:
    """Return what every edit of every scenario matched and changed."""
    parts = []
    for scenario in comparison.scenarios:
        lines = [scenario.name]
        for number, account in enumerate(comparison.accounts(scenario.name), start=1):
            first, *others = str(account).splitlines()
            lines += [f"{number:>4}  {first}", *(f"      {line}" for line in others)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def _file_word(column: str) -> str:
    """Return the name of a column as a file may be called."""
    return "".join(letter if letter.isalnum() else "_" for letter in column)


def _write_text(text: str, path: Path) -> Path:
    """Write a text whole or not at all."""

    def fill(file: BinaryIO) -> None:
        file.write(text.encode())

    write_atomically(path, fill)
    return path
