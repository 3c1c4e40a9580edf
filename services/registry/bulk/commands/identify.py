"""Which actor each row of a bulk import means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from uuid_utils.compat import uuid7

from services.registry.bulk.queries import Held, Keys, Known
from services.registry.bulk.rules import Row, full_identifiers, text
from shared.errors import Fault


@dataclass(slots=True)
class Meant:
    """A row and the actor it means: `known`, or a new one that will have this `id`."""

    row: Row
    id: UUID
    known: Known | None = None
    faults: list[Fault] = field(default_factory=list)


def keys(rows: Iterable[Row]) -> Keys:
    """Give what rows name actors by, themselves and their parents."""
    ids, external_ids, identifiers = set[UUID](), set[str](), set[str]()
    for row in rows:
        ids.update(filter(None, (_uuid(text(row.said, "id")), _uuid(text(row.said, "parent")))))
        external_ids.update(filter(None, (text(row.said, "external_id"), text(row.said, "parent_external_id"))))
        identifiers.update(filter(None, full_identifiers(row.said)))
    return Keys(ids, _storable(external_ids), _storable(identifiers))


def _storable(texts: Iterable[str]) -> list[str]:
    """Leave out what PostgreSQL cannot be asked for; the row is rejected for it later."""
    return [text for text in texts if "\0" not in text]


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value.strip()) if value else None
    except ValueError:
        return None


def match(rows: Sequence[Row], held: Held, reporter: str) -> list[Meant]:
    """Say what each row means: by its id, else by the caller's external_id, else by any of its identifiers."""
    return [_match(row, held, reporter) for row in rows]


def _match(row: Row, held: Held, reporter: str) -> Meant:
    said_id, external_id = text(row.said, "id"), text(row.said, "external_id")
    if said_id:
        return _by_id(row, said_id, external_id, held)
    if external_id and (actor := held.by_external_id.get(external_id)):
        return _known(row, held.actors[actor])
    return _by_identifiers(row, external_id, held, reporter)


def _by_id(row: Row, said_id: str, external_id: str | None, held: Held) -> Meant:
    known = held.actors.get(_uuid(said_id) or uuid7())
    if known is None:
        detail = f"There is no actor {said_id}; leave the id out for one that is new"
        return Meant(row, uuid7(), faults=[Fault("/id", "unknown_actor", detail)])
    other = held.by_external_id.get(external_id or "", known.id)
    if other == known.id:
        return _known(row, known)
    detail = f"{external_id} is of another actor: /v1/actors/{other}"
    return Meant(row, known.id, known, [Fault("/external_id", "taken", detail)])


def _by_identifiers(row: Row, external_id: str | None, held: Held, reporter: str) -> Meant:
    named = {held.holders[one]: one for one in full_identifiers(row.said) if one and one in held.holders}
    if len(named) > 1:
        owners = ", ".join(f"{identifier} is of /v1/actors/{actor}" for actor, identifier in named.items())
        detail = f"It may mean several actors: {owners}. Say which by its id"
        return Meant(row, uuid7(), faults=[Fault("/identifiers", "ambiguous", detail)])
    for actor in named:
        known = held.actors[actor]
        free = known.reporter == reporter and known.fields["external_id"] is None
        if external_id is None or free:
            return _known(row, known)
    return Meant(row, uuid7())


def _known(row: Row, known: Known) -> Meant:
    return Meant(row, known.id, known)


def by_external_id(meant: Iterable[Meant], held: Held) -> Mapping[str, UUID]:
    """Give the actors that can be named as parents: those of the registry, and those of the same file."""
    of_file = {external: one.id for one in meant if (external := text(one.row.said, "external_id"))}
    return {**of_file, **held.by_external_id}
