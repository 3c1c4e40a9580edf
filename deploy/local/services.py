"""The five services on this machine: the environment of each, and how it is run."""

import http.client
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.credentials import Credentials
from deploy.local.databases import SERVICES, service_url
from deploy.local.ports import HOST
from deploy.local.programs import Program
from shared.settings import Mode

GATEWAY = "gateway"
BEHIND_THE_GATEWAY = tuple(service for service in SERVICES if service != GATEWAY)
NOTIFICATIONS = "notifications"
CALLING_OUT = frozenset({"measurement", NOTIFICATIONS})
"""They call addresses that others name."""
LOCAL_NETWORKS = '["127.0.0.0/8"]'

NOT_FOR_SERVICES = frozenset({"HARAMBEE_POSTGRES", "HARAMBEE_KEY"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the services find around them: servers, each other, and the outside."""

    postgres_url: str
    kafka: str
    smtp: str
    mode: Mode
    host: str
    ports: Mapping[str, int]
    public_url: str
    mail_from: str


def environment(service: str, around: Surroundings, credentials: Credentials) -> dict[str, str]:
    """Give what a service is told; the secrets of others are not in it."""
    told = {
        "HARAMBEE_DATABASE": service_url(around.postgres_url, service, credentials.role_password(service)),
        "HARAMBEE_KAFKA": around.kafka,
        "HARAMBEE_HOST": around.host if service == GATEWAY else HOST,
        "HARAMBEE_PORT": str(around.ports[service]),
        "HARAMBEE_MODE": around.mode.value,
        "HARAMBEE_SECRET": credentials.service_secret(service),
        "HARAMBEE_INTERNAL_PUBLIC_KEY": credentials.internal_public_key,
    }
    if service == GATEWAY:
        told |= _gateway(around, credentials)
    if service == NOTIFICATIONS:
        told |= _notifications(around)
    if service in CALLING_OUT and around.mode is Mode.DEMONSTRATION:  # so that a server on this machine can be tried
        told["HARAMBEE_EGRESS_NETWORKS"] = LOCAL_NETWORKS
    return told


def program(service: str, told: Mapping[str, str], logs: Path) -> Program:
    """Say how a service is run."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_FOR_SERVICES}
    return Program(
        command=[sys.executable, "-m", f"services.{service}"],
        environment={**inherited, **told},
        log=logs / f"{service}.log",
        grace_seconds=10,
    )


def is_ready(port: int, host: str = HOST) -> bool:
    """Say whether the service on a port has all it needs."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def reachable(host: str) -> str:
    """Give an address that a server on `host` is reached by from this machine."""
    return HOST if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound


def _gateway(around: Surroundings, credentials: Credentials) -> dict[str, str]:
    addresses = {
        f"HARAMBEE_{service.upper()}_URL": f"http://{HOST}:{around.ports[service]}" for service in BEHIND_THE_GATEWAY
    }
    return {
        **addresses,
        "HARAMBEE_INTERNAL_PRIVATE_KEY": credentials.internal_private_key,
        "HARAMBEE_PUBLIC_URL": around.public_url,
    }


def _notifications(around: Surroundings) -> dict[str, str]:
    return {
        "HARAMBEE_PUBLIC_URL": around.public_url,
        "HARAMBEE_SMTP": around.smtp,
        "HARAMBEE_MAIL_FROM": around.mail_from,
    }
