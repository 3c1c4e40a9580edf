"""The `harambee` command."""

import typer
from rich.console import Console

from deploy.local.failures import CannotStart
from deploy.local.running import run
from deploy.local.settings import read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
console = Console()


@app.callback()
def harambee() -> None:
    """Harambee: the promises of South-South and triangular cooperation, kept in view."""


@app.command()
def up() -> None:
    """Run the whole platform on this machine until Ctrl-C."""
    run(read_settings(), console)


def main() -> None:
    """Run the command; what cannot be done is said in one message, without a traceback."""
    try:
        app()
    except CannotStart as failure:
        Console(stderr=True).print(str(failure), style="red", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
