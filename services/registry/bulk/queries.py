"""What a bulk import needs to know of the registry, by the thousand: never a question per row."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from shared.db import Driver

BY_EXTERNAL_ID = "SELECT external_id, id FROM actors WHERE reporter = $1 AND external_id = ANY($2)"
HOLDERS = "SELECT identifier, actor FROM known_identifiers WHERE identifier = ANY($1)"
ACTORS = """
SELECT id, version, status, merged_into, reporter, json_build_object(
    'names', names, 'former_names', former_names, 'acronyms', acronyms, 'kind', kind, 'constituency', constituency,
    'country', country, 'active_in', active_in, 'identifiers', identifiers, 'parent', parent, 'topics', topics,
    'sectors', sectors, 'website', website, 'external_id', external_id
)::text AS fields
FROM actors WHERE id = ANY($1) ORDER BY id
"""
LINES = """
WITH RECURSIVE line AS (
    SELECT id, parent FROM actors WHERE id = ANY($1)
    UNION SELECT above.id, above.parent FROM actors above JOIN line ON above.id = line.parent
)
SELECT id, parent FROM line
"""

LOCK = " FOR NO KEY UPDATE"


class Known(NamedTuple):
    """An actor that is in the registry; `fields` are those that can be sent, as JSON has them."""

    id: UUID
    version: int
    status: str
    merged_into: UUID | None
    reporter: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keys:
    """What rows name actors by."""

    ids: Collection[UUID]
    external_ids: Collection[str]
    identifiers: Collection[str]


@dataclass(frozen=True, slots=True)
class Held:
    """What the registry holds of that which rows name; `parents` are the lines of parents of all these actors."""

    actors: Mapping[UUID, Known]
    by_external_id: Mapping[str, UUID]
    holders: Mapping[str, UUID]
    parents: Mapping[UUID, UUID | None]


async def find(connection: Driver, reporter: str, keys: Keys, *, lock: bool) -> Held:
    """Give what is held, the actors locked in the order of their ids if asked for."""
    by_external_id = _pairs(await connection.fetch(BY_EXTERNAL_ID, reporter, list(keys.external_ids)))
    holders = _pairs(await connection.fetch(HOLDERS, list(keys.identifiers)))
    ids = list({*keys.ids, *by_external_id.values(), *holders.values()})
    rows = await connection.fetch(ACTORS + LOCK if lock else ACTORS, ids)
    parents = _pairs(await connection.fetch(LINES, ids))
    return Held({row["id"]: _known(row) for row in rows}, by_external_id, holders, parents)


def _pairs(rows: Iterable[Any]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in rows}


def _known(row: Any) -> Known:
    return Known(
        row["id"], row["version"], row["status"], row["merged_into"], row["reporter"], orjson.loads(row["fields"])
    )
