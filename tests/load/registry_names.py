"""Names of invented organisations in several languages, as registries hold them: common words beside rare ones."""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from shared.spelling import fold

SYLLABLES = """ba be bo da di du fa ga go ha ja ji ka ke ki ko la lo lu ma mba mi mo mu na nda ngo nya ni no nu ra ri ro
sa se shi so su ta te ti to tu wa we ya yo za zi"""
COUNTRIES = "KE UG TZ RW BI ET SO DJ SN ML BF NE NG GH BJ TG CI CM TD GA ZM ZW MW MZ AO NA BW ZA LS MG IN BR CN ID"

AGAIN = 50
"""One of so many organisations is the one before it, entered again."""


class Kind(NamedTuple):
    """A kind of organisation: how many of a hundred are of it, its code and part of society, and how it is called."""

    share: int
    code: str
    constituency: str
    patterns: tuple[dict[str, str], ...]
    fields: tuple[dict[str, str], ...] = ()


_AREAS = (
    {"en": "Health", "fr": "la Santé", "es": "Salud", "pt": "Saúde"},
    {"en": "Education", "fr": "l'Éducation", "es": "Educación", "pt": "Educação"},
    {"en": "Foreign Affairs", "fr": "Affaires étrangères", "es": "Asuntos Exteriores", "pt": "Negócios Estrangeiros"},
    {"en": "Planning and Development", "fr": "Plan et du Développement", "es": "Planificación", "pt": "Planeamento"},
    {"en": "Water and Irrigation", "fr": "l'Eau et de l'Irrigation", "es": "Agua", "pt": "Águas"},
    {"en": "Agriculture", "fr": "l'Agriculture", "es": "Agricultura", "pt": "Agricultura"},
    {"en": "Trade and Industry", "fr": "Commerce et de l'Industrie", "es": "Comercio", "pt": "Comércio"},
    {"en": "Statistics", "fr": "la Statistique", "es": "Estadística", "pt": "Estatística"},
)

KINDS = (
    Kind(
        22,
        "10",
        "public",
        (
            {"en": "Ministry of {area}, {place}", "fr": "Ministère de {area}, {place}"},
            {"en": "Department of {area} {place}", "es": "Departamento de {area} {place}"},
            {"en": "National Agency for {area} {place}", "pt": "Agência Nacional de {area} {place}"},
        ),
        _AREAS,
    ),
    Kind(
        45,
        "22",
        "non_state",
        (
            {"en": "{name} Community Development Organization"},
            {"en": "{name} Women Group {place}"},
            {"en": "{name} Foundation for {area}", "fr": "Fondation {name} pour {area}"},
            {"fr": "Association {name} de {place}"},
            {"en": "{name} Youth Initiative", "sw": "Shirika la Vijana {name}"},
            {"es": "Asociación {name} de {area}"},
        ),
        _AREAS,
    ),
    Kind(
        15,
        "80",
        "academic",
        (
            {"en": "University of {place}", "fr": "Université de {place}"},
            {"en": "{name} Institute of {area}", "pt": "Instituto {name} de {area}"},
        ),
        _AREAS,
    ),
    Kind(
        18,
        "70",
        "private",
        ({"en": "{name} {place} Company Limited"}, {"fr": "Société {name} {place} SARL"}, {"en": "{name} Holdings"}),
    ),
)


def word(chance: random.Random) -> str:
    """Invent the name of a place or a person."""
    return "".join(chance.choices(SYLLABLES.split(), k=chance.choice((2, 3, 3, 4)))).capitalize()


def organisations(count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Invent organisations as they are sent; some are entered again, spelt differently."""
    chance = random.Random(seed)
    known = [word(chance) for _ in range(20_000)]
    before: dict[str, Any] | None = None
    for number in range(count):
        if before and number % AGAIN == 0:
            yield again(chance, before, number)
            continue
        kind = chance.choices(KINDS, [kind.share for kind in KINDS])[0]
        name, place = chance.choice(known), chance.choice(known)
        area = chance.choice(kind.fields) if kind.fields else {}
        pattern = chance.choice(kind.patterns)
        before = {
            "names": {
                language: text.format(name=name, place=place, area=area.get(language, ""))
                for language, text in pattern.items()
            },
            "kind": kind.code,
            "constituency": kind.constituency,
            "country": chance.choice(COUNTRIES.split()),
            "website": f"https://www.{fold(name)}{number}.example/" if chance.random() < 0.6 else None,
            "identifiers": [{"scheme": "HRB", "value": f"bench-{number}", "valid_from": None, "valid_to": None}],
        }
        yield before


def again(chance: random.Random, one: dict[str, Any], number: int) -> dict[str, Any]:
    """Spell an organisation as another system might: a letter is missing, accents are gone, words change places."""
    names = {}
    for language, text in one["names"].items():
        parts = fold(text).split()
        longest = max(range(len(parts)), key=lambda place: len(parts[place]))
        gone = chance.randrange(1, len(parts[longest]))
        parts[longest] = parts[longest][:gone] + parts[longest][gone + 1 :]
        names[language] = " ".join([*parts[1:], parts[0]])
    identifiers = [{"scheme": "HRB", "value": f"bench-{number}", "valid_from": None, "valid_to": None}]
    return {**one, "names": names, "identifiers": identifiers}
