"""The headers of mails as mail programs see them: raw bytes, read by several decoders."""

import re
from base64 import b64decode
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from quopri import decodestring

import pytest
from aiosmtplib.email import flatten_message
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.channels.email import Mail, compose
from services.notifications.rules.texts import DUTIES, Letter, reminder_letter
from shared.standards import LANGUAGES

SENDER = "Secrétariat de la coopération Sud-Sud – échéances et feuilles de route <reminders@harambee.example>"
SENT_AT = datetime(2027, 10, 28, 5, tzinfo=UTC)
ENCODED_WORD = re.compile(rb"=\?utf-8\?([bq])\?([^?\s]*)\?=", re.IGNORECASE)


def sent(subject: str, sender: str = "Harambee <reminders@harambee.example>") -> bytes:
    letter = Letter(subject=subject, text="t\n", html="h\n")
    mail = compose(Mail(to="a@example.org", letter=letter, message_id="1"), sender=sender, sent_at=SENT_AT)
    return bytes(flatten_message(mail))


def header(raw: bytes, name: bytes) -> bytes:
    found = re.search(rb"^%b: ((?:[^\r]|\r\n[ \t])*)\r\n(?![ \t])" % name, raw, re.MULTILINE)
    assert found
    return found[1]


def by_the_standard(raw: bytes, name: bytes = b"Subject") -> str:
    """Decode as RFC 2047 says: white space between encoded words is none, each word is text by itself."""
    text = re.sub(rb"\?=\r?\n?[ \t]+=\?", b"?==?", header(raw, name)).replace(b"\r\n", b"")

    def word(found: re.Match[bytes]) -> bytes:
        body = b64decode(found[2]) if found[1].lower() == b"b" else decodestring(found[2], header=True)
        return body.decode("utf-8").encode()

    return ENCODED_WORD.sub(word, text).decode()


def by_the_new_parser(raw: bytes) -> str:
    return str(message_from_bytes(raw, policy=policy.default)["Subject"])


def by_the_old_parser(raw: bytes) -> str:
    return str(make_header(decode_header(message_from_bytes(raw)["Subject"])))


DECODERS = (by_the_standard, by_the_new_parser, by_the_old_parser)


def subjects(language: str) -> list[str]:
    """Give the subjects of all reminders in a language, of countries with long names and letters of their own."""
    told = {
        "language": language,
        "titles": {"en": "A roadmap"},
        "milestone": {},
        "region": None,
        "link": "https://harambee.example",
    }
    return [
        reminder_letter(kind=kind, country=country, due_on=due_on, today=date(2026, 5, 4), **told).subject
        for kind in (*DUTIES, "another")
        for country in ("BJ", "CD")
        for due_on in (date(2026, 8, 2), date(2026, 5, 5), date(2026, 5, 4), date(2026, 4, 27))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_is_read_as_it_was_written(language: str) -> None:
    for subject in subjects(language):
        raw = sent(subject)
        assert [decode(raw) for decode in DECODERS] == [subject] * len(DECODERS)


@given(st.lists(st.text(st.sampled_from("aé–ñس 'x,:=?_"), min_size=1, max_size=30), min_size=1, max_size=12))
def test_any_long_subject_is_read_as_it_was_written(words: list[str]) -> None:
    subject = " ".join(" ".join(words).split())
    if subject and not subject.isascii():
        raw = sent(subject)
        assert [decode(raw) for decode in DECODERS] == [subject] * len(DECODERS)


def test_a_sender_with_accents_is_read_as_it_was_written() -> None:
    raw = sent("x", SENDER)
    assert by_the_standard(raw, b"From") == SENDER
    assert str(make_header(decode_header(message_from_bytes(raw)["From"]))) == SENDER


def test_lines_and_encoded_words_are_as_short_as_the_standards_ask() -> None:
    for language in LANGUAGES:
        for subject in subjects(language):
            lines = header(sent(subject), b"Subject").split(b"\r\n")
            assert max(map(len, lines)) <= 78
            assert all(len(found[0]) <= 75 for line in lines for found in ENCODED_WORD.finditer(line))
