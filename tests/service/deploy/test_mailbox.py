import smtplib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial

import httpx
import pytest

from deploy.local.mailbox import Mailbox
from deploy.local.ports import HOST, free_port, is_open
from deploy.local.programs import Program
from tests.servers import running


@contextmanager
def open_mailbox(folder) -> Iterator[tuple[int, str]]:
    smtp, web = free_port(), free_port()
    command = [sys.executable, "-m", "deploy.local.mailbox", folder / "mails", str(smtp), str(web)]
    with running(Program(command=command, log=folder / "mailbox.log"), partial(is_open, web)):
        yield smtp, f"http://{HOST}:{web}"


@pytest.fixture
def mailbox(tmp_path):
    with open_mailbox(tmp_path) as addresses:
        yield addresses


def mail(subject: str, text: str = "Habari", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Harambee <h@example.org>", "focal@mfa.example", subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def send(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP(HOST, port) as server:
        server.send_message(message, to_addrs=["focal@mfa.example", "deputy@mfa.example"])


def test_mails_are_listed_newest_first_with_their_texts(mailbox):
    smtp, web = mailbox
    send(smtp, mail("Rapport à rendre", "Échéance: 4 mai", "<p>Échéance: <b>4 mai</b></p>"))
    send(smtp, mail("التقرير"))

    listed = httpx.get(f"{web}/messages").json()["items"]
    shown = httpx.get(f"{web}/messages/{listed[1]['id']}").json()

    assert [one["subject"] for one in listed] == ["التقرير", "Rapport à rendre"]
    assert listed[0]["recipients"] == ["focal@mfa.example", "deputy@mfa.example"]
    assert shown["text"].strip() == "Échéance: 4 mai"
    assert shown["html"].strip() == "<p>Échéance: <b>4 mai</b></p>"


def test_what_a_mail_says_cannot_run_in_the_page(mailbox):
    smtp, web = mailbox
    send(smtp, mail("<script>alert(1)</script>", "<b>x</b>", "<script>alert(2)</script>"))
    found = httpx.get(f"{web}/messages").json()["items"][0]["id"]

    pages = httpx.get(f"{web}/").text + httpx.get(f"{web}/read/{found}").text
    html = httpx.get(f"{web}/messages/{found}/html")

    assert "<script>" not in pages
    assert "&lt;script&gt;alert(1)" in pages
    assert "sandbox; default-src 'none'" in html.headers["content-security-policy"]


def test_mails_outlive_a_restart_until_they_are_removed(tmp_path):
    with open_mailbox(tmp_path) as (smtp, web):
        send(smtp, mail("kept"))
    with open_mailbox(tmp_path) as (smtp, web):
        assert [one["subject"] for one in httpx.get(f"{web}/messages").json()["items"]] == ["kept"]
        assert httpx.delete(f"{web}/messages").status_code == 204
        assert httpx.get(f"{web}/messages").json() == {"items": []}


@pytest.mark.parametrize(
    "path", ["/messages/unknown", "/read/0198c0de-0000-7000-8000-000000000000", "/messages/..%2f.."]
)
def test_what_is_not_there_is_not_found(mailbox, path):
    assert httpx.get(f"{mailbox[1]}{path}").status_code == 404


def test_the_oldest_mails_make_room(tmp_path):
    mailbox = Mailbox(tmp_path, most=2)
    for subject in ("first", "second", "third"):
        mailbox.keep("h@example.org", ["focal@mfa.example"], mail(subject).as_bytes())

    assert [one["subject"] for one in mailbox.summaries()] == ["third", "second"]


def test_a_mail_without_sense_is_shown_as_well_as_can_be(tmp_path):
    mailbox = Mailbox(tmp_path)
    mailbox.keep("h@example.org", ["f@mfa.example"], b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe text")
    mailbox.keep("h@example.org", ["f@mfa.example"], b"\x00\x01\x02")

    assert [one["sender"] for one in mailbox.summaries()] == ["h@example.org", "h@example.org"]
