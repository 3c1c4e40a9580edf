"""The real PostgreSQL and the real Kafka, in a folder of their own and on free ports, for one run of the tests."""

import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from deploy.local import provision
from deploy.local.accounts import server_account
from deploy.local.databases import role_of, service_url
from deploy.local.jars import KAFKA_JARS
from deploy.local.kafka import Kafka
from deploy.local.places import Places
from deploy.local.ports import free_port
from deploy.local.postgres import Postgres
from deploy.local.programs import Program, end, last_lines, launch
from deploy.local.settings import read_settings
from shared.db import Driver, connect, migrate

START_SECONDS = 180
STOP_AFTER_INPUT_ENDS = 'read -r _; kill -"$1" "$2"'


@contextmanager
def ending_with_us(process_id: int, stop_signal: signal.Signals = signal.SIGTERM) -> Iterator[None]:
    """Have a program stopped when we are killed before the context ends.

    A shell in a session of its own waits for the end of its input, which only we hold open: that comes however we die.
    """
    command = ["sh", "-c", STOP_AFTER_INPUT_ENDS, "sh", str(int(stop_signal)), str(process_id)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as guard:
        try:
            yield
        finally:
            guard.kill()


@contextmanager
def running(program: Program, is_ready: Callable[[], bool]) -> Iterator[int]:
    """Run a program as long as the context lasts, and give its process id once it is ready."""
    process = launch(program)
    with ending_with_us(process.pid, program.stop_signal):
        try:
            until = time.monotonic() + START_SECONDS
            while not is_ready():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{program.command[0]} did not start:\n{last_lines(program.log, 20)}")
                time.sleep(0.05)
            yield process.pid
        finally:
            end(process, program)


def make_postgres(folder: Path) -> Postgres:
    """Describe a PostgreSQL for tests: as the platform's own, but not safe from a power cut."""
    places = Places(data=folder, cache=read_settings().places.cache)
    return Postgres(
        folder=places.postgres,
        sockets=places.sockets,
        log=folder / "postgres.log",
        password=secrets.token_hex(8),
        account=server_account(),
        durable=False,
    )


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL and give the administrator's address."""
    postgres = make_postgres(folder)
    try:
        postgres.prepare()
        with running(postgres.program(), postgres.is_ready):
            yield postgres.url()
    finally:
        shutil.rmtree(postgres.sockets, ignore_errors=True)


def make_kafka(folder: Path) -> Kafka:
    """Describe a Kafka for tests."""
    cache = read_settings().places.cache
    KAFKA_JARS.fetch(cache, lambda: None)
    port = free_port()
    return Kafka(
        folder=folder / "kafka",
        log=folder / "kafka.log",
        jars=KAFKA_JARS.class_path(cache),
        port=port,
        controller_port=free_port(taken={port}),
    )


@contextmanager
def running_kafka(folder: Path) -> Iterator[str]:
    """Run a Kafka and give its bootstrap servers."""
    kafka = make_kafka(folder)
    kafka.prepare()
    with running(kafka.program(), kafka.is_ready):
        yield kafka.servers


class Databases:
    """Makes databases of services, each a copy of one that was migrated once.

    `filled` says what else a service's databases hold from the beginning: a function that is called once with the
    address of the database that all are copied from.
    """

    def __init__(self, admin_url: str, filled: Mapping[str, Callable[[str], Awaitable[None]]] | None = None) -> None:
        self._admin_url = admin_url
        self._filled = filled or {}
        self._passwords: dict[str, str] = {}
        self._count = 0

    async def create(self, service: str) -> tuple[str, str]:
        """Make a migrated database of a service; gives its name and the address to enter it by."""
        async with self._administrator() as connection:
            if service not in self._passwords:
                await self._make_template(connection, service)
            self._count += 1
            name = f"test_{service}_{self._count}"
            # Copying files costs a fifth of writing them to the log: no test needs what the log is for.
            await provision.create_database(
                connection, name, role_of(service), template=_template(service), strategy="file_copy"
            )
        return name, service_url(self._admin_url, service, self._passwords[service], name)

    async def create_empty(self, service: str) -> str:
        """Make a database without any table for a service; gives the address to enter it by."""
        async with self._administrator() as connection:
            if service not in self._passwords:
                await self._make_template(connection, service)
            self._count += 1
            name = f"test_empty_{service}_{self._count}"
            await provision.create_database(connection, name, role_of(service))
        return service_url(self._admin_url, service, self._passwords[service], name)

    async def drop(self, name: str) -> None:
        """Remove a database, with whoever is still connected to it."""
        async with self._administrator() as connection:
            await provision.drop_database(connection, name)

    async def _make_template(self, connection: Driver, service: str) -> None:
        password = secrets.token_hex(8)
        await provision.provide_role(connection, role_of(service), password)
        await provision.create_database(connection, _template(service), role_of(service))
        url = service_url(self._admin_url, service, password, _template(service))
        await migrate(url, service)
        if fill := self._filled.get(service):
            await fill(url)
        self._passwords[service] = password

    @asynccontextmanager
    async def _administrator(self) -> AsyncIterator[Driver]:
        connection = await connect(self._admin_url)
        try:
            yield connection
        finally:
            await connection.close()


def _template(service: str) -> str:
    return f"template_{service}"
