"""PostgreSQL: engines, sessions, the kernel's own tables, and each service's migrations."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from importlib import import_module, resources
from typing import Any, NewType, TypeAlias, cast
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import asyncpg
import orjson
from alembic import command, context
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    SmallInteger,
    Table,
    Text,
    Uuid,
    event,
    func,
)
from sqlalchemy.engine.interfaces import AdaptedConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

ReadSession = NewType("ReadSession", AsyncSession)
"""A session that only reads; commands take a UnitOfWork instead, so a reader cannot be handed a writer's work."""

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
"""asyncpg's own connection, for COPY and arrays."""

Rows = Select[*tuple[Any, ...]]
"""A query that has not been run yet: of one entity, or of several columns."""

Sessions = async_sessionmaker[AsyncSession]


def service_metadata() -> MetaData:
    """Give the metadata of a service's models, with the kernel's own tables in it."""
    metadata = MetaData(naming_convention=NAMING)
    _add_publishing(metadata)
    _add_consuming(metadata)
    _add_serving(metadata)
    return metadata


def _add_publishing(metadata: MetaData) -> None:
    # Rows live for milliseconds: free space is found again at once, and vacuum runs by change, not by share.
    churning = {
        "autovacuum_vacuum_scale_factor": 0,
        "autovacuum_vacuum_threshold": 5000,
        "autovacuum_vacuum_cost_delay": 0,
        "autovacuum_analyze_scale_factor": 0,
        "autovacuum_analyze_threshold": 50000,
    }
    Table(
        "outbox",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("topic", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("attributes", LargeBinary, nullable=False, comment="CloudEvents attributes, a JSON object"),
        Column("data", LargeBinary, nullable=False),
        postgresql_with=churning,
    )
    Table(
        "relay_lease",
        metadata,
        Column("id", SmallInteger, primary_key=True, autoincrement=False, server_default="1"),
        Column("epoch", BigInteger, nullable=False, comment="counted up by each relay that takes over"),
    )


def _add_consuming(metadata: MetaData) -> None:
    Table(
        "inbox",
        metadata,
        Column("event_id", Uuid, primary_key=True, comment="UUIDv7, so ordered by age"),
    )
    Table(
        "parked",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("key", Text, nullable=False),
        Column("event_id", Uuid, nullable=False, unique=True),
        Column("attributes", LargeBinary, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("error", Text, nullable=False, comment="why; empty where it only waits behind another"),
        Column("parked_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Index(None, "key", "seq"),
    )


def _add_serving(metadata: MetaData) -> None:
    Table(
        "idempotency",
        metadata,
        Column("principal", Text),
        Column("key", Text),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
        PrimaryKeyConstraint("principal", "key"),
    )
    Table(
        "clock",
        metadata,
        Column("id", SmallInteger, primary_key=True, autoincrement=False, server_default="1"),
        Column("ahead", Interval, nullable=False),
    )


class Resource:
    """The columns of every resource: identity, version (its ETag), and when it came and last changed."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


def create_engine(url: str, *, pool_size: int) -> AsyncEngine:
    """Make the engine for a `postgresql://` URL."""
    parts = urlsplit(url)
    address = URL.create(
        "postgresql+asyncpg",
        username=parts.username,
        password=parts.password,
        host=parts.hostname,
        port=parts.port,
        database=parts.path.lstrip("/"),
        query=dict(parse_qsl(parts.query)),
    )
    engine = create_async_engine(
        address,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_recycle=600,
        hide_parameters=True,  # values of a failed statement may be somebody's address; they stay out of logs
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"server_settings": {"jit": "off", "timezone": "UTC"}, "timeout": 10},
    )
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


def _replace_closed(connection: AdaptedConnection, *_: Any) -> None:
    """Have a connection that the server has closed replaced by a new one, before it is used.

    asyncpg knows of it as soon as the socket ends. To ask the server each time (`pool_pre_ping`) takes three round
    trips, as many as a request that reads.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def create_sessions(engine: AsyncEngine) -> Sessions:
    """Make the factory of sessions."""
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=False)


@asynccontextmanager
async def reading(sessions: Sessions) -> AsyncIterator[ReadSession]:
    """Open a session that sees one state of the database, from its first statement on; without one it costs nothing."""
    async with sessions(bind=_reading_only(sessions.kw["bind"])) as session:
        yield ReadSession(session)


@lru_cache(maxsize=16)
def _reading_only(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


async def driver(connection: AsyncConnection) -> Driver:
    """Give asyncpg's own connection under SQLAlchemy's, in the same transaction: for COPY and arrays."""
    raw = await connection.get_raw_connection()
    found = cast("Driver", raw.driver_connection)
    if not found.is_in_transaction():
        # SQLAlchemy begins at its own first statement; what is done before it would commit at once.
        await connection.exec_driver_sql("SELECT 1")
    return found


async def connect(url: str) -> Driver:
    """Open a connection of its own, outside the pool."""
    connection: Driver = await asyncpg.connect(url, timeout=10, server_settings={"jit": "off", "timezone": "UTC"})
    return connection


async def migrate(url: str, service: str) -> None:
    """Bring a service's database to the newest version of its schema."""
    engine = create_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, service)
    finally:
        await engine.dispose()


def models_metadata(service: str) -> MetaData:
    """Give the metadata of a service's models: what its migrations have to arrive at."""
    found: MetaData = import_module(f"services.{service}.models").Model.metadata
    return found


class UnknownSchema(Exception):  # noqa: N818 - a state, like all failures here
    """A database has a schema that no migration of this build knows; the message says what to do about it."""


def run_migrations() -> None:
    """Run the migrations of the service whose `env.py` this is, in the transaction of `migrate`."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"], target_metadata=attributes["target_metadata"], compare_server_default=False
    )
    with context.begin_transaction():
        context.run_migrations()


def _upgrade(connection: Connection, service: str) -> None:
    config = Config()
    with resources.as_file(resources.files(f"services.{service}") / "migrations") as folder:
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        config.attributes["target_metadata"] = models_metadata(service)
        # Two starters at once: the second waits, then finds nothing to do.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('migrate'))")
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        # Looked up here, as Alembic would also take the beginning of a revision's name for it.
        if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
            raise UnknownSchema(
                f"The database of {service} was made by a build whose schema this one does not know "
                "(databases of before the first release cannot be brought along). Start on an empty data folder "
                "(HARAMBEE_DATA names it), or go on with the build that made it."
            )
        command.upgrade(config, "head")


def violated(error: Exception) -> str | None:
    """Name the constraint that a failed statement broke, if it was one."""
    cause: BaseException | None = error
    while cause is not None:
        if name := getattr(cause, "constraint_name", None):
            return str(name)
        cause = cause.__cause__
    found = re.search(r'constraint "(\w+)"', str(error))
    return found[1] if found else None


def duplicated(error: Exception) -> list[str] | None:
    """Name the columns in which a failed statement would have repeated what is there, or give None."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, asyncpg.UniqueViolationError):
            columns = re.match(r"Key \((.+?)\)=", cause.detail or "")
            return columns[1].split(", ") if columns else []
        cause = cause.__cause__
    return None
