"""`harambee rates load`: exchange rates from files and addresses."""

import tempfile
import zipfile
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import httpx
import typer

from deploy.commands.line import Key, Line, Url, open_line
from deploy.local.failures import CannotStart
from services.measurement.facts.rates.rules.money import LONGEST_AGE

FETCH_SECONDS = 60.0
LARGEST = 200 << 20

rates = typer.Typer(no_args_is_help=True, help="Exchange rates.")


@rates.callback()
def exchange_rates() -> None:
    """Exchange rates."""


@rates.command()
def load(
    sources: Annotated[list[str], typer.Argument(metavar="FILE|URL...")],
    *,
    url: Url = None,
    key: Key = None,
    source: Annotated[str | None, typer.Option(help="who says the rates, where the table does not")] = None,
    greatest_age: Annotated[
        int | None, typer.Option(min=1, max=LONGEST_AGE, help="days that rates of these sources count; 92 by default")
    ] = None,
    accept_leaps: Annotated[
        bool, typer.Option("--accept-leaps", help="take currencies that move by a factor over three, too")
    ] = False,
) -> None:
    """Load exchange rates: CSV (or a zip of it) of the ECB, the IMF or the OECD, a plain list, or JSON.

    A plain list has the columns currency, date, units_per_usd and source. Annual averages count for a year with
    --greatest-age 366. Flows that a change bears on are converted anew; what was reported stays.
    """
    params = {"leaps": "accept" if accept_leaps else "refuse"}
    params |= {"source": source} if source else {}
    params |= {"greatest_age": str(greatest_age)} if greatest_age else {}
    with open_line(url, key) as line, tempfile.TemporaryDirectory(prefix="rates-") as folder:
        for place, one in enumerate(sources):
            own = Path(folder) / str(place)
            own.mkdir()
            _load(line, one, _unpacked(_fetched(one, own), own), params)


def _load(line: Line, named: str, file: Path, params: dict[str, str]) -> None:
    answer, _ = line.upload("/v1/exchange-rates", file, params)
    found = answer.json()
    jobs = "; flows are being converted anew" if found["conversion"] else ""
    line.say(f"{named}: {found['rates']} rates, {found['changed']} new or changed{jobs}")


def _fetched(named: str, folder: Path) -> Path:
    """Give a file, or what an address answers, as a file."""
    parts = urlsplit(named)
    if parts.scheme not in {"http", "https"}:
        file = Path(named)
        if not file.is_file():
            raise CannotStart(f"There is no file {named}")
        return file
    target = folder / (Path(parts.path).name or "rates.csv")
    try:
        with (
            httpx.stream("GET", named, follow_redirects=True, timeout=FETCH_SECONDS) as answer,
            target.open("wb") as to,
        ):
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                to.write(chunk)
                if to.tell() > LARGEST:
                    raise CannotStart(f"{named} has more than {LARGEST >> 20} MB")
    except httpx.HTTPError as error:
        raise CannotStart(f"{named} could not be fetched: {error}") from error
    return target


def _unpacked(file: Path, folder: Path) -> Path:
    """Give the one table of a zip, and any other file as it is; a name without an ending is taken for CSV."""
    if not zipfile.is_zipfile(file):
        return file if file.suffix else file.rename(file.with_suffix(".csv"))
    with zipfile.ZipFile(file) as archive:
        tables = [one for one in archive.infolist() if Path(one.filename).suffix.lower() in {".csv", ".json"}]
        if len(tables) != 1 or tables[0].file_size > LARGEST:
            raise CannotStart(f"{file.name} should hold one table of at most {LARGEST >> 20} MB, not {len(tables)}")
        target = folder / f"unpacked{Path(tables[0].filename).suffix.lower()}"
        target.write_bytes(archive.read(tables[0]))
    return target
