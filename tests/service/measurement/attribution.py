"""Whom each flow ought to count for, found out flow by flow from what is known now."""

from typing import Any

import orjson

from services.measurement.facts.country_groups.rules import Edition, Groups
from services.measurement.facts.organisations.rules.parties import Party, party
from services.measurement.ledger.rules.attribution import RECEIVED
from services.measurement.ledger.rules.cooperation import cooperation, decided, edition_of, partners_of
from services.measurement.reading.source import Organisation
from shared.db import Driver
from shared.spelling import key

FLOWS = """
SELECT f.id, f.activity, f.transaction_type, f.day, f.reporter,
    f.provider_ref, f.provider_name, f.recipients, f.provider,
    f.cooperation, a.reporter_name, a.collaboration, a.participants, o.value AS override
FROM flows f JOIN activities a ON a.id = f.activity LEFT JOIN cooperation_overrides o ON o.activity = a.id
WHERE f.corrected_by IS NULL AND f.withdrawn_at IS NULL
"""
ACTIVITIES = """
SELECT a.*, o.value AS override FROM activities a LEFT JOIN cooperation_overrides o ON o.activity = a.id
WHERE a.withdrawn_at IS NULL
"""


FOREMOST = ("triangular", "south_south", "north_south", "multilateral", "domestic")


class Witness:
    """Knows what the tables say of organisations."""

    def __init__(self, actors: list[Any], organisations: list[Any]) -> None:
        self._actors = {row["id"]: row for row in actors}
        self._by_ref = {ref: row for row in actors for ref in row["identifiers"]}
        self._organisations = {(row["reporter"], row["named_by"]): row for row in organisations}

    def party(self, reporter: str, named_by: str, ref: str, kind: str) -> Party:
        organisation = self._organisations.get((reporter, named_by))
        chosen = self._actors.get(organisation["actor"]) if organisation else None
        actor = chosen or self._by_ref.get(named_by)
        found = self._registered(actor, named_by, chosen=chosen is not None) if actor else Party("")
        found = found if found.code else party(ref, kind)
        return found if found.code else Party(named_by)

    def _registered(self, actor: Any, named_by: str, *, chosen: bool) -> Party:
        end = actor
        while end["merged_into"] in self._actors:
            end = self._actors[end["merged_into"]]
        if end["constituency"] != "multilateral":
            return Party(end["country"] or "")
        return Party((end["identifiers"] or [named_by])[0] if chosen else named_by, multilateral=True)


async def check_attribution(inside: Driver) -> None:
    """Compare the provider and the kind of cooperation of all flows and activities with what they ought to be."""
    organisations = await inside.fetch("SELECT * FROM reported_organisations")
    witness = Witness(await inside.fetch("SELECT * FROM actors"), organisations)
    kinds = {(row["reporter"], row["named_by"]): row["kind"] for row in organisations}
    editions = await inside.fetch("SELECT valid_from, edition, developed FROM country_groups")
    groups = Groups(Edition(row[0], row[1], frozenset(row[2])) for row in editions)
    of_flows: dict[Any, set[str | None]] = {}
    for row in await inside.fetch(FLOWS):
        ref, name = row["provider_ref"], row["provider_name"]
        is_reporter = key(name) == key(row["reporter_name"]) if name else row["transaction_type"] not in RECEIVED
        if not ref and is_reporter:
            ref = row["reporter"]
        named_by = Organisation(ref, name=name).named_by
        found = witness.party(row["reporter"], named_by, ref, kinds.get((row["reporter"], named_by), ""))
        developed = groups.on(row["day"]).developed
        derived = cooperation(row["collaboration"], found, row["recipients"], developed, _partners(row))
        kind = decided(row["override"], derived, found.code, row["recipients"])
        assert (row["provider"], row["cooperation"]) == (found.code, kind), dict(row)
        of_flows.setdefault(row["activity"], set()).add(kind)
    for row in await inside.fetch(ACTIVITIES):
        found = witness.party(row["reporter"], row["reporter"], row["reporter"], row["reporter_kind"])
        developed = edition_of(orjson.loads(row["dates"]), groups).developed
        partners = _partners(row)
        derived = [
            cooperation(row["collaboration"], one, row["places"], developed, partners)
            for one in _funders(witness, row) or [found]
        ]
        kind = next((kind for kind in FOREMOST if kind in of_flows.get(row["id"], ())), None)
        if kind is None:
            kind = next((kind for kind in FOREMOST if kind in derived), None)
            kind = decided(row["override"], kind, found.code, row["places"])
        assert row["cooperation"] == kind, dict(row)


def _funders(witness: Witness, row: Any) -> list[Party]:
    funding = [one for one in orjson.loads(row["participants"]) if one["role"] == "1" and (one["ref"] or one["name"])]
    named = [(one, Organisation(one["ref"], one["kind"], one["name"])) for one in funding]
    return [witness.party(row["reporter"], side.named_by, one["ref"], one["kind"]) for one, side in named]


def _partners(row: Any) -> frozenset[str]:
    return partners_of(row["collaboration"], ((one["ref"], one["kind"]) for one in orjson.loads(row["participants"])))
