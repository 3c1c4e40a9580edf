"""Writes the `.env` that docker-compose.yml reads: random secrets, made once.

`docker run --rm harambee python -m deploy.docker.settings > .env`
"""

import sys

from deploy.local.credentials import Credentials
from deploy.local.databases import SERVICES


def lines(credentials: Credentials) -> list[str]:
    """Give the lines of the file; a key in PEM stays on one line, as the file's form has it."""
    named = {
        "POSTGRES_PASSWORD": credentials.administrator_password,
        "HARAMBEE_INTERNAL_PUBLIC_KEY": credentials.internal_public_key,
        "HARAMBEE_INTERNAL_PRIVATE_KEY": credentials.internal_private_key,
    }
    for service in SERVICES:
        named[f"{service.upper()}_PASSWORD"] = credentials.role_password(service)
        named[f"{service.upper()}_SECRET"] = credentials.service_secret(service)
    return [f'{name}="{_quoted(value)}"' for name, value in named.items()]


def _quoted(value: str) -> str:
    return value.replace("\n", "\\n")


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(Credentials.make())) + "\n")
