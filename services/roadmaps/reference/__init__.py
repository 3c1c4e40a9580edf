"""Frameworks as data: a new one is a new file, no code."""

from importlib import resources
from typing import Any

import orjson


def frameworks() -> list[dict[str, Any]]:
    """Give the frameworks that ship with the service, in the shape of the API."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda file: file.name)
    return [orjson.loads(file.read_bytes()) for file in files if file.name.endswith(".json")]
