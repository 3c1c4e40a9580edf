"""A real SMTP server that keeps what it gets, and refuses what it is told to refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 Taken"


class PostOffice:
    """Mails in the order in which they came; `answers` are given first, one for each attempt."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: list[EmailMessage] = []
        self.answers: list[str] = []
        self.url = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail, or refuse it."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        answer = self.answers.pop(0) if self.answers else TAKEN
        (self.mails if answer == TAKEN else self.refused).append(mail)
        return answer

    @property
    def subjects(self) -> list[str]:
        """Give the subjects of what was taken."""
        return [str(mail["Subject"]) for mail in self.mails]


@asynccontextmanager
async def open_post_office() -> AsyncIterator[PostOffice]:
    """Run one on a free port."""
    office = PostOffice()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(office, hostname="post.example", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()
