"""Links that open one page to whoever holds them: signed with the gateway's Ed25519 key, for a day."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import jwt

from services.gateway.rules.access_tokens import ALGORITHM, signing_key

LIFETIME = timedelta(days=1)


class PageLink(NamedTuple):
    """A link, from the root of the platform, and until when it opens its page."""

    path: str
    valid_until: datetime


class PageLinks:
    """Makes and reads links; nobody else can make one, and none opens anything but its page."""

    def __init__(self, private_key: str) -> None:
        self._key = signing_key(private_key)
        self._public = self._key.public_key()

    def make(self, path: str, client: UUID) -> PageLink:
        """Make a link to a page that shows what a client may see."""
        # The machine's clock, not the platform's: a moved clock must not make links last.
        until = (datetime.now(UTC) + LIFETIME).replace(microsecond=0)
        token = jwt.encode({"aud": path, "sub": str(client), "exp": until}, self._key, ALGORITHM)
        return PageLink(f"{path}?token={token}", until)

    def read(self, token: str, path: str) -> UUID | None:
        """Say which client a link was made for; None where it is forged, old, or leads to another page."""
        try:
            return UUID(jwt.decode(token, self._public, [ALGORITHM], audience=path)["sub"])
        except (jwt.InvalidTokenError, KeyError, ValueError):
            return None
