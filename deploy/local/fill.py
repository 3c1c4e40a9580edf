"""Fills the instance that runs with the demonstration, through its public door.

`python -m deploy.local.fill` says a line for each step: how many of how many, and what.
"""

import sys

import httpx

from deploy.demonstration.load import LoadFailed, load
from deploy.local.settings import read_settings
from deploy.local.stack import running_stack


def _say(done: int, steps: int, what: str) -> None:
    print(f"{done} of {steps}, {what}", flush=True)  # noqa: T201 - read by the supervisor


if __name__ == "__main__":
    settings = read_settings()
    key = settings.places.operator_key.read_text(encoding="utf8").strip()
    try:
        load(running_stack(settings).gateway_url, key, _say)
    except (LoadFailed, httpx.HTTPError) as failure:
        sys.exit(f"{type(failure).__name__}: {failure}")
