"""The words of the mails as data: a new language is a new file, no code."""

from functools import cache
from importlib import resources
from typing import Any

import orjson

_TEXTS = resources.files(__name__) / "texts"


@cache
def texts() -> dict[str, dict[str, Any]]:
    """Give the words by language."""
    files = (file for file in _TEXTS.iterdir() if file.name.endswith(".json"))
    return {file.name.removesuffix(".json"): orjson.loads(file.read_bytes()) for file in files}


@cache
def page() -> str:
    """Give the Jinja template of a mail's HTML."""
    return (_TEXTS / "letter.html").read_text(encoding="utf-8")
