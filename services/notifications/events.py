"""What the notifications service publishes; no personal data in any of it."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.envelope import AREA, Audience, Audiences, Event, Topic

TOPIC = Topic("harambee.notifications")


class _ReminderState(Event):
    deadline: UUID
    roadmap: UUID
    kind: str
    due_on: date
    step: str = Field(description="ISO 8601 period from the due date", examples=["-P30D"])
    focal_point: UUID
    channel: str


class ReminderSent(
    _ReminderState, type="harambee.reminder.sent.v1", topic=TOPIC, collection="reminders", audiences=AREA
):
    """A focal point has been reminded of a deadline."""


class ReminderSuperseded(
    _ReminderState, type="harambee.reminder.superseded.v1", topic=TOPIC, collection="reminders", audiences=AREA
):
    """A step was due but not sent, because a later one was due as well."""

    superseded_by: UUID


class ReminderFailed(
    _ReminderState, type="harambee.reminder.failed.v1", topic=TOPIC, collection="reminders", audiences=AREA
):
    """A focal point could not be reminded: its mail was refused for good, or every try failed."""


class DeliveryFailed(
    Event,
    type="harambee.delivery.failed.v1",
    topic=TOPIC,
    collection="subscriptions",
    audiences=Audiences({Audience.CLIENT}),
):
    """A webhook did not take an event, and all attempts are used up. `id` is the subscription's."""

    event: UUID
    position: int
    error: str


class SubscriptionVerified(
    Event,
    type="harambee.subscription.verified.v1",
    topic=TOPIC,
    collection="subscriptions",
    audiences=Audiences({Audience.CLIENT}),
):
    """A webhook has taken something for the first time."""


class SubscriptionSuspended(
    Event,
    type="harambee.subscription.suspended.v1",
    topic=TOPIC,
    collection="subscriptions",
    audiences=Audiences({Audience.CLIENT}),
):
    """A webhook gets nothing any more until its holder resumes it."""

    reason: str
