"""The notifications service, put together."""

from pydantic import Field

from services.notifications import api
from services.notifications.channels.email import Mailer
from services.notifications.commands.delete_deliveries import forget_deliveries
from services.notifications.consumers import consumer
from services.notifications.events import TOPIC
from services.notifications.queries import LogFollower
from services.notifications.rules.vault import Vault
from services.notifications.workers.backlogs import measure_backlogs
from services.notifications.workers.deliveries import Deliverer
from services.notifications.workers.reminders import remind
from services.notifications.workers.suspensions import tell_contacts
from shared.service import Runtime, Service
from shared.settings import Settings
from shared.standards import Sender


class NotificationsSettings(Settings):
    """Settings of the notifications service."""

    smtp: str = Field(description="smtp:// or smtps:// URL of the mail server")
    mail_from: Sender = Field(description="sender of the reminders")
    public_url: str = Field(description="where people reach the platform; links in mails begin so")


def create_service(settings: NotificationsSettings | None = None) -> Service:
    """Make the service; its settings come from the environment where none are given."""
    settings = settings or NotificationsSettings()
    vault, tail = Vault(settings.secret.get_secret_value()), LogFollower()
    public_url = settings.public_url.rstrip("/")

    async def reminders(shared: Runtime) -> None:
        await remind(shared, Mailer(settings.smtp, settings.mail_from), public_url)

    async def suspensions(shared: Runtime) -> None:
        await tell_contacts(shared, Mailer(settings.smtp, settings.mail_from), public_url)

    async def deliveries(shared: Runtime) -> None:
        await Deliverer(shared, settings.egress_networks, vault, tail).run()

    return Service(
        name="notifications",
        settings=settings,
        router=api.create_router(tail, vault, settings.egress_networks),
        topics=[TOPIC],
        consumer=consumer,
        workers=[reminders, deliveries, suspensions, measure_backlogs],
        housekeeping=[forget_deliveries],
    )
