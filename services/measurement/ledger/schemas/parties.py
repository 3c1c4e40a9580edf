"""Organisations and places as requests name them."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from services.measurement.reference import facts
from services.measurement.requests import Short, Strict
from shared import hints
from shared.decimals import PlainDecimal
from shared.standards import countries


def _place(code: str) -> str:
    if code in countries() or code in facts("dac-regions")["regions"]:
        return code
    hint = hints.country(code)
    detail = "{code} is no country (ISO 3166-1 alpha-2) or region (OECD){hint}"
    raise PydanticCustomError("unknown_place", detail, {"code": code, "hint": hint})


Place = Annotated[
    str, AfterValidator(_place), Field(description="country (ISO 3166-1 alpha-2) or region (OECD)", examples=["KE"])
]
Percentage = Annotated[PlainDecimal, Field(gt=0, le=100, max_digits=15, decimal_places=12, examples=["62.5"])]


class OrganisationIn(Strict):
    """An organisation: by its reference, or at least by its name."""

    ref: Short = Field(default="", examples=["KE-COA-1052"])
    name: Short = ""
    kind: Short = Field(default="", description="IATI OrganisationType")
    activity: Short = Field(default="", description="identifier of its own activity")
