"""What is measured beside money: which indicators there are, and what is wrong with one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

SDG = "9"
"""The vocabulary of SDG indicators in IATI's IndicatorVocabulary."""

FEWEST_LEVELS = 2
GOALS = 17

_SDG_CODE = re.compile(r"(\d{1,2})(\.[0-9a-z]{1,2}(\.\d{1,2})?)?")


class Kind(StrEnum):
    """Whether it is counted, or described by the level that is reached."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"


class Measure(StrEnum):
    """What the numbers of a quantitative indicator are; as IATI's IndicatorMeasure 1 to 4."""

    UNIT = "unit"
    PERCENTAGE = "percentage"
    NOMINAL = "nominal"
    ORDINAL = "ordinal"


class ResultType(StrEnum):
    """What kind of result it tells of; as IATI's ResultType 1, 2, 3 and 9."""

    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"
    OTHER = "other"


class IndicatorStatus(StrEnum):
    """Whether it is in use."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Where it comes from."""

    API = "api"
    IMPORT = "import"


MEASURES = dict(zip("1234", Measure, strict=True))
"""By their codes in IATI; 5 is qualitative."""
RESULT_TYPES = {"1": ResultType.OUTPUT, "2": ResultType.OUTCOME, "3": ResultType.IMPACT, "9": ResultType.OTHER}
"""By their codes in IATI."""


def sdg_fault(code: str) -> str | None:
    """Say what is wrong with the code of a goal, target or indicator of the SDGs."""
    found = _SDG_CODE.fullmatch(code)
    if found is None:
        return f"{code} is no SDG code; it is a goal, target or indicator such as 3, 3.3 or 3.3.1"
    if not 1 <= int(found[1]) <= GOALS:
        return f"There is no goal {found[1]}; the SDGs are 1 to {GOALS}"
    return None


def sdg_keys(references: Iterable[tuple[str, str]]) -> list[str]:
    """Give the SDG codes among references (vocabulary and code), each with the target and the goal that it is of."""
    steps = (code.split(".") for vocabulary, code in references if vocabulary == SDG)
    return sorted({".".join(one[: length + 1]) for one in steps for length in range(len(one))})


def level_faults(levels: Sequence[int]) -> list[tuple[int, str]]:
    """Say which levels of a rubric, by their place, do not count up from 0."""
    return [
        (place, f"Levels count up from 0 without gaps; this one is {place}, not {level}")
        for place, level in enumerate(levels)
        if level != place
    ]


def repeated(values: Sequence[object]) -> list[int]:
    """Give the places of values that stand before already."""
    seen: list[object] = []
    places = []
    for place, value in enumerate(values):
        if value in seen:
            places.append(place)
        seen.append(value)
    return places


def excess(kind: Kind, given: Mapping[str, object]) -> list[str]:
    """Name what only the other kind of indicator has."""
    others = {
        Kind.QUALITATIVE: ("measure", "unit", "baseline", "targets", "disaggregation"),
        Kind.QUANTITATIVE: ("rubric",),
    }
    return [name for name in others[kind] if given.get(name)]


class ObservationStatus(StrEnum):
    """Where an observation stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
