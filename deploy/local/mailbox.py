"""The local mail box: takes every mail that the platform sends, delivers none, and shows them in a browser.

`python -m deploy.local.mailbox FOLDER SMTP_PORT WEB_PORT` runs it in the foreground.
"""

import asyncio
import sys
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypedDict
from uuid import UUID

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment, PackageLoader
from uuid_utils.compat import uuid7

HOST = "127.0.0.1"
MOST_MAILS = 1000
MOST_BYTES = 10 << 20

# A mail is text of somebody else: it may show itself, and do nothing.
SHUT_IN = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"

PAGES = Environment(loader=PackageLoader("deploy.local", "pages"), autoescape=True)


class Summary(TypedDict):
    """A mail in the list."""

    id: str
    received_at: str
    sender: str
    recipients: list[str]
    subject: str


class Mail(Summary):
    """A mail to read; a part that it does not have is empty."""

    text: str
    html: str


class Mailbox:
    """Received mails, one file each, the oldest dropped when there are too many."""

    def __init__(self, folder: Path, most: int = MOST_MAILS) -> None:
        self._folder = folder
        self._most = most
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, sender: str, recipients: list[str], content: bytes) -> None:
        """Keep a mail with what its envelope said."""
        envelope = f"X-Envelope-From: {sender}\r\nX-Envelope-To: {', '.join(recipients)}\r\n"
        draft = self._folder / "draft"
        draft.write_bytes(envelope.encode() + content)
        draft.rename(self._folder / f"{uuid7()}.eml")
        for surplus in self._files()[self._most :]:
            surplus.unlink(missing_ok=True)

    def summaries(self) -> list[Summary]:
        """List the mails, newest first."""
        return [_summary(file) for file in self._files()]

    def read(self, mail_id: UUID) -> Mail | None:
        """Give one mail; None where there is none of this id."""
        file = self._folder / f"{mail_id}.eml"
        if not file.exists():
            return None
        message = _parse(file.read_bytes())
        return Mail(**_summary(file), text=_content(message, "plain"), html=_content(message, "html"))

    def clear(self) -> None:
        """Remove all mails."""
        for file in self._files():
            file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        # The names are UUIDv7, so their order is that of arrival.
        return sorted(self._folder.glob("*.eml"), reverse=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail; aiosmtpd calls this by its name."""
        content = envelope.content
        assert isinstance(content, bytes)  # noqa: S101 - decode_data is off
        self.keep(envelope.mail_from or "", envelope.rcpt_tos, content)
        return "250 Kept in the local mail box"


def _parse(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def _summary(file: Path) -> Summary:
    with file.open("rb") as content:
        message = _parse(content.read(64 << 10).partition(b"\r\n\r\n")[0])
    moment = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Summary(
        id=file.stem,
        received_at=moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        sender=str(message["from"] or message["x-envelope-from"] or ""),
        recipients=[address.strip() for address in str(message["x-envelope-to"] or "").split(",")],
        subject=str(message["subject"] or ""),
    )


def _content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError):  # a character set nobody knows
        return bytes(part.get_payload(decode=True) or b"").decode(errors="replace")


def create_app(mailbox: Mailbox) -> web.Application:
    """Make the web pages of a mail box, and the same as JSON."""
    app = web.Application()
    views = _Views(mailbox)
    app.add_routes(
        [
            web.get("/", views.page),
            web.get("/read/{id}", views.read_page),
            web.get("/messages", views.messages),
            web.delete("/messages", views.clear),
            web.get("/messages/{id}", views.message),
            web.get("/messages/{id}/html", views.html),
        ]
    )
    return app


class _Views:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def page(self, _request: web.Request) -> web.Response:
        return _render("mails.html", mails=self._mailbox.summaries())

    async def read_page(self, request: web.Request) -> web.Response:
        return _render("mail.html", mail=self._find(request))

    async def messages(self, _request: web.Request) -> web.Response:
        return web.json_response({"items": self._mailbox.summaries()})

    async def message(self, request: web.Request) -> web.Response:
        return web.json_response(self._find(request))

    async def html(self, request: web.Request) -> web.Response:
        shown = self._find(request)["html"]
        return web.Response(text=shown, content_type="text/html", headers={"Content-Security-Policy": SHUT_IN})

    async def clear(self, _request: web.Request) -> web.Response:
        self._mailbox.clear()
        return web.Response(status=204)

    def _find(self, request: web.Request) -> Mail:
        try:
            found = self._mailbox.read(UUID(request.match_info["id"]))
        except ValueError:
            found = None
        if found is None:
            raise web.HTTPNotFound(text="There is no such mail")
        return found


def _render(page: str, **values: Any) -> web.Response:
    return web.Response(text=PAGES.get_template(page).render(**values), content_type="text/html")


async def serve(mailbox: Mailbox, smtp_port: int, web_port: int) -> None:
    """Take mails and show them until cancelled."""

    def receive() -> SMTP:
        return SMTP(mailbox, hostname="harambee.local", data_size_limit=MOST_BYTES, enable_SMTPUTF8=True)

    receiver = await asyncio.get_running_loop().create_server(receive, HOST, smtp_port)
    runner = web.AppRunner(create_app(mailbox), access_log=None, handle_signals=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, web_port).start()
        await receiver.serve_forever()
    finally:
        receiver.close()
        await runner.cleanup()


if __name__ == "__main__":
    try:
        asyncio.run(serve(Mailbox(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])))
    except (KeyboardInterrupt, web.GracefulExit):
        sys.exit(0)
