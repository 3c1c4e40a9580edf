import asyncio
import os
import signal
import sys
from functools import partial

import psutil
import pytest

from deploy.local import programs, supervisor
from deploy.local.failures import CannotStart
from deploy.local.ports import free_port, is_open
from deploy.local.programs import Program
from deploy.local.supervisor import News, Part, State, Supervisor

LISTEN = """
import socket, sys, time
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True: server.accept()[0].close()
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + LISTEN


class Desk:
    """Takes in what a supervisor says, and waits for news."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.processes: dict[str, int] = {}
        self.supervisor = Supervisor(self.news.append, self._note)

    def _note(self, processes) -> None:
        self.processes = dict(processes)

    async def hear(self, name: str, state: State, times: int = 1) -> News:
        async with asyncio.timeout(30):
            while True:
                heard = [one for one in self.news if (one.name, one.state) == (name, state)]
                if len(heard) >= times:
                    return heard[-1]
                await asyncio.sleep(0.02)


@pytest.fixture
async def desk():
    made = Desk()
    yield made
    await made.supervisor.stop()


def listening(tmp_path, name: str, code: str = LISTEN) -> Part:
    port = free_port()
    command = [sys.executable, "-c", code, str(port)]
    return Part(name, Program(command=command, log=tmp_path / f"{name}.log", grace_seconds=0.5), partial(is_open, port))


async def test_parts_are_ready_when_start_returns(desk, tmp_path):
    parts = [listening(tmp_path, "one"), listening(tmp_path, "two")]

    await desk.supervisor.start(parts)

    assert all(part.is_ready() for part in parts)
    assert {psutil.Process(number).is_running() for number in desk.processes.values()} == {True}


async def test_a_part_that_dies_is_started_again_and_said(desk, tmp_path):
    part = listening(tmp_path, "one")
    await desk.supervisor.start([part])
    first = desk.processes["one"]

    os.kill(first, signal.SIGKILL)

    said = await desk.hear("one", State.RESTARTING)
    assert said.note == "was killed by signal 9; starts again in 0.5 s"
    await desk.hear("one", State.READY, times=2)
    assert part.is_ready()
    assert desk.processes["one"] != first


async def test_a_part_that_never_becomes_ready_stops_the_start_with_the_end_of_its_log(desk, tmp_path):
    broken = Program(command=[sys.executable, "-c", "raise SystemExit('no such table')"], log=tmp_path / "broken.log")

    with pytest.raises(CannotStart, match=r"broken ended with code 1 before it was ready, 3 times(.|\n)*no such table"):
        await desk.supervisor.start([Part("broken", broken, lambda: False)])


async def test_a_part_that_takes_too_long_is_ended(desk, tmp_path):
    slow = Program(command=[sys.executable, "-c", "import time; time.sleep(60)"], log=tmp_path / "slow.log")

    with pytest.raises(CannotStart, match=r"slow was not ready after 0\.1 s"):
        await desk.supervisor.start([Part("slow", slow, lambda: False, start_seconds=0.1)])
    assert not [child for child in psutil.Process().children() if "time.sleep(60)" in child.cmdline()[-1]]


async def test_all_stop_and_the_last_started_first(desk, tmp_path):
    for name in ("first", "second"):
        await desk.supervisor.start([listening(tmp_path, name)])
    numbers = list(desk.processes.values())

    await desk.supervisor.stop()

    assert [one.name for one in desk.news if one.state is State.STOPPED] == ["second", "first"]
    assert not any(psutil.pid_exists(number) for number in numbers)
    assert desk.processes == {}


async def test_a_part_that_does_not_stop_is_killed_and_said(desk, tmp_path):
    await desk.supervisor.start([listening(tmp_path, "deaf", DEAF)])

    await desk.supervisor.stop()

    assert (await desk.hear("deaf", State.STOPPED)).note == "did not stop by itself, was killed"


async def test_a_log_of_a_program_that_runs_for_long_is_begun_anew(desk, tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "LOG_BYTES", 10_000)
    monkeypatch.setattr(supervisor, "LOG_SECONDS", 0.2)
    talking = LISTEN.replace("while True:", "while print('x' * 999, flush=True) or True:")
    part = listening(tmp_path, "talking", talking)
    await desk.supervisor.start([part])
    log, old = tmp_path / "talking.log", tmp_path / "talking.old.log"
    async with asyncio.timeout(30):
        while not old.exists():
            part.is_ready()
            await asyncio.sleep(0.01)
        while log.stat().st_size == 0:
            part.is_ready()
            await asyncio.sleep(0.01)
    assert set(old.read_text()) == {"x", "\n"}
    assert set(log.read_text()) == {"x", "\n"}, "the program goes on where the file now ends"
