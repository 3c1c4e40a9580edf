"""What a bulk import would do: the rows that are right, and every fault of the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.registry.bulk.commands.check import Checked, Checker
from services.registry.bulk.commands.identify import by_external_id, match
from services.registry.bulk.queries import Held
from services.registry.bulk.rules import Family, Resemblance, Row
from shared.auth import Scope
from shared.errors import Fault


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, and the row it is in."""

    row: Row
    fault: Fault


@dataclass(slots=True)
class Plan:
    """What to write, in the order of the file, and what not and why."""

    rows: int = 0
    new: list[Checked] = field(default_factory=list)
    changed: list[Checked] = field(default_factory=list)
    unchanged: int = 0
    findings: list[Finding] = field(default_factory=list)
    resemblances: Sequence[Resemblance] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Count rows by what becomes of them."""
        taken = {"new": len(self.new), "changed": len(self.changed), "unchanged": self.unchanged}
        return {"rows": self.rows, **taken, "rejected": self.rows - sum(taken.values())}


def make_plan(rows: Sequence[Row], held: Held, reporter: str, scope: Scope) -> Plan:
    """Check all rows, each by itself, then beside the others."""
    meant = match(rows, held, reporter)
    checker = Checker(held, reporter, scope, by_external_id(meant, held))
    plan = Plan(rows=len(rows))
    right: dict[UUID, Checked] = {}
    for one in meant:
        found = checker.check(one)
        if isinstance(found, Checked):
            right[one.id] = found
        else:
            plan.findings += [Finding(one.row, fault) for fault in found]
    while rejected := _wrong_parents(right, held) or _circles(right, held):
        for child, fault in rejected.items():
            plan.findings.append(Finding(right.pop(child).meant.row, fault))
    _sort(plan, right.values())
    return plan


def _sort(plan: Plan, right: Iterable[Checked]) -> None:
    for one in right:
        if one.meant.known is None:
            plan.new.append(one)
        elif one.changes:
            plan.changed.append(one)
        else:
            plan.unchanged += 1
    plan.findings.sort(key=lambda finding: finding.row.number)


def _wrong_parents(right: Mapping[UUID, Checked], held: Held) -> dict[UUID, Fault]:
    """Find the rows whose parent is not in the registry nor comes into it by this file, or has proved to be another."""
    faults = {child: _wrong_parent(one, right, held) for child, one in right.items() if one.changes}
    return {child: fault for child, fault in faults.items() if fault}


def _wrong_parent(one: Checked, right: Mapping[UUID, Checked], held: Held) -> Fault | None:
    parent, wanted = _parent(one), one.meant.row.said.get("parent_external_id")
    pointer = "/parent_external_id" if wanted else "/parent"
    if parent is None or parent in right:
        return None
    if parent not in held.parents:
        detail = f"The row of its parent {wanted} is rejected" if wanted else f"There is no actor {parent}"
        return Fault(pointer, "parent_refused" if wanted else "unknown_actor", detail)
    known = held.actors.get(parent)
    if known and known.merged_into:
        detail = f"It has been merged into /v1/actors/{known.merged_into}; name that one"
        return Fault(pointer, "merged", detail)
    return None


def _circles(right: Mapping[UUID, Checked], held: Held) -> dict[UUID, Fault]:
    """Find the rows that would make an actor part of itself."""
    family = Family({**held.parents, **{child: _parent(one) for child, one in right.items()}})
    members = {member for child in right for member in family.circle(child) if member in right}
    return {member: Fault("/parent", "circle", "An actor cannot be part of itself") for member in members}


def _parent(one: Checked) -> UUID | None:
    return UUID(one.fields["parent"]) if one.fields["parent"] else None
