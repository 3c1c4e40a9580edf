"""The generator of clients that most languages use, fetched as Kafka's jars are.

`python -m tests.generators` writes its lock anew from the version below.
"""

from pathlib import Path

import jgo

from deploy.local.jars import Jars
from deploy.local.settings import read_settings

VERSION = "7.25.0"
ARTIFACT = f"org.openapitools:openapi-generator-cli:{VERSION}"
JARS = Jars(f"openapi-generator-{VERSION}", Path(__file__).with_name("openapi-generator.lock"))


def fetch_generator() -> Path:
    """Give the generator's jar, which holds all that it needs."""
    cache = read_settings().places.cache
    JARS.fetch(cache, lambda: None)
    (jar,) = JARS.class_path(cache)
    return jar


if __name__ == "__main__":
    JARS.write([jgo.resolve(ARTIFACT)[0]])
