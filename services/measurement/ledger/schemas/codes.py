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
        description="country, or reference of an international body; of who is neither known as one nor matched, the "
        "reference, or `name:` and what all writings of the name have in common; empty where nobody is named",
        examples=["GB", "XM-DAC-41122", "XI-IATI-1001", "name:bureauofstatistics"],
    ),
]
TransactionType = Annotated[str, Field(description="IATI TransactionType", examples=["3"])]
AidType = Annotated[str, Field(description="IATI AidType", examples=["C01"])]
