"""Hints at what was meant by a code that is none: right, or left out.

A hint is given where the text is a name or another code of exactly one thing, in any of the platform's languages, or
where it is one slip of the keyboard away from exactly one. Else nothing is said: a wrong hint is followed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache

import pycountry
from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name
from rapidfuzz.distance import DamerauLevenshtein

LANGUAGES = ("en", "fr", "pt", "es", "ar", "sw")
"""The languages of labels and messages, in the order in which a text is looked for."""

SHORTEST = 6
"""Fewer letters than these are one slip away from too many others."""

COUNTRIES = {
    "AE": ("UAE", "Emirates"),
    "BF": ("Upper Volta", "Haute-Volta"),
    "CD": ("DRC", "RDC", "DR Congo", "RD Congo", "Congo DR", "Congo, Dem. Rep.", "Zaire"),
    "CF": ("CAR", "RCA"),
    "CG": ("Congo, Rep.", "Congo Republic"),
    "CI": ("Ivory Coast", "Costa de Marfil"),
    "CN": ("PRC", "PR China", "China PR"),
    "GB": ("Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "GR": ("EL",),
    "KP": ("DPRK", "Korea, Dem. People's Rep."),
    "KR": ("Korea, Rep.", "ROK"),
    "LA": ("Lao PDR",),
    "MK": ("Macedonia", "FYROM"),
    "MM": ("Burma",),
    "NL": ("Holland",),
    "PS": ("Palestine", "West Bank and Gaza"),
    "SA": ("KSA",),
    "ST": ("Sao Tome",),
    "SZ": ("Swaziland",),
    "TR": ("Turkey",),
    "TZ": ("Zanzibar", "Tanganyika"),
    "US": ("America",),
    "VA": ("Vatican", "Holy See"),
    "XK": ("XKX",),
    "ZA": ("RSA",),
    "ZW": ("Rhodesia",),
}
"""What countries are called beside their names and withdrawn codes in CLDR and ISO 3166."""

CURRENCIES = {
    "CNY": ("RMB", "Renminbi"),
    "EUR": ("€",),
    "GBP": ("£",),
    "ILS": ("NIS",),
    "KES": ("KSh", "K.Sh."),
    "NGN": ("₦",),
    "TZS": ("TSh",),
    "UGX": ("USh",),
    "USD": ("US$",),
    "XAF": ("FCFA BEAC",),
    "XOF": ("FCFA BCEAO",),
}
_LOCALES = frozenset(locale_identifiers())

SEVERAL = frozenset({"congo", "cfa", "fcfa", "korea", "guiana", "virgin islands"})
"""Names of more than one, though lists may give them to one alone."""


@lru_cache(maxsize=10_000)
def country(text: str) -> str:
    """Say which country was meant by a text that is no alpha-2 code, as `; did you mean KE?`, or nothing."""
    return _said(_found(text, _countries()))


@lru_cache(maxsize=10_000)
def currency(text: str) -> str:
    """Say which currency was meant by a text that is no code of ISO 4217, or nothing."""
    return _said(_found(text, _currencies()))


@lru_cache(maxsize=10_000)
def language(text: str) -> str:
    """Say which language was meant by a text that is no code of ISO 639-1, or nothing."""
    return _said(_found(text, _languages()) or _found(re.split("[-_]", text)[0], _languages()))


def code(text: str, known: Collection[str] | Mapping[str, Iterable[str]]) -> str:
    """Say which of some codes was meant, or nothing; a mapping has the names of each."""
    if not isinstance(known, Mapping):
        return _said(_found(text, _codes(frozenset(known))))
    return _said(_found(text, _index((one, name) for one, its in known.items() for name in (one, *its))))


@lru_cache(maxsize=20)
def _codes(known: frozenset[str]) -> Mapping[str, str | None]:
    return _index((one, one) for one in known)


def _said(found: str | None) -> str:
    return f"; did you mean {found}?" if found else ""


def _found(text: str, known: Mapping[str, str | None]) -> str | None:
    wanted = _folded(text)
    if wanted in known:
        return known[wanted]
    # A slip changes a letter: one more or less digit is another code, and no mistake can be seen in it.
    if len(wanted) < SHORTEST or not any(sign.isalpha() for sign in wanted):
        return None
    near = {one for name, one in known.items() if DamerauLevenshtein.distance(wanted, name, score_cutoff=1) <= 1}
    return near.pop() if len(near) == 1 else None


def _index(names: Iterable[tuple[str, str]]) -> Mapping[str, str | None]:
    """Find codes by what they are called, folded; None stands for what several are called."""
    index: dict[str, str | None] = dict.fromkeys(SEVERAL)
    for one, name in names:
        if folded := _folded(name):
            index[folded] = one if index.get(folded, one) == one else None
    return index


def _folded(text: str) -> str:
    """Give words without accents, points, capitals and a first article."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    words = re.sub(r"[\W_]+", " ", plain.replace("&", " and ")).strip()
    return words.removeprefix("the ") or text.strip()


@cache
def _countries() -> Mapping[str, str | None]:
    return _index(_names_of_countries())


def _names_of_countries() -> Iterator[tuple[str, str]]:
    for one in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "numeric", "name", "official_name", "common_name"):
            if name := getattr(one, field, None):
                yield one.alpha_2, name
    codes = {one.alpha_2 for one in pycountry.countries} | {"XK"}
    for locale in map(Locale, LANGUAGES):
        yield from ((one, name) for one, name in locale.territories.items() if one in codes)
    # A code that was withdrawn, and a country that is no more, mean the one that took their place, where it is one.
    for withdrawn, successors in get_global("territory_aliases").items():
        yield from ((one, withdrawn) for one in successors if len(successors) == 1 and one in codes)
    yield from ((one.alpha_4[2:], one.name) for one in pycountry.historic_countries if one.alpha_4[2:] in codes)
    yield from ((one, name) for one, names in COUNTRIES.items() for name in names)


@cache
def _currencies() -> Mapping[str, str | None]:
    return _index(_names_of_currencies())


def _names_of_currencies() -> Iterator[tuple[str, str]]:
    for one in pycountry.currencies:
        yield from ((one.alpha_3, name) for name in (one.alpha_3, one.numeric, one.name))
        for spoken in LANGUAGES:
            for count in (None, 1, 2, 100):
                yield one.alpha_3, get_currency_name(one.alpha_3, count, spoken)
    yield from ((one, name) for one, names in CURRENCIES.items() for name in names)


@cache
def _languages() -> Mapping[str, str | None]:
    return _index(_names_of_languages())


def _names_of_languages() -> Iterator[tuple[str, str]]:
    known = [one for one in pycountry.languages if hasattr(one, "alpha_2")]
    for one in known:
        for field in ("alpha_2", "alpha_3", "bibliographic", "name", "common_name"):
            if name := getattr(one, field, None):
                yield one.alpha_2, name
        # What a language calls itself, too: Kiswahili, Français.
        for spoken in {*LANGUAGES, one.alpha_2} & _LOCALES:
            if name := Locale(spoken).languages.get(one.alpha_2):
                yield one.alpha_2, name
