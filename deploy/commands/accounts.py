"""Commands about who gets in: keys."""

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console

from deploy.local.failures import CannotStart
from deploy.local.settings import read_settings
from shared.auth import MAY, Role

keys = typer.Typer(no_args_is_help=True, help="API keys.")
console = Console()

ROLES = "what it may do there: " + ". ".join(f"{role}: {may}" for role, may in MAY.items())


@keys.callback()
def key() -> None:
    """API keys."""


@keys.command()
def create(
    name: Annotated[str, typer.Argument(help="what the program is called that will use the key")],
    *,
    role: Annotated[Role, typer.Option(help=ROLES)],
    country: Annotated[str | None, typer.Option(help="only in this country, e.g. KE")] = None,
    region: Annotated[str | None, typer.Option(help="only in the members of this body, e.g. EAC")] = None,
    actor: Annotated[UUID | None, typer.Option(help="only for this actor, by its id")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="everywhere: no bounds")] = False,
) -> None:
    """Make an API key with one grant, and print it this one time."""
    scopes = [country is not None, region is not None, actor is not None, everywhere]
    if sum(scopes) != 1:
        raise CannotStart("Say where the key is good: one of --country, --region, --actor and --all.")
    # Not above: `up` loads this module too, and what the gateway needs would stay in its memory.
    from deploy.local.keys import make_key  # noqa: PLC0415

    made = make_key(read_settings(), name, role, country=country, region=region, actor=actor)
    console.print(made, markup=False, highlight=False, soft_wrap=True)
