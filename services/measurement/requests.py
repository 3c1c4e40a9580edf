"""What all requests have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.standards import Storable

Text = Annotated[str, Field(min_length=1, max_length=2000), Storable]
Short = Annotated[str, Field(max_length=200), Storable]


class Strict(BaseModel):
    """A request; what it does not know is a fault."""

    model_config = ConfigDict(extra="forbid")


class Reason(Strict):
    """Why something is done."""

    reason: Text
