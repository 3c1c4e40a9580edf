"""The `harambee` command."""

import typer
from rich.console import Console

from deploy.commands import accounts, actors, codelists, imports, platform, rates
from deploy.local.failures import CannotStart

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(platform.up)
app.command()(platform.status)
app.command()(platform.migrate)
app.command()(platform.redrive)
app.command("import")(imports.import_files)
app.add_typer(accounts.keys, name="key")
app.add_typer(actors.actors, name="actors")
app.add_typer(codelists.lists, name="codelist")
app.add_typer(rates.rates, name="rates")


@app.callback()
def harambee() -> None:
    """Harambee: the promises of South-South and triangular cooperation, kept in view."""


def main() -> None:
    """Run the command; what cannot be done is said in one message, without a traceback."""
    try:
        app()
    except CannotStart as failure:
        Console(stderr=True).print(str(failure), style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
