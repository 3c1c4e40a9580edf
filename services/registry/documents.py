"""Documents, by their links."""

from typing import Annotated

from pydantic import AfterValidator, Field, HttpUrl, TypeAdapter
from pydantic_core import PydanticCustomError

from services.registry.requests import Strict
from shared.standards import LanguageCode, LanguageMap, Storable

_URL = TypeAdapter(HttpUrl)


def _https(value: str) -> str:
    if _URL.validate_python(value).scheme != "https":
        raise PydanticCustomError("not_https", "Give a link that begins with https://")
    return value


Link = Annotated[
    str, AfterValidator(_https), Field(max_length=2000, examples=["https://example.org/law.pdf"]), Storable
]


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
