"""Draft the next migration of a service from the difference between its models and a migrated database.

`python -m deploy.draft_migration SERVICE DATABASE_URL NUMBER MESSAGE` writes the file; read it before you commit it.
The kernel's tables come from `shared.db.create_kernel_tables`, in the first migration.
"""

import asyncio
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Connection

from shared.db import create_engine, models_metadata, service_metadata

TEMPLATE = '''"""{message}."""

{imports}

revision = "{number}"
down_revision = {before}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
{body}


def downgrade() -> None:
    """Take back."""
{undo}
'''


def draft(connection: Connection, service: str, number: str, message: str) -> Path:
    """Write the migration's file and give its path."""
    kernel = set(service_metadata().tables)
    context = MigrationContext.configure(connection, opts={"include_object": _outside(kernel)})
    script = produce_migrations(context, models_metadata(service))
    body, undo = _rendered(script.upgrade_ops), _rendered(script.downgrade_ops)
    first = number == "0001"
    if first:
        body = f"    create_kernel_tables(op.get_bind())\n{body}"
    imports = ["import sqlalchemy as sa", "from alembic import op"]
    if "postgresql." in body:
        imports.append("from sqlalchemy.dialects import postgresql")
    if first:
        imports.append("\nfrom shared.db import create_kernel_tables")
    text = TEMPLATE.format(
        message=message,
        imports="\n".join(imports),
        number=number,
        before=None if first else repr(f"{int(number) - 1:04}"),
        body=body,
        undo=undo,
    )
    folder = Path(str(resources.files(f"services.{service}"))) / "migrations" / "versions"
    path = folder / f"{number}_{message.lower().replace(' ', '_')}.py"
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf8")
    return path


def _rendered(steps: ops.UpgradeOps | ops.DowngradeOps | None) -> str:
    code = render_python_code(steps) if steps else "pass"
    lines = [line for line in f"    {code}".splitlines() if not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("=Text()", "=sa.Text()").replace("(Text()", "(sa.Text()")


def _outside(kernel: set[str]) -> Callable[..., bool]:
    def include(_: object, name: str | None, kind: str, *__: object) -> bool:
        return kind != "table" or name not in kernel

    return include


async def main(service: str, url: str, number: str, message: str) -> None:
    """Draft one migration."""
    engine = create_engine(url, pool_size=1)
    async with engine.connect() as connection:
        print(await connection.run_sync(draft, service, number, message))  # noqa: T201
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
