"""Values that standards fix, as types: countries (ISO 3166-1), currencies (ISO 4217), texts by language (BCP 47)."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated

import pycountry
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shared import hints

LANGUAGES = hints.LANGUAGES
"""The languages of labels and messages, in the order in which a text is looked for."""


@cache
def countries() -> frozenset[str]:
    """Give the alpha-2 codes of ISO 3166-1, and XK, which is in use for Kosovo though not part of it."""
    return frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})


@cache
def currencies() -> frozenset[str]:
    """Give the codes of ISO 4217, and those it has withdrawn: historic amounts keep theirs."""
    return frozenset({one.alpha_3 for one in pycountry.currencies} | _WITHDRAWN)


_WITHDRAWN = frozenset(
    [
        "ADP",
        "AFA",
        "ALK",
        "ANG",
        "AOK",
        "AON",
        "AOR",
        "ATS",
        "AZM",
        "BEF",
        "BGL",
        "BGN",
        "BYR",
        "BYB",
        "CSD",
        "CUC",
        "CYP",
        "DEM",
        "ECS",
        "EEK",
        "ESP",
        "FIM",
        "FRF",
        "GHC",
        "GRD",
        "GWP",
        "HRD",
        "HRK",
        "IEP",
        "ITL",
        "LTL",
        "LUF",
        "LVL",
        "MGF",
        "MLF",
        "MRO",
        "MTL",
        "MZM",
        "NLG",
        "PLZ",
        "PTE",
        "ROL",
        "RUR",
        "SDD",
        "SDP",
        "SIT",
        "SKK",
        "SLL",
        "SRG",
        "STD",
        "TMM",
        "TPE",
        "TRL",
        "UGS",
        "VEB",
        "VEF",
        "XEU",
        "YUM",
        "ZAL",
        "ZMK",
        "ZRN",
        "ZRZ",
        "ZWD",
        "ZWL",
        "ZWN",
        "ZWR",
    ]
)


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


def _storable(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "It holds the character NUL, which no text can")
    return text


Storable = AfterValidator(_storable)
"""Refuses the one character that PostgreSQL cannot keep."""

ExternalId = Annotated[
    str, Field(min_length=1, max_length=255, description="its identity in your system", examples=["2024/17"]), Storable
]
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


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Pick the text of a language; where it is missing, the first of LANGUAGES that is there, else any."""
    for wanted in (language, *LANGUAGES):
        if wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), "")
