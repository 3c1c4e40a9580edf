"""Services in this process, on real servers, asked as the gateway asks them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, TypeVar

import httpx

from shared import auth
from shared.auth import ANYONE, Grant, Kind, Principal, Role, TokenSigner
from shared.http import create_app
from shared.observability import configure
from shared.service import Part, Service
from shared.settings import Mode, Settings
from tests.keys import PRIVATE_KEY, PUBLIC_KEY

S = TypeVar("S", bound=Settings)

configure("tests", level="ERROR", trace_endpoint=None)

ADMIN = Principal(id="admin", kind=Kind.CLIENT, grants=(Grant(role=Role.ADMIN),))
NO_KAFKA = "127.0.0.1:9"


def settings(database: str, *, kind: type[S] = Settings, kafka: str = NO_KAFKA, **more: Any) -> S:
    """Give a service's settings in a test: its own database, the clock movable."""
    return kind(
        **{
            "database": database,
            "kafka": kafka,
            "secret": "0123456789abcdef0123456789abcdef",
            "internal_public_key": PUBLIC_KEY,
            "mode": Mode.DEMONSTRATION,
            **more,
        }
    )


def coordinator(country: str) -> Principal:
    """Give a country's coordinator."""
    return Principal(
        id=f"coordinator-{country}",
        kind=Kind.CLIENT,
        grants=(Grant(role=Role.COORDINATOR, country=country, countries=(country,)),),
    )


# What tests sign when they are collected has to hold until they run.
auth.LIFETIME = timedelta(hours=1)


def authorization(principal: Principal) -> dict[str, str]:
    """Give the header by which the gateway says who asks."""
    return {"Authorization": f"Bearer {TokenSigner(PRIVATE_KEY).sign(principal)}"}


class Client(httpx.AsyncClient):
    """Asks one service; as its administrator unless told otherwise."""

    def as_(self, principal: Principal) -> dict[str, str]:
        """Give the headers to ask as somebody else."""
        return authorization(principal)

    async def metric(self, name: str, job: str) -> float:
        """Read a metric of a background job, zero where it has none yet."""
        text = (await self.get("/metrics")).text
        found = re.search(rf'^{name}{{job="{job}"}} (\S+)$', text, re.MULTILINE)
        return float(found[1]) if found else 0.0


NOBODY = authorization(ANYONE)


@asynccontextmanager
async def serving(service: Service, *parts: Part) -> AsyncIterator[Client]:
    """Run parts of a service, only its API where none is named."""
    app = create_app(service, parts or (Part.API,))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        Client(transport=transport, base_url="http://service", headers=authorization(ADMIN)) as client,
    ):
        yield client
