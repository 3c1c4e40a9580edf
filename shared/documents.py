"""Documents, by their links."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter
from pydantic_core import PydanticCustomError

from shared.standards import LanguageMap, Storable

_URL = TypeAdapter(HttpUrl)


def _https(value: str) -> str:
    if _URL.validate_python(value).scheme != "https":
        raise PydanticCustomError("not_https", "Give a link that begins with https://")
    return value


Link = Annotated[
    str, AfterValidator(_https), Field(max_length=2000, examples=["https://example.org/law.pdf"]), Storable
]


class Evidence(BaseModel):
    """A document that shows that something was observed or done."""

    model_config = ConfigDict(extra="forbid")

    titles: LanguageMap
    url: Link
