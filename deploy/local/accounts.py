"""The system account that PostgreSQL runs as where we are root: it refuses to run as root itself."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from deploy.local.failures import CannotStart

NAME = "harambee"


class Identity(TypedDict, total=False):
    """Arguments of subprocess that make a child run as somebody else; none of them: as ourselves."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An account without rights of its own."""

    user: int
    group: int

    def own(self, path: Path) -> None:
        """Hand a file or folder over to this account."""
        os.chown(path, self.user, self.group)


def run_as(account: Account | None) -> Identity:
    """Give the arguments that make a child run as an account, in none of our groups; as ourselves for None."""
    return Identity(user=account.user, group=account.group, extra_groups=[]) if account else Identity()


def server_account() -> Account | None:
    """Give the account for servers that refuse root, made on first use; None where we are not root anyway."""
    if os.geteuid() != 0:
        return None
    found = _look_up()
    if found is None:
        _add_account()
        found = _look_up()
    if found is None:
        raise CannotStart(f"The system account {NAME} could not be made. Make it, or run as an ordinary user.")
    return found


def _look_up() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _add_account() -> None:
    program = shutil.which("useradd", path=os.defpath + ":/usr/sbin:/sbin")
    if program is None:
        raise CannotStart(
            "PostgreSQL does not run as root, and there is no `useradd` to make an account for it. "
            "Install it (Debian: `apt-get install passwd`), or run as an ordinary user."
        )
    command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    # A failure is found by looking the account up: somebody else may have made it in between.
    subprocess.run(command, check=False, capture_output=True)
