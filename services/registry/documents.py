"""Documents, by their links."""

from typing import Annotated

from pydantic import Field

from services.registry.requests import Strict
from shared.documents import Link
from shared.standards import LanguageCode, LanguageMap


class Document(Strict):
    """A document by its link; the checksum says which version of it is meant."""

    titles: LanguageMap
    url: Link
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="of its bytes, hex"
    )
    language: LanguageCode | None = None
    media_type: Annotated[str, Field(pattern=r"^[\w.+-]+/[\w.+-]+$", max_length=100)] | None = Field(
        default=None, examples=["application/pdf"]
    )
