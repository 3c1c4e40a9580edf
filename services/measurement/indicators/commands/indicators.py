"""Writes of indicators."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import RootModel
from uuid_utils.compat import uuid7

from services.measurement import events
from services.measurement.facts.registry.models import Actor
from services.measurement.indicators.models import Indicator
from services.measurement.indicators.queries import indicators
from services.measurement.indicators.schemas.indicators import IndicatorIn
from services.measurement.ledger.models import Activity
from services.measurement.reading.indicators import IndicatorStatus, Source, sdg_keys
from shared.auth import Role
from shared.errors import Fault, InvalidInput, Refused
from shared.external_ids import ExternalIds
from shared.http import as_sent, merged
from shared.unit_of_work import Expected, UnitOfWork, is_expected, refuse_withdrawn

WRITERS = (Role.REPORTER, Role.COORDINATOR)
EXTERNAL_IDS = ExternalIds(Indicator, "owner", "indicators")


async def define(uow: UnitOfWork, body: IndicatorIn) -> Indicator:
    """Define an indicator."""
    await EXTERNAL_IDS.refuse_taken(uow, uow.principal.system, body.external_id)
    return await _define(uow, body)


async def _define(uow: UnitOfWork, body: IndicatorIn) -> Indicator:
    row = Indicator(
        id=uuid7(),
        source=Source.API,
        owner=uow.principal.system,
        status=IndicatorStatus.ACTIVE,
        version=1,
        created_at=uow.now,
        updated_at=uow.now,
    )
    await _write(uow, row, body)
    return row


async def put(uow: UnitOfWork, external_id: str, body: IndicatorIn, expected: Expected) -> tuple[Indicator, bool]:
    """Define or replace what the caller's system knows by `external_id`; say whether it is new."""
    system = uow.principal.system
    return await EXTERNAL_IDS.put(uow, system, external_id, body, expected, create=_define, replace=_replace)


async def patch(uow: UnitOfWork, indicator_id: UUID, change: dict[str, Any], expected: Expected) -> Indicator:
    """Change an indicator by merge patch."""
    row = await _standing(uow, indicator_id)
    return await _replace(uow, row, merged(uow, IndicatorIn, _sent(row), change), expected)


async def withdraw(uow: UnitOfWork, indicator_id: UUID, expected: Expected) -> Indicator:
    """Take an indicator back; it stays readable, with what was observed of it.

    Taking it back again changes nothing.
    """
    row = await _permitted(uow, indicator_id)
    if row.status == IndicatorStatus.WITHDRAWN:
        return row
    refuse_unless_active(row)
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = IndicatorStatus.WITHDRAWN, uow.principal.id
    _tell(uow, row)
    return row


def require(uow: UnitOfWork, row: Indicator, *roles: Role) -> None:
    """Refuse whose grants of these roles do not reach an indicator."""
    actors = [row.actor] if row.actor else []
    uow.principal.require(*roles, country=row.country, region=row.region, actors=actors)


def refuse_unless_active(row: Indicator) -> None:
    """Refuse to write to what was withdrawn, or comes from files and changes with them only."""
    _refuse_imported(row)
    refuse_withdrawn(row, "indicator")


def _refuse_imported(row: Indicator) -> None:
    if row.source == Source.IMPORT:
        raise Refused("It was imported with its activity; report it anew with the next file")


async def _permitted(uow: UnitOfWork, indicator_id: UUID) -> Indicator:
    row = await indicators.get_indicator(uow.session, indicator_id, for_update=True)
    require(uow, row, *WRITERS)
    return row


async def _standing(uow: UnitOfWork, indicator_id: UUID) -> Indicator:
    row = await _permitted(uow, indicator_id)
    refuse_unless_active(row)
    return row


async def _replace(uow: UnitOfWork, row: Indicator, body: IndicatorIn, expected: Expected) -> Indicator:
    """Change a locked row; what is the same already stays untouched, and what was withdrawn is active again."""
    require(uow, row, *WRITERS)
    _refuse_imported(row)
    fixed = await _fixed(uow, row, body)
    active = row.status == IndicatorStatus.ACTIVE
    if active and is_expected(row.version, expected) and body == _sent(row):
        return row
    await EXTERNAL_IDS.refuse_taken(uow, row.owner, body.external_id, was=row.external_id)
    uow.change(row, expected=expected)
    row.status, row.withdrawn_by = IndicatorStatus.ACTIVE, None
    await _write(uow, row, body, fixed)
    return row


async def _fixed(uow: UnitOfWork, row: Indicator, body: IndicatorIn) -> list[Fault]:
    """Find what of an indicator cannot become what is sent."""
    faults = []
    if body.kind != row.kind:
        faults.append(Fault("/kind", "fixed", f"It stays {row.kind}; withdraw it and define another"))
    highest = await indicators.highest_level(uow.session, row.id)
    if highest is not None and highest >= len(body.rubric):
        detail = f"Level {highest} was observed; a rubric of {len(body.rubric)} levels does not have it"
        faults.append(Fault("/rubric", "in_use", detail))
    return faults


async def _write(uow: UnitOfWork, row: Indicator, body: IndicatorIn, fixed: Sequence[Fault] = ()) -> None:
    actor, activity = await _known(uow, body, fixed)
    if actor and not (body.country or body.region):
        body = body.model_copy(update={"country": actor.country})
    for name, value in _columns(body).items():
        setattr(row, name, value)
    row.reporter = _reference(actor, activity)
    require(uow, row, *WRITERS)
    if actor:
        uow.principal.require(*WRITERS, country=actor.country, actors=[actor.id])
    uow.session.add(row)
    await uow.session.flush()
    _tell(uow, row)


async def _known(uow: UnitOfWork, body: IndicatorIn, fixed: Sequence[Fault]) -> tuple[Actor | None, Activity | None]:
    """Give what an indicator names. Raises InvalidInput with all that is unknown, beside what is `fixed`."""
    actor, activity, region = await indicators.get_known(uow.session, body.actor, body.activity, body.region)
    named = (("actor", body.actor, actor), ("activity", body.activity, activity), ("region", body.region, region))
    unknown = [
        Fault(f"/{name}", f"unknown_{name}", f"There is no {name} {asked} here")
        for name, asked, found in named
        if asked is not None and found is None
    ]
    if fixed or unknown:
        raise InvalidInput(faults=[*fixed, *unknown])
    return actor, activity


def _reference(actor: Actor | None, activity: Activity | None) -> str | None:
    if actor and actor.identifiers:
        return actor.identifiers[0]
    return activity.reporter if activity else None


def _columns(body: IndicatorIn) -> dict[str, Any]:
    plain = ("kind", "result_type", "measure", "unit", "ascending", "topics", "activity", "actor", "country", "region")
    found = {name: getattr(body, name) for name in (*plain, "titles", "external_id")}
    said = body.model_dump(mode="json", include=set(STRUCTURED))
    return {
        **found,
        **{name: said[name] for name in STRUCTURED},
        **{name: getattr(body, name) or {} for name in ("descriptions", "result_titles")},
        "places": [place for place in (body.country, body.region) if place],
        "sdgs": sdg_keys((one.vocabulary, one.code) for one in body.references),
    }


STRUCTURED = ("baseline", "targets", "disaggregation", "references", "rubric")
"""What is kept as it is sent."""


def _sent(row: Indicator) -> IndicatorIn | RootModel[dict[str, Any]]:
    """Give what would have to be sent for the row to be as it is."""
    found = {name: getattr(row, name) for name in IndicatorIn.model_fields}
    texts = {name: found[name] or None for name in ("descriptions", "result_titles")}
    return as_sent(IndicatorIn, {**found, **texts})


def _tell(uow: UnitOfWork, row: Indicator) -> None:
    event = events.IndicatorDefined.model_validate(
        {name: getattr(row, name) for name in events.IndicatorDefined.model_fields}
    )
    uow.emit(event, sequence=row.version, places=[row.country], regions=row.own_regions)
