"""Values that standards fix, as types: countries (ISO 3166-1), currencies (ISO 4217), texts by language (BCP 47)."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from email.utils import parseaddr
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Any

import pycountry
from babel import parse_locale
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared import hints

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")

LANGUAGES = hints.LANGUAGES
"""The languages of labels and messages, in the order in which a text is looked for."""


class Constituency(StrEnum):
    """Which part of society an actor belongs to."""

    PUBLIC = "public"
    PRIVATE = "private"
    ACADEMIC = "academic"
    NON_STATE = "non_state"
    MULTILATERAL = "multilateral"
    REGIONAL = "regional"


class Pillar(StrEnum):
    """The seven pillars of a national ecosystem for cooperation."""

    POLITICAL_WILL = "political_will"
    NATIONAL_STRATEGY = "national_strategy"
    NATIONAL_BODY = "national_body"
    INFORMATION_BASES = "information_bases"
    CONNECTED_ACTORS = "connected_actors"
    FINANCING_MECHANISMS = "financing_mechanisms"
    PERFORMANCE_MANAGEMENT = "performance_management"


@cache
def countries() -> frozenset[str]:
    """Give the alpha-2 codes of ISO 3166-1, and XK, which is in use for Kosovo though not part of it."""
    return frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})


@cache
def withdrawn_currencies() -> Mapping[str, date]:
    """Give the codes that ISO 4217 has withdrawn, each with the last day on which it was money."""
    return {code: date.fromisoformat(one["until"]) for code, one in _withdrawn_currencies().items()}


@cache
def currency_names() -> Mapping[str, str]:
    """Give the names of currencies in English as ISO 4217 has them, withdrawn ones only where CLDR has none."""
    withdrawn = {code: one["name"] for code, one in _withdrawn_currencies().items() if "name" in one}
    return {one.alpha_3: one.name for one in pycountry.currencies} | withdrawn


def _withdrawn_currencies() -> Mapping[str, dict[str, str]]:
    table = json.loads(resources.files("shared").joinpath("withdrawn-currencies.json").read_text())
    codes: dict[str, dict[str, str]] = table["codes"]
    return codes


@cache
def currencies() -> frozenset[str]:
    """Give the codes of ISO 4217, and those it has withdrawn: historic amounts keep theirs."""
    return frozenset({one.alpha_3 for one in pycountry.currencies} | withdrawn_currencies().keys())


_DIGITS = {
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF": 0,
    "BHD IQD JOD KWD LYD OMR TND": 3,
    "CLF UYW": 4,
    "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX": None,
}
_DIGITS_OF = {code: digits for codes, digits in _DIGITS.items() for code in codes.split()}


def minor_digits(currency: str) -> int | None:
    """Give how many digits amounts of a currency have after the point, by ISO 4217; None where it sets no number."""
    return _DIGITS_OF.get(currency, 2)


@cache
def languages() -> frozenset[str]:
    """Give the two-letter language codes of ISO 639-1, the ones BCP 47 uses first."""
    return frozenset(one.alpha_2 for one in pycountry.languages if hasattr(one, "alpha_2"))


def _check(
    what: str, code: str, known: Callable[[], frozenset[str]], hint: Callable[[str], str]
) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value in known():
            return value
        said = {"value": value, "what": what, "hint": hint(value)}
        raise PydanticCustomError(code, "{value} is not {what}{hint}", said)

    return check


def _date_as_text(value: Any) -> Any:
    """Let a date be text alone: a number, and text of digits, would be read as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _DATE.fullmatch(value)):
        return value
    raise PydanticCustomError("date_parsing", "Write a date as YYYY-MM-DD")


def _instant_as_text(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and _INSTANT.match(value)):
        return value
    raise PydanticCustomError("datetime_parsing", "Write an instant as YYYY-MM-DDThh:mm:ssZ, or with another offset")


def _within_calendar(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("datetime_range", "Only instants from 1900 to 2200 are taken")
    return value.astimezone(UTC)


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "It holds the character NUL, which no text can")
    return text


def check_mail_address(text: str) -> str:
    """Give an address as it is written into mails. Raises PydanticCustomError where it is none."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        why = f"Not an e-mail address, such as sstc@mfa.example: {error}"
        raise PydanticCustomError("invalid_address", "{why}", {"why": why}) from None
    if _ESCAPED.search(found.local_part):
        raise PydanticCustomError("invalid_address", "It holds an escape such as %0a, which mail servers may undo")
    return found.ascii_email or found.normalized


def _sender(text: str) -> str:
    check_mail_address(parseaddr(text)[1])
    return text


def _language_tag(text: str) -> str:
    """Give a tag as BCP 47 writes it: the language small, the script with a capital, the region in capitals."""
    subtags = _subtags(text)
    if subtags:
        return "-".join(subtags)
    said = {"value": text, "hint": hints.language(text)}
    raise PydanticCustomError("unknown_language", "{value} is not a BCP 47 language tag{hint}", said)


def _subtags(text: str) -> list[str] | None:
    """Give language, script and region, as far as they are said, or None where one of them is not known."""
    try:
        language, region, script, *others = parse_locale(text, sep="-")
    except ValueError:
        return None
    known = language in _spoken() and (script is None or script in _scripts())
    regional = region is None or region in countries() or region.isdecimal()
    return [one for one in (language, script, region) if one] if known and regional and not any(others) else None


@cache
def _spoken() -> frozenset[str]:
    longer = (one.alpha_3 for one in pycountry.languages if not hasattr(one, "alpha_2"))
    return languages() | frozenset(longer)


@cache
def _scripts() -> frozenset[str]:
    return frozenset(one.alpha_4 for one in pycountry.scripts)


_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")

Storable = AfterValidator(_storable)
"""Refuses the one character that PostgreSQL cannot keep."""

ExternalId = Annotated[
    str, Field(min_length=1, max_length=255, description="its identity in your system", examples=["2024/17"]), Storable
]
Day = Annotated[date, BeforeValidator(_date_as_text)]
"""A date, as ISO 8601 has it."""
Instant = Annotated[AwareDatetime, BeforeValidator(_instant_as_text), AfterValidator(_within_calendar)]
"""A moment, as RFC 3339 has it; in UTC."""
Year = Annotated[int, Field(ge=1900, le=2200)]

CountryCode = Annotated[
    str,
    AfterValidator(_check("an ISO 3166-1 country", "unknown_country", countries, hints.country)),
    Field(description="ISO 3166-1 alpha-2", examples=["KE"]),
]
CurrencyCode = Annotated[
    str,
    AfterValidator(_check("an ISO 4217 currency", "unknown_currency", currencies, hints.currency)),
    Field(description="ISO 4217", examples=["KES"]),
]
LanguageCode = Annotated[
    str,
    AfterValidator(_check("an ISO 639-1 language", "unknown_language", languages, hints.language)),
    Field(description="BCP 47, the primary subtag", examples=["sw"]),
]
LanguageMap = Annotated[
    dict[LanguageCode, Annotated[str, Field(min_length=1, max_length=10_000), Storable]],
    Field(
        min_length=1, description="a text by language", examples=[{"en": "Kenya's roadmap", "sw": "Mpango wa Kenya"}]
    ),
]


MailAddress = Annotated[
    str, AfterValidator(check_mail_address), Field(description="e-mail", examples=["sstc@mfa.example"])
]
"""An address that can be written into a mail to any server: a part before the @ that is not ASCII needs SMTPUTF8."""

Sender = Annotated[str, AfterValidator(_sender)]
"""An address with the name of whom it belongs to, as `From` has it."""

LanguageTag = Annotated[
    str,
    AfterValidator(_language_tag),
    Field(
        max_length=35,
        description="BCP 47: a language, and where it is said so a script and a region",
        examples=["fr-CA"],
    ),
]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Pick the text of a language, then of the one it is a form of, then the first of LANGUAGES, else any."""
    for wanted in (language, language.partition("-")[0], *LANGUAGES):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")
