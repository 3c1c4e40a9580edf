"""Addresses and languages are checked when they are entered."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.standards import LanguageTag, MailAddress, Sender, in_language

ADDRESS, TAG, SENDER = TypeAdapter(MailAddress), TypeAdapter(LanguageTag), TypeAdapter(Sender)


@pytest.mark.parametrize(
    "address",
    [
        "a..b@mfa.example",
        ".a@mfa.example",
        "a.@mfa.example",
        "é@mfa.example",
        "a%0ab@mfa.example",
        "a%0Ab@mfa.example",
        "a@mfa.example%0a",
        "a\n@mfa.example",
        "a b@mfa.example",
        '"a b"@mfa.example',
        "a@[127.0.0.1]",
        "a@b",
        "a@@mfa.example",
        "@mfa.example",
        "nobody",
        "",
        "a" * 65 + "@mfa.example",
        "a@" + "b" * 250 + ".example",
        "Name <a@mfa.example>",
        "a@mfa.example,b@mfa.example",
    ],
)
def test_what_no_mail_can_be_sent_to_is_no_address(address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ADDRESS.validate_python(address)
    assert [fault["type"] for fault in refused.value.errors()] == ["invalid_address"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("sstc@mfa.example", "sstc@mfa.example"),
        ("O'Brien+sstc@MFA.example", "O'Brien+sstc@mfa.example"),
        ("sstc@büro.example", "sstc@xn--bro-hoa.example"),
        ("a%b@mfa.example", "a%b@mfa.example"),
    ],
)
def test_an_address_is_kept_as_mails_have_it(address: str, kept: str) -> None:
    assert ADDRESS.validate_python(address) == kept


def test_a_sender_has_an_address() -> None:
    assert SENDER.validate_python("Harambee <harambee@example.org>") == "Harambee <harambee@example.org>"
    with pytest.raises(ValidationError):
        SENDER.validate_python("Harambee <a..b@example.org>")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("fr", "fr"),
        ("fr-CA", "fr-CA"),
        ("FR-ca", "fr-CA"),
        ("pt-BR", "pt-BR"),
        ("es-419", "es-419"),
        ("ha-arab-NG", "ha-Arab-NG"),
        ("kam", "kam"),
    ],
)
def test_a_language_tag_is_kept_as_bcp_47_writes_it(text: str, tag: str) -> None:
    assert TAG.validate_python(text) == tag


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("xx", ""),
        ("fr-XX", "; did you mean fr?"),
        ("fra", "; did you mean fr?"),
        ("French", "; did you mean fr?"),
        ("fr_CA", "; did you mean fr?"),
        ("fr-Abcd", "; did you mean fr?"),
        ("", ""),
    ],
)
def test_what_is_no_language_tag_is_refused(text: str, hint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TAG.validate_python(text)
    [fault] = refused.value.errors()
    assert fault["msg"] == f"{text} is not a BCP 47 language tag{hint}"


def test_a_form_of_a_language_falls_back_to_it() -> None:
    texts = {"en": "Roadmap", "fr": "Feuille de route"}
    assert in_language(texts, "fr-CA") == "Feuille de route"
    assert in_language({**texts, "fr-CA": "Plan"}, "fr-CA") == "Plan"
    assert in_language(texts, "ha-NG") == "Roadmap"
