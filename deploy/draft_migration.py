"""Draft the next migration of a service from the difference between its models and a migrated database.

`python -m deploy.draft_migration SERVICE DATABASE_URL MESSAGE` writes the file; read it before you commit it.
"""

import asyncio
import sys
from importlib import resources
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from shared.db import create_engine, models_metadata

TEMPLATE = '''"""{message}."""

{imports}

revision = "{name}"
down_revision = {before!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
{body}
'''


def draft(connection: Connection, service: str, message: str) -> Path:
    """Write the migration's file and give its path."""
    script = produce_migrations(MigrationContext.configure(connection), models_metadata(service))
    code = render_python_code(script.upgrade_ops) if script.upgrade_ops else "pass"
    lines = [line for line in f"    {code}".splitlines() if not line.lstrip().startswith("#")]
    body = "\n".join(lines).replace("=Text()", "=sa.Text()").replace("(Text()", "(sa.Text()")
    imports = ["import sqlalchemy as sa", "from alembic import op"]
    if "postgresql." in body:
        imports.append("from sqlalchemy.dialects import postgresql")
    folder = Path(str(resources.files(f"services.{service}"))) / "migrations" / "versions"
    before = max((path.stem for path in folder.glob("[0-9]*.py")), default=None)
    number = int(before[:4]) + 1 if before else 1
    name = f"{number:04}_{message.lower().replace(' ', '_')}"[:32]  # so much Alembic keeps of it
    text = TEMPLATE.format(message=message, imports="\n".join(imports), name=name, before=before, body=body)
    path = folder / f"{name}.py"
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf8")
    return path


async def main(service: str, url: str, message: str) -> None:
    """Draft one migration."""
    engine = create_engine(url, pool_size=1)
    async with engine.connect() as connection:
        print(await connection.run_sync(draft, service, message))  # noqa: T201
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
