"""Decimal numbers as text of digits, without an exponent: what every answer, event and export writes."""

from decimal import Decimal
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


def digits(number: Decimal) -> str:
    """Write a number as digits: 1250000, though PostgreSQL's driver gives whole ten-thousands as 1.25E+6."""
    return format(number, "f")


class _Digits:
    """Lets pydantic write a Decimal as digits in JSON."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(
            digits, return_schema=core_schema.str_schema(), when_used="json-unless-none"
        )
        return cast("CoreSchema", {**handler(source), "serialization": written})

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        if handler.mode == "serialization":
            found["pattern"] = r"^-?\d+(\.\d+)?$"
        return found


PlainDecimal = Annotated[Decimal, _Digits()]
"""The type of every decimal number in a schema or an event."""
