"""Reference facts that ship with the registry: countries, regional bodies with dated members, code lists.

Names of countries and of the United Nations' statistical areas come from Unicode's CLDR by `babel`, their codes from
`pycountry`; the tree of areas is the United Nations' M49. Members of regional bodies are facts with their source; a row
is `verified` where its dates were read in that source. Where nobody knows when a member joined, the body's own first
day stands for it. Where only the year or the month is known, its first day does, and the note says so.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import orjson
import pycountry
from babel import Locale

from services.registry.reference import known, shipped
from shared.standards import LANGUAGES

OWN_CODES = {"XK": {"alpha_3": "XKX", "m49": "412"}}
"""Kosovo is not in ISO 3166-1; these are in use for it."""

SAME_MEMBERS = {"AUDA-NEPAD": "AU"}
"""Agencies whose members are those of the body they belong to."""

DAYS = ("valid_from", "valid_to")
M49 = "https://unstats.un.org/unsd/methodology/m49/"


def countries() -> list[dict[str, Any]]:
    """Give all countries: ISO 3166-1 codes, M49, the leaf of the M49 tree they lie in, names by language."""
    area_of = {country: row["area"] for row in _m49() for country in row["countries"].split()}
    found = [{"code": one.alpha_2, "alpha_3": one.alpha_3, "m49": one.numeric} for one in pycountry.countries]
    found.extend({"code": code, **others} for code, others in OWN_CODES.items())
    return [
        {**one, "area": area_of.get(one["code"]), "names": _names(one["code"])}
        for one in sorted(found, key=lambda country: country["code"])
    ]


def regions() -> list[dict[str, Any]]:
    """Give the regional bodies, then the areas of M49; each after its parent."""
    bodies = [_with_days(one) for one in orjson.loads(_read("regions.json"))]
    areas: list[dict[str, Any]] = [
        {
            "code": row["area"],
            "kind": "m49",
            "parent": row["parent"] or None,
            "identifiers": [],
            "website": None,
            "valid_from": None,
            "valid_to": None,
            "source": M49,
            "names": _names(row["area"]),
        }
        for row in _m49()
    ]
    return [*bodies, *areas]


@cache
def generic_words() -> frozenset[str]:
    """Give words of what organisations are, not of which one it is, in six languages; folded as for searches."""
    return frozenset(_read("generic-words.txt").split())


def memberships() -> list[dict[str, Any]]:
    """Give every spell of every country in every regional body and M49 area; no spell begins before its body."""
    begins = {one["code"]: one["valid_from"] for one in regions()}
    spells = [_spell(row, begins[row["region"]]) for row in csv.DictReader(_read("memberships.csv").splitlines())]
    agencies = [
        {**spell, "region": agency}
        for agency, body in SAME_MEMBERS.items()
        for spell in spells
        if spell["region"] == body
    ]
    return [*spells, *agencies, *_inside_areas()]


def schemes() -> frozenset[str]:
    """Give the codes of the identifier lists of org-id.guide, those that were withdrawn too."""
    return known.schemes().every


def kinds() -> frozenset[str]:
    """Give the kinds of organisations, those that were withdrawn too."""
    return known.kinds().every


def sectors() -> frozenset[str]:
    """Give the codes of DAC sectors, 3 digits, and their purposes of 5, those that were withdrawn too."""
    return known.sectors().every


@cache
def topics() -> dict[int, str]:
    """Name the topics in English."""
    return {int(one["code"]): one["labels"]["en"] for one in shipped.codelists()["topics"]["codes"]}


def _with_days(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, **{name: date.fromisoformat(row[name]) if row[name] else None for name in DAYS}}


def _spell(row: dict[str, str], body_begins: date) -> dict[str, Any]:
    spell = {**_with_days(row), "verified": row["verified"] == "yes"}
    return {**spell, "valid_from": spell["valid_from"] or body_begins}


def _inside_areas() -> Iterator[dict[str, Any]]:
    parents = {row["area"]: row["parent"] for row in _m49()}
    for row in _m49():
        for country in row["countries"].split():
            area = row["area"]
            while area:
                yield {
                    "region": area,
                    "country": country,
                    "valid_from": None,
                    "valid_to": None,
                    "verified": True,
                    "source": M49,
                    "note": "",
                }
                area = parents[area]


@cache
def _m49() -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(_read("m49.csv").splitlines()))


def _names(code: str) -> dict[str, str]:
    return {language: name for language in LANGUAGES if (name := Locale(language).territories.get(code))}


def _read(name: str) -> str:
    return (resources.files(__name__) / name).read_text("utf8")
