"""What all tables of the measurement service share."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Numeric,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

from shared.db import service_metadata


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        dict[str, int]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(Integer),
        list[Decimal]: ARRAY(Numeric),
        list[UUID]: ARRAY(Uuid),
        Decimal: Numeric,
        str: Text,
    }
