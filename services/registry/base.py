"""What all tables of the registry share."""

from typing import Any

from sqlalchemy import Integer, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

from shared.db import service_metadata


class Model(DeclarativeBase):
    """All tables, with those of the kernel."""

    metadata = service_metadata()
    type_annotation_map = {
        dict[str, Any]: JSONB,
        dict[str, str]: JSONB,
        list[Any]: JSONB,
        list[str]: ARRAY(Text),
        list[int]: ARRAY(Integer),
        str: Text,
    }
