"""Mails: how they are written, and how a batch of them is handed to the mail server."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPNotSupported, SMTPRecipientsRefused, SMTPResponseException

from services.notifications.rules.texts import Letter

BATCH_SECONDS = 60
"""What is not sent by then is left for the next batch, so that no slow server holds a batch past its lease."""

ANSWER_SECONDS = 20
ENCODED_WORD = 75
"""Letters of the longest encoded word (RFC 2047)."""

PORTS = {"smtp": 25, "smtps": 465}


class Rejected(Exception):  # noqa: N818 - errors are named for the state they tell of
    """This mail will never be taken: its address is none, or the server refused it for good (5xx)."""


class Withdrawn(Exception):  # noqa: N818 - errors are named for the state they tell of
    """When its turn came, this mail was no longer to be sent."""


@dataclass(frozen=True)
class Mail:
    """A letter on its way to an address; the same message_id says to mail programs that it is the same mail."""

    to: str
    letter: Letter
    message_id: str


Current = Callable[[Mail], Awaitable[Mail | None]]
"""Gives a mail as it is to be sent now; None where it is not any more."""


class _OneRun(BaseHeader):
    """A header whose text is encoded as one run of encoded words, or not at all.

    Python encodes word by word where a header is long, and then loses spaces between encoded and plain words.
    """

    def fold(self, *, policy: Policy) -> str:
        """Give the lines of the header; whichever program writes the mail asks the header itself."""
        addresses: Sequence[Address] = getattr(self, "addresses", ())
        text = addresses[0].display_name if len(addresses) == 1 else str(self)
        if text.isascii() or getattr(policy, "utf8", False) or len(addresses) > 1:
            return super().fold(policy=policy)
        encoded = Header(text, "utf-8", ENCODED_WORD, self.name).encode(linesep=policy.linesep)
        rest = f"{policy.linesep} <{addresses[0].addr_spec}>" if addresses else ""
        return f"{self.name}: {encoded}{rest}{policy.linesep}"


HEADERS = EmailPolicy(header_factory=HeaderRegistry(base_class=_OneRun))


def compose(mail: Mail, *, sender: str, sent_at: datetime) -> EmailMessage:
    """Write the mail. Raises ValueError where a value does not fit into its header, such as one with line breaks."""
    message = EmailMessage(HEADERS)
    message["From"] = sender
    message["To"] = _recipient(mail.to)
    message["Subject"] = mail.letter.subject
    message["Date"] = sent_at
    message["Message-ID"] = f"<{mail.message_id}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.letter.text)
    message.add_alternative(mail.letter.html, subtype="html")
    message["Content-Language"] = mail.letter.language  # set earlier, it would move into the first alternative
    return message


class Mailer:
    """Sends mails through one server: smtp://user:password@host:port or smtps://..., `?starttls` to demand TLS."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("the mail server needs a URL such as smtp://host:25 or smtps://user:password@host")
        if not _domain(sender):
            raise ValueError(f"{sender} is not a sender such as Harambee <harambee@example.org>")
        self._host, self._port = parts.hostname, parts.port or PORTS[parts.scheme]
        self._user, self._password = (unquote(part) if part else None for part in (parts.username, parts.password))
        self._tls = parts.scheme == "smtps"
        self._start_tls = "starttls" in parse_qs(parts.query, keep_blank_values=True)
        self._sender = sender

    async def send(
        self, mails: Sequence[Mail], sent_at: datetime, current: Current | None = None
    ) -> list[Exception | None]:
        """Send the mails, over one connection as long as it holds; give what became of each.

        Each is sent as `current` gives it when its turn comes; where that is None its outcome is Withdrawn.

        None says that the server took it, Rejected that another try is useless; any other fault may pass. A mail whose
        answer got lost counts as not sent, and may arrive twice.
        """
        outcomes: dict[int, Exception | None] = {}
        unsent: Exception | None = None
        try:
            async with asyncio.timeout(BATCH_SECONDS), self._connection() as server:
                for index, mail in enumerate(mails):
                    if not server.is_connected:  # the mail before was the last that the server wanted of us
                        await server.connect()
                    now = await current(mail) if current else mail
                    outcomes[index] = await self._outcome(server, now, sent_at) if now else Withdrawn()
        except (SMTPException, OSError) as fault:
            unsent = fault
        return [outcomes.get(index, unsent) for index in range(len(mails))]

    def _connection(self) -> SMTP:
        return SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            start_tls=self._start_tls,
            timeout=ANSWER_SECONDS,
        )

    async def _outcome(self, server: SMTP, mail: Mail, sent_at: datetime) -> Exception | None:
        try:
            await server.send_message(compose(mail, sender=self._sender, sent_at=sent_at))
        except (ValueError, SMTPNotSupported) as unfit:
            return Rejected(str(unfit))
        except SMTPRecipientsRefused as refused:
            return _judged(refused.recipients[0])
        except SMTPResponseException as refused:
            return _judged(refused)
        except (SMTPException, OSError) as fault:
            server.close()
            return fault
        return None


def _judged(answer: SMTPResponseException) -> Exception:
    return Rejected(f"{answer.code} {answer.message}") if answer.code >= 500 else answer


def _recipient(address: str) -> Address:
    if "@" not in address:
        raise ValueError("a mail needs an address")
    return Address(addr_spec=address)


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].partition("@")[2]
