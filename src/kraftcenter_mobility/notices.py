"""What was odd but usable in the data, counted by kind with examples.

One table per build instead of a warning per element: a planner reads it once, a program
reads :meth:`Notices.to_records`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Notice", "Notices"]

EXAMPLES_KEPT = 5


@dataclass(slots=True)
class Notice:
    """One kind of oddity, how often it was met, and a few of the places."""

    code: str
    meaning: str
    count: int = 0
    examples: list[str] = field(default_factory=list)


class Notices:
    """A counted list of what was odd.

    Examples
    --------
    >>> notices = Notices()
    >>> notices.add("unreadable-maxspeed", "the maxspeed could not be read", "way 7: 'fast'")
    >>> notices["unreadable-maxspeed"].count
    1
    """

    def __init__(self) -> None:
        """Start with an empty list."""
        self._by_code: dict[str, Notice] = {}

    def add(self, code: str, meaning: str, example: str = "", *, count: int = 1) -> None:
        """Count one kind of oddity, and keep the first few examples of it."""
        notice = self._by_code.setdefault(code, Notice(code, meaning))
        notice.count += count
        if example and len(notice.examples) < EXAMPLES_KEPT:
            notice.examples.append(example)

    def include(self, others: "Notices") -> None:
        """Count what others have counted, too."""
        for code in others:
            notice = others[code]
            mine = self._by_code.setdefault(code, Notice(code, notice.meaning))
            mine.count += notice.count
            mine.examples = [*mine.examples, *notice.examples][:EXAMPLES_KEPT]

    def __getitem__(self, code: str) -> Notice:
        """Return the notice of one kind."""
        return self._by_code[code]

    def __contains__(self, code: object) -> bool:
        """Say whether a kind of oddity was met."""
        return code in self._by_code

    def __iter__(self) -> Iterator[str]:
        """Go through the kinds of oddity that were met."""
        return iter(self._by_code)

    def __len__(self) -> int:
        """Count the kinds of oddity that were met."""
        return len(self._by_code)

    def count(self, code: str) -> int:
        """Return how often a kind of oddity was met, zero if never."""
        return self._by_code[code].count if code in self._by_code else 0

    def to_records(self) -> list[dict[str, object]]:
        """Return one plain dictionary per kind, the commonest first."""
        ordered = sorted(self._by_code.values(), key=lambda notice: (-notice.count, notice.code))
        return [
            {
                "code": notice.code,
                "meaning": notice.meaning,
                "count": notice.count,
                "examples": list(notice.examples),
            }
            for notice in ordered
        ]

    @classmethod
    def from_records(cls, records: list[dict[str, object]]) -> "Notices":
        """Return the list that :meth:`to_records` wrote."""
        notices = cls()
        for record in records:
            notices._by_code[str(record["code"])] = Notice(
                str(record["code"]),
                str(record["meaning"]),
                int(str(record["count"])),
                [str(example) for example in list(record["examples"])],  # type: ignore[call-overload]
            )
        return notices

    def __repr__(self) -> str:
        """Say how much was odd."""
        total = sum(notice.count for notice in self._by_code.values())
        return f"<Notices: {total:,} of {len(self)} kind{'s' * (len(self) != 1)}>"

    def _repr_html_(self) -> str:
        """Return one row per kind, for a notebook."""
        from .html_tables import html_table

        rows = [
            (
                f"{record['count']:,}",
                str(record["meaning"]),
                "; ".join(self._by_code[str(record["code"])].examples[:2]),
            )
            for record in self.to_records()
        ]
        head = ("times", "what was odd", "for example") if rows else ()
        return html_table("" if rows else "nothing odd was met", head, rows)

    def __str__(self) -> str:
        """Return one line per kind."""
        if not self._by_code:
            return "nothing odd was met"
        return "\n".join(
            f"{record['count']:>8,}  {record['code']}: {record['meaning']}"
            + (f" (e.g. {record['examples'][0]})" if record["examples"] else "")  # type: ignore[index]
            for record in self.to_records()
        )
