import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import psutil
import pytest

from deploy.local import postgres as module
from deploy.local.postgres import Postgres
from deploy.local.programs import end, launch
from tests.servers import make_postgres, running

RUNNER = """
import sys, time
from pathlib import Path
from tests.servers import make_postgres, running

server = make_postgres(Path(sys.argv[1]))
server.prepare()
with running(server.program(), server.is_ready) as number:
    print(number, server.sockets, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def server(tmp_path):
    made = make_postgres(tmp_path)
    made.prepare()
    yield made
    made.sockets.rmdir()


async def put(server: Postgres, number: int) -> list[int]:
    connection = await asyncpg.connect(server.url())
    await connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
    await connection.execute("INSERT INTO kept VALUES ($1)", number)
    found = [row[0] for row in await connection.fetch("SELECT number FROM kept ORDER BY number")]
    await connection.close()
    return found


async def test_what_was_committed_outlives_a_stop_and_a_kill(server):
    with running(server.program(), server.is_ready):
        await put(server, 1)
    with running(server.program(), server.is_ready) as number:
        await put(server, 2)
        family = [psutil.Process(number), *psutil.Process(number).children()]
        os.kill(number, signal.SIGKILL)
        psutil.wait_procs(family, timeout=20)
    with running(server.program(), server.is_ready):
        assert await put(server, 3) == [1, 2, 3]


def test_it_stops_willingly_while_somebody_is_connected(server):
    program = server.program()
    process = launch(program)
    while not server.is_ready():
        time.sleep(0.05)
    assert end(process, program)
    assert not server.is_ready()


@pytest.mark.parametrize("killed_by", [signal.SIGTERM, signal.SIGKILL])
def test_that_of_tests_ends_when_who_runs_them_is_killed(killed_by, tmp_path):
    with subprocess.Popen([sys.executable, "-c", RUNNER, tmp_path], stdout=subprocess.PIPE, text=True) as runner:
        number, sockets = runner.stdout.readline().split()
        server = psutil.Process(int(number))
        runner.send_signal(killed_by)
    _, left = psutil.wait_procs([server], timeout=20)
    for one in left:
        one.kill()
    shutil.rmtree(sockets)
    assert not left


async def test_it_listens_on_no_network_and_wants_a_password(server):
    with running(server.program(), server.is_ready) as number:
        assert not psutil.Process(number).net_connections("inet")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.url(password="guessed"))


@pytest.fixture
def open_folder():
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, from whom the account is shut out")
async def test_it_runs_as_its_account_below_a_folder_only_root_can_enter(tmp_path, open_folder, monkeypatch):
    closed = tmp_path / "closed"
    shutil.copytree(module._packages() / module.PACKAGE, closed / module.PACKAGE, ignore=shutil.ignore_patterns("*.py"))
    shutil.copytree(module._packages() / f"{module.PACKAGE}.libs", closed / f"{module.PACKAGE}.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(module, "_packages", lambda: closed)
    monkeypatch.setattr(module, "OPEN_COPIES", open_folder)
    module.executables.cache_clear()
    server = make_postgres(closed)
    try:
        server.prepare()
        with running(server.program(), server.is_ready) as number:
            assert psutil.Process(number).username() == "harambee"
            assert Path(psutil.Process(number).exe()).is_relative_to(open_folder)
            assert await put(server, 1) == [1]
    finally:
        module.executables.cache_clear()
        server.sockets.rmdir()
