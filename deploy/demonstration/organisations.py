"""Invented organisations: in each country an agency that reports, a university, a network and a company."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from deploy.demonstration.places import LANGUAGES, PLACES, Place

REGIONS = {"EAC": "en", "ECOWAS": "fr", "SADC": "pt"}
"""Regional bodies that have a roadmap in the demonstration, and the language of their invented office."""

FUND_KEY = "demo-fund"
DOMAIN = "demo.harambee.example"

_NAMES = {
    "agency": {
        "en": "Demonstration Agency for Cooperation, {place} (invented)",
        "fr": "Agence de coopération de démonstration, {place} (inventée)",
        "pt": "Agência de Cooperação de Demonstração, {place} (inventada)",
    },
    "university": {
        "en": "Demonstration University, {place} (invented)",
        "fr": "Université de démonstration, {place} (inventée)",
        "pt": "Universidade de Demonstração, {place} (inventada)",
    },
    "network": {
        "en": "Demonstration Citizens' Network, {place} (invented)",
        "fr": "Réseau citoyen de démonstration, {place} (inventé)",
        "pt": "Rede Cidadã de Demonstração, {place} (inventada)",
    },
    "company": {
        "en": "Demonstration Solar Company, {place} (invented)",
        "fr": "Société solaire de démonstration, {place} (inventée)",
        "pt": "Empresa Solar de Demonstração, {place} (inventada)",
    },
    "office": {
        "en": "Demonstration Roadmap Office for {place} (invented)",
        "fr": "Bureau de démonstration de la feuille de route, {place} (inventé)",
        "pt": "Gabinete de Demonstração do Roteiro, {place} (inventado)",
    },
    "fund": {
        "en": "Demonstration Fund for South-South Cooperation (invented)",
        "fr": "Fonds de démonstration pour la coopération Sud-Sud (inventé)",
        "pt": "Fundo de Demonstração para a Cooperação Sul-Sul (inventado)",
    },
}
_KINDS = {"agency": ("10", "public"), "university": ("80", "academic"), "network": ("22", "non_state")}
_KINDS |= {"company": ("70", "private"), "office": ("40", "regional"), "fund": ("40", "multilateral")}
_TOPICS = {"agency": [1, 2, 7], "university": [4, 6], "network": [9, 10], "company": [8, 9], "office": [3], "fund": [5]}
_ROLES = {
    "en": "National focal point (demonstration)",
    "fr": "Point focal national (démonstration)",
    "pt": "Ponto focal nacional (demonstração)",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented actor, by its `external_id`, and the body that registers it."""

    key: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Office:
    """An invented focal point of an organisation, and the body that assigns it, but for the actor."""

    key: str
    body: dict[str, Any]


def organisations() -> Iterator[Organisation]:
    """Invent all actors."""
    for place in PLACES:
        for sort in ("agency", "university", "network", "company"):
            yield _of_place(sort, place)
    for region in REGIONS:
        yield Organisation(f"demo-office-{region}", _body("office", _names("office", dict.fromkeys(LANGUAGES, region))))
    yield Organisation(FUND_KEY, _body("fund", fund_names(), "XE-EXAMPLE", "DEMO-FUND"))


def offices() -> Iterator[Office]:
    """Invent a focal point for every agency and every regional office."""
    for place in PLACES:
        yield _office(agency_key(place.code), place.code, place.language, place.time_zone)
    for region, language in REGIONS.items():
        yield _office(f"demo-office-{region}", region, language, "Africa/Addis_Ababa")


def agency_key(code: str) -> str:
    """Give the external identity of a country's agency."""
    return f"demo-agency-{code}"


def agency_names(place: Place) -> dict[str, str]:
    """Give the names of a country's agency."""
    return _names("agency", {language: place.name(language) for language in LANGUAGES})


def fund_names() -> dict[str, str]:
    """Give the names of the fund."""
    return _NAMES["fund"]


def _of_place(sort: str, place: Place) -> Organisation:
    names = _names(sort, {language: place.name(language) for language in LANGUAGES})
    value = ("DEMO-AGENCY",) if sort == "agency" else ()
    body = _body(sort, names, *(f"{place.code}-COA", *value) if value else ())
    return Organisation(f"demo-{sort}-{place.code}", {**body, "country": place.code})


def _names(sort: str, places: dict[str, str]) -> dict[str, str]:
    return {language: _NAMES[sort][language].format(place=place) for language, place in places.items()}


def _body(sort: str, names: dict[str, str], scheme: str = "", value: str = "") -> dict[str, Any]:
    kind, constituency = _KINDS[sort]
    identifiers = [{"scheme": scheme, "value": value}] if scheme else []
    return {
        "names": names,
        "kind": kind,
        "constituency": constituency,
        "identifiers": identifiers,
        "topics": _TOPICS[sort],
    }


def _office(key: str, code: str, language: str, time_zone: str) -> Office:
    return Office(
        key,
        {
            "role": _ROLES[language],
            "mandate": {"text": _ROLES},
            "channels": [{"kind": "email", "address": f"focal-point.{code.lower()}@{DOMAIN}"}],
            "language": language,
            "time_zone": time_zone,
        },
    )
