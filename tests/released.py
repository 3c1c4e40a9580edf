"""Dumps of the schemas that were released, with rows: `python -m tests.released VERSION` writes those of today.

A test restores each, brings it to the newest schema, and looks whether it is what the models say, with all its rows.
Every release adds a folder; none is ever changed.
"""

import asyncio
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
from sqlalchemy import ARRAY, Column, Table
from sqlalchemy.dialects.postgresql import JSONB

from deploy.local.databases import SERVICES
from deploy.local.postgres import executables
from shared.db import create_engine, migrate, models_metadata
from tests.servers import running_postgres

RELEASED = Path(__file__).parent / "architecture" / "released"
DAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ONE = UUID("0198c1de-0000-7000-8000-000000000001")
BY_TYPE: dict[type, Any] = {
    bool: False,
    bytes: b"\x01\x02",
    date: DAY,
    datetime: MOMENT,
    dict: {},
    Decimal: Decimal("0.5"),
    float: 0.5,
    int: 1,
    timedelta: timedelta(days=1),
    UUID: ONE,
}
BY_NAME: dict[str, Any] = {
    "aid_type": "C01",
    "audience": "public",
    "collaboration": "1",
    "constituency": "public",
    "cooperation": "south_south",
    "country": "KE",
    "currency": "KES",
    "framework": "nairobi-2017",
    "kind": "10",
    "names": {"en": "Ministry of Planning", "sw": "Wizara ya Mipango"},
    "period_to": DAY + timedelta(days=365),
    "provider": "KE",
    "recipient": "UG",
    "recipients": ["UG"],
    "region": "EAC",
    "reporter": "KE-COA-1052",
    "scope": "national",
    "state": "drafting",
    "status": "active",
    "titles": {"en": "Training of midwives"},
    "transaction_type": "3",
    "valid_to": DAY + timedelta(days=365),
    "url": "https://hooks.example/harambee",
    "weights": [100],
}
BY_COLUMN: dict[str, Any] = {
    "activities.kind": "project",
    "activities.recipients": [{"code": "UG", "percentage": "100"}],
    "activities.status": "2",
    "conversions.status": "finished",
    "classifications.status": "finished",
    "imports.status": "finished",
    "imports.kind": "csv",
    "imports.mode": "apply",
    "owner_acceptances.country": "KE",
    "roadmaps.country": "KE",
    "roadmaps.status": "draft",
    "flow_lines.kind": "expert_time",
    "flow_lines.description": {"en": "Advice to the ministry"},
    "valuations.method": "market_price",
    "valuations.valued_by": "provider",
}


def dump(url: str, *options: str) -> str:
    """Give what pg_dump says of a database."""
    command = [executables(None) / "pg_dump", "--no-owner", "--no-privileges", "--no-comments", *options, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # What differs from run to run.
    return "".join(f"{line}\n" for line in said.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))


def restore(url: str, text: str) -> None:
    """Bring a dump into an empty database."""
    command = [executables(None) / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", url]
    subprocess.run(command, check=True, capture_output=True, text=True, input=text)


def _value(column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return _value(key.column)
    is_list = isinstance(column.type, ARRAY)
    kind = list if is_list else (dict, list) if isinstance(column.type, JSONB) else column.type.python_type
    for known, key in ((BY_COLUMN, f"{column.table.name}.{column.name}"), (BY_NAME, column.name)):
        if isinstance(known.get(key), kind):
            return known[key]
    if isinstance(column.type, ARRAY | JSONB):
        return []
    return BY_TYPE.get(column.type.python_type, f"{column.name} of {column.table.name}")


def _row(table: Table) -> dict[str, Any]:
    return {
        column.name: _value(column)
        for column in table.columns
        if f"{table.name}.{column.name}" in BY_COLUMN
        or (not column.nullable and column.identity is None and column.server_default is None)
    }


async def fill(url: str, service: str) -> None:
    """Put a row into every table of a service."""
    engine = create_engine(url, pool_size=1)
    async with engine.begin() as connection:
        for table in models_metadata(service).sorted_tables:
            await connection.execute(table.insert().values(_row(table)))
    await engine.dispose()


async def count(url: str) -> dict[str, int]:
    """Give the number of rows of each table."""
    connection = await asyncpg.connect(url)
    names = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for (name,) in names}
    await connection.close()
    return found


async def _write(admin_url: str, version: str) -> None:
    folder = RELEASED / version
    folder.mkdir(parents=True)
    connection = await asyncpg.connect(admin_url)
    for service in SERVICES:
        await connection.execute(f"CREATE DATABASE {service}")
        url = urlunsplit(urlsplit(admin_url)._replace(path=f"/{service}"))
        await migrate(url, service)
        await fill(url, service)
        (folder / f"{service}.sql").write_text(dump(url, "--inserts"), "utf8")
    await connection.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, running_postgres(Path(place)) as address:
        asyncio.run(_write(address, sys.argv[1]))
