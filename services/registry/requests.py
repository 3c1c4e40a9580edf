"""What every request body has in common."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """A request body: a field that is not known is a fault."""

    model_config = ConfigDict(extra="forbid")
