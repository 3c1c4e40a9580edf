"""The code lists that ship with the registry.

Each is a file of codes and names under `codelists`, with its source and edition; countries, currencies and languages
come from `pycountry` and Unicode's CLDR by `babel`.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import Any

import orjson
import pycountry
from babel import Locale

from shared.standards import LANGUAGES, countries, currencies, currency_names, withdrawn_currencies

SAME_CODES = {"OrganisationType": "organisation-types"}
"""IATI's lists that this project keeps under a name of its own, with labels in all its languages."""


@cache
def codelists() -> Mapping[str, dict[str, Any]]:
    """Give the lists by name, each code with its labels and what else is known of it."""
    folder = resources.files("services.registry.reference") / "codelists"
    files = [orjson.loads(file.read_bytes()) for file in folder.iterdir()]
    lists = {one["name"]: one for one in (*files, _countries(), _currencies(), _languages())}
    lists |= {name: {**lists[own], "name": name} for name, own in SAME_CODES.items()}
    return dict(sorted(lists.items()))


def _countries() -> dict[str, Any]:
    titles = {"en": "Country", "fr": "Pays"}
    return _standard("Country", "ISO 3166-1", titles, countries(), lambda locale: locale.territories)


def _currencies() -> dict[str, Any]:
    titles = {"en": "Currency", "fr": "Monnaie"}
    standard = "ISO 4217, with its list of historic codes"
    found = _standard("Currency", standard, titles, currencies(), lambda locale: locale.currencies)
    found["edition"] += ", withdrawn codes"
    for one in found["codes"]:
        if until := withdrawn_currencies().get(one["code"]):
            # What is withdrawn is listed too: reports of its time keep it.
            one |= {"status": "withdrawn", "valid_to": (until + timedelta(days=1)).isoformat()}
        one["labels"] = one["labels"] or {"en": currency_names()[one["code"]]}
    return found


def _languages() -> dict[str, Any]:
    titles = {"en": "Language", "fr": "Langue"}
    codes = (one.alpha_2 for one in pycountry.languages if hasattr(one, "alpha_2"))
    return _standard("Language", "ISO 639-1", titles, codes, lambda locale: locale.languages)


def _standard(
    name: str,
    standard: str,
    titles: dict[str, str],
    codes: Iterable[str],
    named: Callable[[Locale], Mapping[str, str]],
) -> dict[str, Any]:
    names = {language: named(Locale(language)) for language in LANGUAGES}
    return {
        "name": name,
        "edition": f"pycountry {version('pycountry')}, CLDR of babel {version('babel')}",
        "status": "active",
        "source": f"{standard}; names from Unicode's CLDR",
        "titles": titles,
        "codes": [
            {"code": code, "labels": {one: called[code] for one, called in names.items() if code in called}}
            for code in sorted(codes)
        ],
    }
