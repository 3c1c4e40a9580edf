"""Runs an instance from its first line on the terminal to its last."""

import asyncio
import shutil
import signal
import sys
import time
from asyncio.subprocess import PIPE, STDOUT
from collections import deque
from collections.abc import Sequence
from functools import partial

from rich.console import Console

from deploy.local.board import Board
from deploy.local.failures import CannotStart
from deploy.local.instance import end_leftovers, note_running, only_instance
from deploy.local.places import prepare_data
from deploy.local.ports import HOST
from deploy.local.preparation import prepare
from deploy.local.services import GATEWAY
from deploy.local.settings import LocalSettings
from deploy.local.stack import Stack, new_stack
from deploy.local.supervisor import News, State, Supervisor
from shared.settings import Mode

SAID_LINES = 30

# Processes of their own: what they have to know of all services would stay in this one's memory.
MIGRATION = [sys.executable, "-m", "deploy.local.migration"]
FILLING = [sys.executable, "-m", "deploy.local.fill"]


def run(settings: LocalSettings, console: Console, *, demonstration: bool = True) -> None:
    """Start everything, watch over it until Ctrl-C or SIGTERM, and stop it. Raises CannotStart.

    A first start is filled with the demonstration where that is wanted.
    """
    began = time.monotonic()
    places = settings.places
    board = Board(console)
    prepare_data(places)
    with only_instance(places.lock):
        for name in end_leftovers(places.running):
            board.say(f"{name} was left over from a start that was killed; it was stopped")
        stack = new_stack(settings)
        prepare(stack, console)
        asyncio.run(_run(stack, board, began, demonstration=demonstration))


async def _run(stack: Stack, board: Board, began: float, *, demonstration: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    noting = partial(note_running, stack.places.running, addresses={GATEWAY: stack.gateway_url})
    supervisor = Supervisor(board.tell, noting)
    with board.shown():
        try:
            starting = asyncio.create_task(_start(supervisor, stack, board, demonstration=demonstration))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                board.say(_welcome(stack, time.monotonic() - began))
            starting.cancel()
            await stop.wait()
        finally:
            await supervisor.stop()
            shutil.rmtree(stack.places.sockets, ignore_errors=True)
    board.say("Stopped. `make run` goes on with the same data.")


async def _start(supervisor: Supervisor, stack: Stack, board: Board, *, demonstration: bool) -> None:
    await asyncio.gather(supervisor.start(stack.server_parts()), _provide_databases(supervisor, stack, board))
    await supervisor.start(stack.service_parts())
    await _fill(stack, board, wanted=demonstration)


async def _provide_databases(supervisor: Supervisor, stack: Stack, board: Board) -> None:
    await supervisor.start(stack.database_part())
    await _migrate(board)


async def _migrate(board: Board) -> None:
    output = await _run_through(MIGRATION, "databases", board)
    if output:
        raise CannotStart(f"The databases could not be brought to the newest schema:\n{output}")


async def _fill(stack: Stack, board: Board, *, wanted: bool) -> None:
    """Load the demonstration on a first start; one that failed is tried again on the next."""
    mark = stack.places.demonstration
    if mark.exists() or stack.settings.mode is not Mode.DEMONSTRATION:
        return
    failed = await _run_through(FILLING, "demonstration", board) if wanted else ""
    if failed:
        board.say(f"The demonstration could not be loaded, the next start tries again:\n{failed}")
    else:
        mark.write_text("loaded" if wanted else "left out", encoding="utf8")


async def _run_through(command: Sequence[str], name: str, board: Board) -> str:
    """Run a program to its end, with its last line beside its name; gives what it said if it failed, else nothing."""
    board.tell(News(name, State.STARTING))
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    said: deque[str] = deque(maxlen=SAID_LINES)
    try:
        async for line in process.stdout:
            said.append(line.decode(errors="replace").rstrip())
            board.follow(News(name, State.STARTING, said[-1]))
        code = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        raise
    if code:
        board.tell(News(name, State.FAILED))
        return "\n".join(said) or f"it ended with code {code}"
    board.tell(News(name, State.READY, f"after {time.monotonic() - began:.1f} s"))
    return ""


def _welcome(stack: Stack, seconds: float) -> str:
    url = stack.settings.url
    lines = [f"Harambee is ready, {seconds:.1f} s after the start.", f"  Overview   {url}/", f"  API docs   {url}/docs"]
    if not stack.settings.smtp:
        lines.append(f"  Mail box   http://{HOST}:{stack.settings.mailbox_port}/")
    lines.append(f"  Your key   in {stack.places.operator_key}")
    lines.append("Ctrl-C stops everything; the data stay.")
    return "\n".join(lines)
