"""The notifications service's part of the public API."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.notifications.api import log, reminders, webhooks
from services.notifications.queries import LogFollower
from services.notifications.rules.vault import Vault
from shared.addresses import Network


def create_router(tail: LogFollower, vault: Vault, networks: Sequence[Network]) -> APIRouter:
    """Make the routes; streams wait at the tail, secrets go into the vault."""
    router = APIRouter()
    router.include_router(log.create_router(tail))
    router.include_router(reminders.router)
    router.include_router(webhooks.router)
    router.include_router(webhooks.create_router(vault, networks))
    return router
