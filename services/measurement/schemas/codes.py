"""Codes that several answers name."""

from typing import Annotated

from pydantic import Field

PlaceCode = Annotated[
    str,
    Field(
        description="country (ISO 3166-1 alpha-2) or region (OECD); empty is unallocated: no recipient is said, or the "
        "percentages do not say how much falls to it",
        examples=["KE"],
    ),
]
PartyCode = Annotated[
    str,
    Field(
        description="country, or reference of an international body; empty where it is not known",
        examples=["GB", "XM-DAC-41122"],
    ),
]
KindCode = Annotated[str, Field(description="IATI TransactionType", examples=["3"])]
Modality = Annotated[str, Field(description="IATI AidType", examples=["C01"])]
