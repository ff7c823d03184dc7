"""Danish rules and yardsticks as values: each with its unit, source, date and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kraftcenter_mobility.arguments import check_number, path_of
from kraftcenter_mobility.errors import InputError
from kraftcenter_mobility.herning import TABLES
from kraftcenter_mobility.locations import listed

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Rule", "Rules", "rules_or_bundled"]

BUNDLED = TABLES / "policy_params.csv"

COLUMNS = ("version", "key", "value", "unit", "valid_from", "source", "confidence")

CHANGED = ", changed"

DOCUMENTED = ("A", "B")
"""The letters of confidence of what stands in a named source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One limit, target or yardstick, with its unit and where it is from."""

    value: float
    unit: str
    valid_from: str
    """The year or day it began as text, ``"2014"`` or ``"2020-01-01"``; empty if not known."""

    source: str
    confidence: str
    """A or B if it stands in a named source, C from memory or estimated, D a placeholder."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules by their keys, such as ``school_transport_grades_0_3``, under one version.

    Parameters
    ----------
    version : str
        What a result names as its rules.
    rules : mapping of str to Rule
        The rules.

    Examples
    --------
    >>> rules = Rules.bundled()
    >>> rules
    <Rules 2026-11: 17 rules, 5 of them from memory or placeholders>
    >>> rules["school_transport_grades_0_3"].value
    2500.0
    >>> own = rules.with_rule(
    ...     "ambulance_turnout_s", 90, source="dispatch centre, 2025", confidence="B"
    ... )
    >>> own["ambulance_turnout_s"].source, own.version
    ('dispatch centre, 2025', '2026-11, changed')
    """

    version: str
    rules: Mapping[str, Rule]

    def __post_init__(self) -> None:
        """Refuse values that cannot be, and fix the others."""
        for key, rule in self.rules.items():
            _check_value(key, rule.value, rule.unit)
        object.__setattr__(self, "rules", MappingProxyType(dict(self.rules)))

    @classmethod
    def bundled(cls) -> Rules:
        """Return the rules that come with the package: ``policy_params.csv`` of the region."""
        return cls.from_csv(BUNDLED)

    @classmethod
    def from_csv(cls, path: str | os.PathLike[str]) -> Rules:
        """Read rules from a CSV file.

        Parameters
        ----------
        path : str or Path
            A file in UTF-8 with the columns version, key, value, unit, valid_from, source
            and confidence, and one version throughout.

        Returns
        -------
        Rules
            The rules in it.

        Raises
        ------
        InputError
            If the file cannot be read, or is no such table.
        """
        import pandas as pd

        path = path_of(path, "the table of rules")
        damaged = (pd.errors.ParserError, pd.errors.EmptyDataError)
        try:
            # As text, since 2014 is a date here and would come out as 2014.0.
            table = pd.read_csv(path, dtype=str, keep_default_na=False)
        except (OSError, UnicodeDecodeError, *damaged) as trouble:
            raise InputError(f"{path}: cannot be read as a table of rules: {trouble}") from trouble
        return cls.from_table(table)

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> Rules:
        """Return the rules of a DataFrame with the columns of :meth:`from_csv`.

        Parameters
        ----------
        table : DataFrame, shape (n_rules, 7)
            One rule per row.

        Returns
        -------
        Rules
            The rules in it.

        Raises
        ------
        InputError
            If a column is missing, a key stands twice, or there is not one version.
        """
        if missing := [column for column in COLUMNS if column not in table.columns]:
            raise InputError(f"the table of rules has no column {listed(missing)}")
        if twice := list(table["key"][table["key"].duplicated()]):
            raise InputError(f"the table of rules has more than one rule for {listed(twice)}")
        versions = table["version"].astype(str).unique()
        if len(versions) != 1:
            raise InputError(f"a table of rules must have one version, got {listed(versions)}")
        return cls(
            str(versions[0]), {str(row["key"]): _rule(row) for row in table.to_dict("records")}
        )

    def __getitem__(self, key: str) -> Rule:
        """Return one rule.

        Raises
        ------
        InputError
            If there is none of that name.
        """
        if key not in self.rules:
            near = get_close_matches(str(key), self.rules, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InputError(
                f"rules {self.version!r} have no {key!r}{hint}; add it with "
                f".with_rule({key!r}, ..., source=...)"
            )
        return self.rules[key]

    def with_rule(  # noqa: PLR0913 - a rule has no fewer sides
        self,
        key: str,
        value: float,
        *,
        source: str,
        unit: str | None = None,
        valid_from: str = "",
        confidence: str = "D",
    ) -> Rules:
        """Return a changed copy in which one rule is another, or new.

        Parameters
        ----------
        key : str
            Which one.
        value : float
            What it is now.
        source : str
            Where it is from.
        unit : str, optional
            Its unit; that of the rule it replaces if not given.
        valid_from : str, optional
            The year or day it begins.
        confidence : str, optional
            How good it is, a letter as in :class:`Rule`; a placeholder if not said.

        Returns
        -------
        Rules
            Its version ends with "changed".

        Raises
        ------
        InputError
            If it is new and has no unit, or its value cannot be.
        """
        before = self.rules.get(key)
        if before is None and unit is None:
            raise InputError(f"{key!r} is a new rule: say its unit=, such as 'm'")
        unit = unit or (before.unit if before else "")
        _check_value(key, value, unit)
        told = {"valid_from": valid_from, "source": source, "confidence": confidence}
        changed = {**self.rules, key: Rule(value=float(value), unit=unit, **told)}
        return Rules(self.version.removesuffix(CHANGED) + CHANGED, changed)

    def under(self, prefix: str, suffix: str = "") -> dict[str, Rule]:
        """Return the rules of one kind, by what stands between the ends of their keys.

        Parameters
        ----------
        prefix, suffix : str
            How their keys begin and end.

        Returns
        -------
        dict of str to Rule
            In the order of the table.

        Raises
        ------
        InputError
            If there is none.
        """
        found = {
            key.removeprefix(prefix).removesuffix(suffix): rule
            for key, rule in self.rules.items()
            if key.startswith(prefix) and key.endswith(suffix)
        }
        if not found:
            raise InputError(
                f"rules {self.version!r} have none that begins with {prefix!r}; add them with "
                f".with_rule({prefix + '...' + suffix!r}, ..., source=...)"
            )
        return found

    def __hash__(self) -> int:
        """Return the same number for equal rules."""
        return hash((self.version, frozenset(self.rules.items())))

    def __reduce__(self) -> tuple[type[Rules], tuple[str, dict[str, Rule]]]:
        """Return what makes these rules again: the fixed mapping itself cannot be pickled."""
        return type(self), (self.version, dict(self.rules))

    def undocumented(self) -> tuple[str, ...]:
        """Return the keys of what is from memory, estimated or a placeholder."""
        return tuple(key for key, rule in self.rules.items() if rule.confidence not in DOCUMENTED)

    def to_frame(self) -> pd.DataFrame:
        """Return the rules as a DataFrame, indexed by key."""
        import pandas as pd

        fields = [*COLUMNS[2:]]
        rows = [[getattr(rule, field) for field in fields] for rule in self.rules.values()]
        return pd.DataFrame(rows, index=pd.Index(self.rules, name="key"), columns=fields)

    def __repr__(self) -> str:
        """Say the version, and how many rules should be looked up."""
        return (
            f"<Rules {self.version}: {len(self.rules)} rules, "
            f"{len(self.undocumented())} of them from memory or placeholders>"
        )


def rules_or_bundled(rules: object) -> Rules:
    """Return the rules given, or those that come with the package.

    Raises
    ------
    InputError
        If it is something else.
    """
    if rules is None:
        return Rules.bundled()
    if not isinstance(rules, Rules):
        raise InputError(f"rules must be Rules, such as Rules.bundled(), got {rules!r:.60}")
    return rules


def _rule(row: Mapping[Any, Any]) -> Rule:
    """Return the rule of one row."""
    try:
        value = float(row["value"])
    except (TypeError, ValueError) as trouble:
        message = f"rule {row['key']!r} must have a number as its value, got {row['value']!r}"
        raise InputError(message) from trouble
    texts = {name: str(row[name]) for name in ("unit", "valid_from", "source", "confidence")}
    return Rule(value=value, **texts)


def _check_value(key: str, value: object, unit: str) -> None:
    """Refuse values below zero, without end, and shares that were meant in percent."""
    check_number(f"rule {key!r}", value)
    if value == float("inf"):
        raise InputError(f"rule {key!r} must be finite, got inf")
    if unit == "share" and float(value) > 1:  # type: ignore[arg-type]
        raise InputError(f"rule {key!r} is a share from 0 to 1, got {value}; 92 % is 0.92")
