"""Events of an import: made by the thousand, so each is the JSON of its class's fields without an object in between."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from uuid_utils import uuid7

from services.measurement.commands.flow_rows import Place
from services.measurement.events import FlowCorrected, FlowRecorded
from services.measurement.rules.records import Activity, Flow
from services.measurement.rules.settling import Settled
from shared.envelope import Event, instant
from shared.outbox import Row
from shared.standards import countries

REGIONS = """
SELECT country, array_agg(region ORDER BY region) FROM memberships
WHERE (valid_from IS NULL OR valid_from <= $1) AND (valid_to IS NULL OR valid_to > $1) GROUP BY country
"""

MOST_PLACES = 10_000


class Teller:
    """Makes the outbox rows of one import; `regions` names the regional bodies of each country."""

    def __init__(self, source: str, now: datetime, regions: Mapping[str, Sequence[str]]) -> None:
        self._regions = regions
        self._common = {"specversion": "1.0", "source": f"/{source}", "time": instant(now), "audience": "public"}
        self._of_places: dict[tuple[str, ...], dict[str, str]] = {}

    def row(self, kind: type[Event], data: Mapping[str, Any], sequence: int, places: Sequence[str]) -> Row:
        """Make the row of an event; `data` are its fields as JSON has them, `places` the countries it is about."""
        subject = f"{kind.collection}/{data['id']}"
        attributes = {
            **self._about(tuple(places)),
            "id": str(uuid7()),
            "type": kind.type,
            "subject": subject,
            "partitionkey": subject,
            "sequence": str(sequence),
        }
        return kind.topic.name, subject, orjson.dumps(attributes), orjson.dumps(data)

    def flow(self, place: Place, flow: Flow, settled: Settled, activity: Activity) -> Row:
        """Tell of a flow."""
        recipients = [code for code, _ in flow.recipients]
        data = {
            "id": place.id,
            "activity": place.activity,
            "identifier": activity.identifier,
            "reporter": place.reporter,
            "kind": flow.kind,
            "day": flow.day,
            "provider": settled.provider.code,
            "recipients": recipients,
            "amount": str(flow.amount),
            "currency": flow.currency,
            "value_date": flow.value_date,
            "usd": None if settled.usd is None else str(settled.usd),
            "cooperation": settled.cooperation,
            "modality": flow.aid_type,
        }
        if place.corrects is None:
            return self.row(FlowRecorded, data, 1, recipients)
        return self.row(FlowCorrected, {**data, "corrects": str(place.corrects)}, 1, recipients)

    def _about(self, places: tuple[str, ...]) -> dict[str, str]:
        found = self._of_places.get(places)
        if found is None:
            if len(self._of_places) > MOST_PLACES:
                self._of_places.clear()
            found = self._of_places[places] = {**self._common, **self._geography(places)}
        return found

    def _geography(self, places: Sequence[str]) -> dict[str, str]:
        regions = dict.fromkeys(region for place in places for region in self._regions.get(place, ()))
        country = {"country": places[0]} if len(places) == 1 and places[0] in countries() else {}
        return {**country, "regions": ",".join(regions)} if regions else country
