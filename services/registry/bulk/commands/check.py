"""What is wrong with rows of a bulk import, each by itself and beside the others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.registry.actors.commands.withdrawn_codes import code_faults
from services.registry.actors.rules import ActorStatus, identifiers
from services.registry.actors.schemas import ActorIn
from services.registry.bulk.commands.identify import Meant
from services.registry.bulk.queries import Held, Known
from services.registry.bulk.rules import full_identifiers, merge, text
from shared.auth import Scope
from shared.errors import Fault
from shared.http.problems import faults_of

NOT_OF_ACTORS = frozenset({"id", "parent_external_id", "version"})
"""What a row says beside the fields of an actor."""

IN_ALL = ""
"""Points at a row as a whole."""


@dataclass(slots=True)
class Checked:
    """A row that is right: the actor it means, and the fields that it shall have, as JSON has them."""

    meant: Meant
    fields: dict[str, Any]

    @property
    def id(self) -> UUID:
        """Give the identity that the actor has or will have."""
        return self.meant.id

    @property
    def changes(self) -> bool:
        """Say whether anything of the actor would be another."""
        known = self.meant.known
        return known is None or known.status != ActorStatus.ACTIVE or _unminted(self.fields) != _unminted(known.fields)


def _unminted(fields: Mapping[str, Any]) -> dict[str, Any]:
    own = [one for one in fields["identifiers"] if one["scheme"] != identifiers.MINTED]
    return {**fields, "identifiers": own}


class Checker:
    """Checks rows one after the other; a row that is right takes its actor and its identifiers from those after it."""

    def __init__(self, held: Held, reporter: str, scope: Scope, parents: Mapping[str, UUID]) -> None:
        self._held = held
        self._reporter = reporter
        self._scope = scope
        self._parents = parents
        self._taken: dict[object, int] = {}

    def check(self, one: Meant) -> Checked | list[Fault]:
        """Give the row checked, or all that is wrong with it."""
        faults = [*one.row.faults, *one.faults]
        if any(fault.pointer == IN_ALL for fault in faults) or (one.faults and one.known is None):
            return faults
        fields, found = self._validated(one)
        faults += found
        faults += self._taken_by_others(one)
        faults += self._beyond_grants(one, fields)
        checked = Checked(one, fields)
        if one.known:
            faults += _ended(one)
            faults += self._unchangeable(one.known, checked) if not faults and checked.changes else ()
        if faults:
            return faults
        self._take(one)
        return checked

    def _validated(self, one: Meant) -> tuple[dict[str, Any], list[Fault]]:
        current = one.known.fields if one.known else {}
        left_out = NOT_OF_ACTORS | (one.row.of_new if one.known else frozenset())
        fields = merge(current, {name: value for name, value in one.row.said.items() if name not in left_out})
        faults = list(self._set_parent(one, fields))
        try:
            body = ActorIn.model_validate(fields)
        except ValidationError as error:
            return fields, [*faults, *faults_of(error)]
        minted = [each["value"] for each in current.get("identifiers", ()) if each["scheme"] == identifiers.MINTED]
        faults += identifiers.misfits(body.identifiers, body.country, minted=minted)
        faults += code_faults(body, current)
        return body.model_dump(mode="json"), faults

    def _set_parent(self, one: Meant, fields: dict[str, Any]) -> Iterator[Fault]:
        external_id = text(one.row.said, "parent_external_id")
        if external_id is None:
            return
        parent = self._parents.get(external_id)
        if parent is None:
            detail = f"You have no actor {external_id}, and none of the rows brings it"
            yield Fault("/parent_external_id", "unknown_actor", detail)
        elif (text(one.row.said, "parent") or str(parent)).lower() != str(parent):
            yield Fault("/parent", "contradiction", f"{external_id} is /v1/actors/{parent}; name one parent")
        else:
            fields["parent"] = str(parent)

    def _taken_by_others(self, one: Meant) -> Iterator[Fault]:
        if one.id in self._taken:
            yield Fault(IN_ALL, "twice", f"Row {self._taken[one.id]} means the same actor")
        external_id = text(one.row.said, "external_id")
        if ("external_id", external_id) in self._taken and one.id not in self._taken:
            row = self._taken["external_id", external_id]
            yield Fault("/external_id", "twice", f"Row {row} has the same")
        for place, full in enumerate(full_identifiers(one.row.said)):
            holder = self._held.holders.get(full or "", one.id)
            if holder != one.id:
                yield Fault(f"/identifiers/{place}", "taken", f"{full} is of another actor: /v1/actors/{holder}")
            elif full in self._taken and one.id not in self._taken:
                yield Fault(f"/identifiers/{place}", "twice", f"Row {self._taken[full]} has it too")

    def _beyond_grants(self, one: Meant, fields: Mapping[str, Any]) -> Iterator[Fault]:
        if self._scope.everything or one.id in self._scope.actors:
            return
        countries = {text(fields, "country"), *([one.known.fields["country"]] if one.known else [])}
        for country in countries - self._scope.countries:
            where = country or "bodies of several countries"
            cure = "ask an administrator for one as its coordinator" if country else "an administrator writes of these"
            yield Fault("/country", "forbidden", f"Your grants do not reach {where}; {cure}")

    def _unchangeable(self, known: Known, checked: Checked) -> Iterator[Fault]:
        if checked.fields["external_id"] != known.fields["external_id"] and known.reporter != self._reporter:
            detail = f"{known.fields['external_id']} is its identity in another system; leave it as it is"
            yield Fault("/external_id", "not_yours", detail)
        said = checked.meant.row.said.get("version")
        if said is not None and str(said).strip() != str(known.version):
            detail = f"The row was made of version {said}, and the actor is at {known.version}; take a fresh list"
            yield Fault("/version", "stale", detail)

    def _take(self, one: Meant) -> None:
        for key in (one.id, ("external_id", text(one.row.said, "external_id")), *full_identifiers(one.row.said)):
            if key not in {None, ("external_id", None)}:
                self._taken[key] = one.row.number


def _ended(one: Meant) -> Iterator[Fault]:
    """Refuse who was merged, and who was withdrawn unless the row says its version: then it is active again."""
    known = one.known
    if known is None:
        return
    if known.status == ActorStatus.MERGED:
        detail = f"The actor has been merged into /v1/actors/{known.merged_into}; change that one"
        yield Fault(IN_ALL, "merged", detail)
    elif known.status != ActorStatus.ACTIVE and one.row.said.get("version") is None:
        detail = f"The actor has been withdrawn; a row with its version, {known.version}, brings it back"
        yield Fault(IN_ALL, "withdrawn", detail)
