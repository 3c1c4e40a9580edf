"""Generators of clients: that of Python, and the one that most languages use, which is fetched as Kafka's jars are.

`python -m tests.generators` writes the lock of the latter anew from the version below.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jgo

from deploy.local.jars import Jars
from deploy.local.settings import read_settings

VERSION = "7.25.0"
ARTIFACT = f"org.openapitools:openapi-generator-cli:{VERSION}"
JARS = Jars(f"openapi-generator-{VERSION}", Path(__file__).with_name("openapi-generator.lock"))


UNREAD = frozenset({"application/json", "application/merge-patch+json", "application/problem+json"})


def make_python_client(document: Mapping[str, Any], package: Path) -> None:
    """Make a package of a description; a warning is a failure."""
    operations = [one for item in document["paths"].values() for one in item.values() if isinstance(one, dict)]
    files = {media for one in operations for media in one.get("requestBody", {}).get("content", {})} - UNREAD
    # It knows files under one media type only.
    settings = {"content_type_overrides": dict.fromkeys(files, "application/octet-stream"), "post_hooks": []}
    described, configured = package.with_name("openapi.json"), package.with_name("settings.yml")
    described.write_text(json.dumps(document), "utf8")
    configured.write_text(json.dumps(settings), "utf8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", described, "--config", configured]
    made = subprocess.run(
        [*command, "--output-path", package, "--meta", "none", "--fail-on-warning"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr


def fetch_generator() -> Path:
    """Give the generator's jar, which holds all that it needs."""
    cache = read_settings().places.cache
    JARS.fetch(cache, lambda: None)
    (jar,) = JARS.class_path(cache)
    return jar


if __name__ == "__main__":
    JARS.write([jgo.resolve(ARTIFACT)[0]])
