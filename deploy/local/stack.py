"""All parts of one instance, put together from its settings and its data folder."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deploy.local import services
from deploy.local.accounts import server_account
from deploy.local.credentials import Credentials
from deploy.local.databases import SERVICES
from deploy.local.jars import KAFKA_JARS
from deploy.local.kafka import Kafka
from deploy.local.places import Places
from deploy.local.ports import HOST, Ports, is_open, require_free
from deploy.local.postgres import Postgres
from deploy.local.programs import Program
from deploy.local.services import BEHIND_THE_GATEWAY, GATEWAY, Surroundings
from deploy.local.settings import LocalSettings
from deploy.local.supervisor import Part

BROKER, CONTROLLER, SMTP = "kafka", "kafka_controller", "smtp"
MAILBOX = "mail box"


@dataclass(frozen=True, slots=True)
class Stack:
    """One instance. What the settings say runs elsewhere is no part of it."""

    settings: LocalSettings
    credentials: Credentials
    ports: Mapping[str, int]

    @property
    def places(self) -> Places:
        """The folders."""
        return self.settings.places

    @property
    def postgres(self) -> Postgres | None:
        """PostgreSQL, unless it runs elsewhere."""
        if self.settings.postgres:
            return None
        return Postgres(
            folder=self.places.postgres,
            sockets=self.places.sockets,
            log=self.places.logs / "postgres.log",
            password=self.credentials.administrator_password,
            account=server_account(),
        )

    @property
    def kafka(self) -> Kafka | None:
        """Kafka, unless it runs elsewhere."""
        if self.settings.kafka:
            return None
        return Kafka(
            folder=self.places.kafka,
            log=self.places.logs / "kafka.log",
            jars=KAFKA_JARS.class_path(self.places.cache),
            port=self.ports[BROKER],
            controller_port=self.ports[CONTROLLER],
        )

    @property
    def postgres_url(self) -> str:
        """The administrator's address of PostgreSQL."""
        if self.settings.postgres:
            return self.settings.postgres.get_secret_value()
        assert self.postgres  # noqa: S101 - it is here or elsewhere
        return self.postgres.url()

    @property
    def gateway_url(self) -> str:
        """Where the gateway is reached from this machine."""
        return f"http://{services.reachable(self.settings.host)}:{self.settings.port}"

    @property
    def surroundings(self) -> Surroundings:
        """What the services are told of."""
        return Surroundings(
            postgres_url=self.postgres_url,
            kafka=self.settings.kafka or f"{HOST}:{self.ports[BROKER]}",
            smtp=self.settings.smtp or f"smtp://{HOST}:{self.ports[SMTP]}",
            mode=self.settings.mode,
            host=self.settings.host,
            ports=self.ports,
            public_url=self.settings.url,
            mail_from=self.settings.mail_from,
        )

    def environment(self, service: str) -> dict[str, str]:
        """Give what a service is told."""
        return services.environment(service, self.surroundings, self.credentials)

    def database_part(self) -> list[Part]:
        """PostgreSQL, to be started before its databases are made."""
        postgres = self.postgres
        return [Part("postgres", postgres.program(), postgres.is_ready, "Unix socket")] if postgres else []

    def server_parts(self) -> list[Part]:
        """The other servers, which the services find running."""
        kafka, parts = self.kafka, []
        if kafka:
            parts.append(Part("kafka", kafka.program(), kafka.is_ready, kafka.servers))
        if not self.settings.smtp:
            parts.append(self._mailbox())
        return parts

    def service_parts(self) -> list[Part]:
        """The five services."""
        return [self._service(service) for service in SERVICES]

    def _mailbox(self) -> Part:
        smtp, web = self.ports[SMTP], self.settings.mailbox_port
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "deploy.local.mailbox",
            self.places.mails,
            str(smtp),
            str(web),
        ]
        program = Program(command=command, log=self.places.logs / "mailbox.log")
        return Part(MAILBOX, program, partial(is_open, web), f"http://{HOST}:{web}/")

    def _service(self, service: str) -> Part:
        told = self.environment(service)
        return Part(
            name=service,
            program=services.program(service, told, self.places.logs),
            is_ready=partial(services.is_ready, self.ports[service], told["HARAMBEE_HOST"]),
            address=self.settings.url if service == GATEWAY else f"http://{HOST}:{self.ports[service]}",
        )


def new_stack(settings: LocalSettings) -> Stack:
    """Put an instance together that is about to start. Raises CannotStart where a port that was asked for is taken."""
    require_free(settings.port, purpose="the gateway", setting="HARAMBEE_PORT", host=settings.host)
    if not settings.smtp:
        require_free(settings.mailbox_port, purpose="the mail box", setting="HARAMBEE_MAILBOX_PORT")
    kept = Ports(settings.places.ports)
    found = {name: kept.find(name) for name in (BROKER, CONTROLLER, SMTP, *BEHIND_THE_GATEWAY)}
    return _stack(settings, found)


def running_stack(settings: LocalSettings) -> Stack:
    """Put the instance together that runs, or ran last, on this data folder."""
    kept = Ports(settings.places.ports)
    return _stack(settings, {name: kept.kept(name) for name in (BROKER, CONTROLLER, SMTP, *BEHIND_THE_GATEWAY)})


def _stack(settings: LocalSettings, ports: dict[str, int]) -> Stack:
    credentials = Credentials.keep(settings.places.credentials)
    return Stack(settings=settings, credentials=credentials, ports=ports | {GATEWAY: settings.port})
