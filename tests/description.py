"""The description of the whole API, made without servers: of all services as they would describe themselves."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from fastapi import FastAPI

from services.gateway import app as gateway
from services.gateway.api.description import assemble
from services.gateway.rules.routes import Upstream
from services.measurement import app as measurement
from services.notifications import app as notifications
from services.registry import app as registry
from services.roadmaps import app as roadmaps
from shared.http import create_app
from shared.service import Part, Service
from tests.keys import PRIVATE_KEY
from tests.serving import settings

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
METHODS = ("get", "put", "post", "delete", "patch")


def _services() -> list[Service]:
    addresses = {f"{upstream}_url": "http://127.0.0.1:9" for upstream in Upstream}
    public = {"public_url": "https://harambee.example"}
    entry = settings(NOWHERE, kind=gateway.GatewaySettings, internal_private_key=PRIVATE_KEY, **public, **addresses)
    mails = {"smtp": "smtp://127.0.0.1:9", "mail_from": "harambee@harambee.example"}
    telling = settings(NOWHERE, kind=notifications.NotificationsSettings, **public, **mails)
    return [
        gateway.create_service(entry),
        registry.create_service(settings(NOWHERE)),
        roadmaps.create_service(settings(NOWHERE)),
        measurement.create_service(settings(NOWHERE)),
        notifications.create_service(telling),
    ]


@cache
def applications() -> Mapping[str, FastAPI]:
    """Give the application of each service; it is not to be started."""
    return {service.name: create_app(service, [Part.API]) for service in _services()}


@cache
def document() -> dict[str, Any]:
    """Give the document of `/openapi.json`; it is not to be changed."""
    return assemble({name: app.openapi() for name, app in applications().items()})


def operations() -> dict[str, dict[str, Any]]:
    """Give all operations by method and path: `GET /v1/actors`."""
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in document()["paths"].items()
        for method in METHODS
        if method in item
    }
