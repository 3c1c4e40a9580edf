import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from socket import socket

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from services.notifications.channels import email
from services.notifications.channels.email import Mail, Mailer, Rejected, compose
from services.notifications.rules.texts import Letter

SENDER = "Harambee <reminders@harambee.example>"
SENT_AT = datetime(2027, 10, 28, 5, tzinfo=UTC)
LETTER = Letter(subject="كينيا: الموعد غدًا", text="اليوم\n", html='<p dir="rtl">اليوم</p>\n', language="ar")


def mail(to: str = "amina@example.org", letter: Letter = LETTER, message_id: str = "0192-7") -> Mail:
    return Mail(to=to, letter=letter, message_id=message_id)


def read(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_reads_back_as_it_was_meant() -> None:
    message = read(compose(mail(), sender=SENDER, sent_at=SENT_AT).as_bytes())
    assert message["From"] == SENDER
    assert message["To"] == "amina@example.org"
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == SENT_AT
    assert message["Message-ID"] == "<0192-7@harambee.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part.get_content() for part in message.iter_parts()] == [LETTER.text, LETTER.html]
    assert message.defects == []


def test_the_same_reminder_sent_again_is_the_same_mail() -> None:
    first, again = (compose(mail(), sender=SENDER, sent_at=SENT_AT)["Message-ID"] for _ in range(2))
    assert first == again


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("place", ["to", "subject", "message_id", "language", "sender"])
def test_no_value_can_add_a_header(place: str, line_break: str) -> None:
    evil = f"x{line_break}Bcc: eve@evil.example"
    letter = Letter(
        subject=evil if place == "subject" else "s",
        text="t",
        html="h",
        language=evil if place == "language" else "en",
    )
    letter_to = f"amina@example.org{line_break}Bcc: eve@evil.example" if place == "to" else "amina@example.org"
    sent = mail(letter_to, letter, evil if place == "message_id" else "1")
    with pytest.raises(ValueError, match=r"(?i)CR|carriage return|linefeed|parsed"):
        compose(sent, sender=f"{SENDER}{line_break}Bcc: e@v.example" if place == "sender" else SENDER, sent_at=SENT_AT)


@pytest.mark.parametrize("address", ["", "amina", "a@b.example, c@d.example", "Amina <a@b.example>", "a b@c.example"])
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|parsed|local.part"):
        compose(mail(address), sender=SENDER, sent_at=SENT_AT)


class Sink:
    """A mail server's judgement: some addresses it refuses for good, some for now, at some it hangs up."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.connections: list[Session] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        match address.partition("@")[0]:
            case "gone":
                return "550 no such user"
            case "full":
                return "452 mailbox full"
            case "hangup":
                server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        assert isinstance(envelope.content, bytes)
        if b"Subject: spam" in envelope.content:
            return "554 rejected as spam"
        if session not in self.connections:
            self.connections.append(session)
        self.received.append(read(envelope.content))
        return "250 OK"


@asynccontextmanager
async def listening(sink: Sink, **options: object) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink.example", **options), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens on: taken, and not opened."""
    with closing(socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


async def test_a_batch_arrives_over_one_connection() -> None:
    sink = Sink()
    mails = [mail(f"person{number}@example.org", message_id=str(number)) for number in range(5)]
    async with listening(sink) as port:
        outcomes = await Mailer(f"smtp://127.0.0.1:{port}", SENDER).send(mails, SENT_AT)
    assert outcomes == [None] * 5
    assert [message["To"] for message in sink.received] == [one.to for one in mails]
    assert [part.get_content().strip() for part in sink.received[0].iter_parts()] == ["اليوم", '<p dir="rtl">اليوم</p>']
    assert len(sink.connections) == 1


async def test_each_mail_has_its_own_outcome() -> None:
    sink = Sink()
    spam = Letter(subject="spam", text="t", html="h")
    mails = [mail("gone@example.org"), mail("full@example.org"), mail("no address"), mail(letter=spam), mail()]
    async with listening(sink) as port:
        gone, full, no_address, refused, taken = await Mailer(f"smtp://127.0.0.1:{port}", SENDER).send(mails, SENT_AT)
    assert isinstance(gone, Rejected)
    assert "550" in str(gone)
    assert isinstance(full, Exception)
    assert not isinstance(full, Rejected)
    assert isinstance(no_address, Rejected)
    assert isinstance(refused, Rejected)
    assert taken is None
    assert [message["To"] for message in sink.received] == ["amina@example.org"]


async def test_a_lost_connection_costs_only_the_mail_it_was_lost_at() -> None:
    sink = Sink()
    async with listening(sink) as port:
        mails = [mail("a@example.org"), mail("hangup@example.org"), mail("b@example.org")]
        first, lost, last = await Mailer(f"smtp://127.0.0.1:{port}", SENDER).send(mails, SENT_AT)
    assert (first, last) == (None, None)
    assert isinstance(lost, Exception)
    assert not isinstance(lost, Rejected)
    assert [message["To"] for message in sink.received] == ["a@example.org", "b@example.org"]


async def test_without_a_server_every_mail_may_be_tried_again(closed_port: int) -> None:
    outcomes = await Mailer(f"smtp://127.0.0.1:{closed_port}", SENDER).send([mail(), mail()], SENT_AT)
    assert len(outcomes) == 2
    assert all(isinstance(one, Exception) and not isinstance(one, Rejected) for one in outcomes)


async def test_a_server_that_never_answers_does_not_hold_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email, "BATCH_SECONDS", 0.2)
    released = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await released.wait()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        outcomes = await Mailer(f"smtp://127.0.0.1:{port}", SENDER).send([mail()], SENT_AT)
        released.set()
    assert isinstance(outcomes[0], TimeoutError)


async def test_a_user_and_password_from_the_url_are_given_to_the_server() -> None:
    given: list[object] = []

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        given.append(data)
        return AuthResult(success=True)

    async with listening(Sink(), authenticator=authenticate, auth_require_tls=False) as port:
        mailer = Mailer(f"smtp://harambee:p%40ss%2Fword@127.0.0.1:{port}", SENDER)
        assert await mailer.send([mail()], SENT_AT) == [None]
    assert given == [LoginPassword(b"harambee", b"p@ss/word")]


async def test_a_server_without_tls_gets_no_mail_where_tls_is_demanded() -> None:
    sink = Sink()
    async with listening(sink) as port:
        outcomes = await Mailer(f"smtp://127.0.0.1:{port}?starttls", SENDER).send([mail()], SENT_AT)
    assert isinstance(outcomes[0], Exception)
    assert sink.received == []


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_url_of_no_mail_server_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="mail server"):
        Mailer(url, SENDER)


def test_a_sender_without_an_address_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="sender"):
        Mailer("smtp://127.0.0.1", "Harambee")
