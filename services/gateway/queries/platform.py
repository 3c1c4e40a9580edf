"""What the parts of the running gateway share beside the kernel's runtime."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import httpx

from services.gateway.clients.clocks import Clocks
from services.gateway.clients.descriptions import Descriptions
from services.gateway.clients.parts import Parts
from services.gateway.clients.pass_through import PassThrough, open_session
from services.gateway.queries.authentication import Authentication
from services.gateway.rules.access_tokens import AccessTokens
from services.gateway.rules.page_links import PageLinks
from services.gateway.rules.routes import Upstream
from shared.auth import TokenSigner

# The composed reads of all callers at once; a connection that a service may have closed is not used again.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=4.0)


@dataclass(frozen=True, slots=True)
class Platform:
    """The way to the services, and who is at the door."""

    public_url: str
    authentication: Authentication
    pass_through: PassThrough
    parts: Parts
    descriptions: Descriptions
    clocks: Clocks
    page_links: PageLinks


OpenPlatform = Callable[[], AbstractAsyncContextManager[Platform]]


@asynccontextmanager
async def open_platform(
    *, public_url: str, private_key: str, addresses: dict[Upstream, str]
) -> AsyncIterator[Platform]:
    """Open the connections to the services."""
    authentication = Authentication(TokenSigner(private_key), AccessTokens(private_key, issuer=public_url))
    async with open_session() as session, httpx.AsyncClient(limits=LIMITS, trust_env=False) as client:
        yield Platform(
            public_url=public_url,
            authentication=authentication,
            pass_through=PassThrough(session, addresses),
            parts=Parts(client, addresses),
            descriptions=Descriptions(client, addresses),
            clocks=Clocks(client, addresses),
            page_links=PageLinks(private_key),
        )
