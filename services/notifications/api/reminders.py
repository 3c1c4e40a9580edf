"""Routes of reminders."""

from typing import Annotated

from fastapi import Query, Response

from services.notifications import models, queries, schemas
from services.notifications.rules.reminders import DEFAULT_STEPS
from shared.http import KnownCaller, Listing, Page, listed, service_router

router = service_router()


@router.get("/reminder-policies", tags=["reminders"])
async def list_policies() -> schemas.Policies:
    """List when focal points are reminded."""
    steps = [schemas.Step(step=step.name, days=step.days) for step in DEFAULT_STEPS]
    return schemas.Policies(items=[schemas.Policy(id="default", steps=steps, channels=["email"], local_time="08:00")])


@router.get("/reminders", response_model=Page[schemas.Reminder], responses=listed(), tags=["reminders"])
async def list_reminders(
    query: Annotated[schemas.ReminderQuery, Query()], listing: Listing, caller: KnownCaller
) -> Response:
    """List what was and will be sent to focal points inside your grants, and why."""
    return await listing.answer(
        query,
        queries.reminders(query, caller),
        schemas.Reminder,
        models.Reminder.fire_at,
        models.Reminder.id,
        of=lambda row: schemas.Reminder.of(row[0], row[1]),
    )
