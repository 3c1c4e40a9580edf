"""Every country at a glance, made of what the services say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.decimals import digits
from shared.standards import countries as known_countries

Item = Mapping[str, Any]
OPEN = frozenset({"upcoming", "due"})


@dataclass(slots=True)
class _Row:
    roadmap: str | None = None
    anchor_date: str = ""
    next_deadline: str | None = None
    overdue: int = 0
    overdue_since: str | None = None
    inflows: Decimal | None = None
    outflows: Decimal | None = None
    duties: int = 0

    def take_roadmap(self, roadmap: Item) -> None:
        """Show the status of the newest roadmap."""
        if roadmap["anchor_date"] >= self.anchor_date:
            self.roadmap, self.anchor_date = roadmap["status"], roadmap["anchor_date"]

    def take_deadline(self, deadline: Item) -> None:
        """Count a deadline, and see whether it is the next or the oldest that was missed."""
        due_on = deadline["due_on"]
        self.duties += 1
        if deadline["state"] in OPEN:
            self.next_deadline = min(filter(None, (self.next_deadline, due_on)))
        elif deadline["state"] == "overdue":
            self.overdue += 1
            self.overdue_since = min(filter(None, (self.overdue_since, due_on)))

    def take_flows(self, *, inflows: str | None = None, outflows: str | None = None) -> None:
        """Add to what flows in or out."""
        if inflows is not None:
            self.inflows = (self.inflows or Decimal(0)) + Decimal(inflows)
        if outflows is not None:
            self.outflows = (self.outflows or Decimal(0)) + Decimal(outflows)


def rows(
    countries: Iterable[Item], roadmaps: Iterable[Item], deadlines: Iterable[Item], matrix: Iterable[Item]
) -> list[dict[str, Any]]:
    """Give one row per country that has committed to something, then those that flows come from or go to, by name."""
    found: defaultdict[str, _Row] = defaultdict(_Row)
    for roadmap in roadmaps:
        if country := roadmap["scope"]["country"]:
            found[country].take_roadmap(roadmap)
    for deadline in deadlines:
        if country := deadline["country"]:
            found[country].take_deadline(deadline)
    for cell in matrix:
        if cell["provider"] == cell["recipient"]:
            continue  # it stays inside one country
        if recipient := cell["recipient"]:
            found[recipient].take_flows(inflows=cell["amount"])
        if provider := cell["provider"]:
            found[provider].take_flows(outflows=cell["amount"])
    names = {country["code"]: country["names"] for country in countries}
    # Flows also come from and go to bodies that are no country; they have no row.
    of_countries = ((code, row) for code, row in found.items() if code in known_countries())
    listed = sorted(of_countries, key=lambda one: (not _committed(one[1]), _english(names, one[0])))
    return [_shown(code, names.get(code, {"en": code}), row) for code, row in listed]


def _committed(row: _Row) -> bool:
    return row.roadmap is not None or row.duties > 0


def _english(names: Mapping[str, Mapping[str, str]], code: str) -> str:
    return names.get(code, {}).get("en", code)


def _shown(code: str, names: Mapping[str, str], row: _Row) -> dict[str, Any]:
    return {
        "country": code,
        "names": names,
        "committed": _committed(row),
        "roadmap": row.roadmap,
        "next_deadline": row.next_deadline,
        "overdue": row.overdue,
        "overdue_since": row.overdue_since,
        "inflows": digits(row.inflows) if row.inflows is not None else None,
        "outflows": digits(row.outflows) if row.outflows is not None else None,
    }
