"""Runs an instance from its first line on the terminal to its last."""

import asyncio
import signal
import sys
import time
from functools import partial

from rich.console import Console

from deploy.local.board import Board
from deploy.local.failures import CannotStart
from deploy.local.instance import end_leftovers, note_running, only_instance
from deploy.local.places import prepare_data
from deploy.local.ports import HOST
from deploy.local.preparation import prepare
from deploy.local.settings import LocalSettings
from deploy.local.stack import Stack, new_stack
from deploy.local.supervisor import News, State, Supervisor

# A process of its own: what it has to know of all services would stay in this one's memory.
MIGRATION = [sys.executable, "-m", "deploy.local.migration"]


def run(settings: LocalSettings, console: Console) -> None:
    """Start everything, watch over it until Ctrl-C or SIGTERM, and stop it. Raises CannotStart."""
    began = time.monotonic()
    places = settings.places
    board = Board(console)
    prepare_data(places)
    with only_instance(places.lock):
        for name in end_leftovers(places.running):
            board.say(f"{name} was left over from a start that was killed; it was stopped")
        stack = new_stack(settings)
        prepare(stack, console)
        asyncio.run(_run(stack, board, began))


async def _run(stack: Stack, board: Board, began: float) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    supervisor = Supervisor(board.tell, partial(note_running, stack.places.running))
    with board.shown():
        try:
            starting = asyncio.create_task(_start(supervisor, stack, board))
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                board.say(_welcome(stack, time.monotonic() - began))
            starting.cancel()
            await stop.wait()
        finally:
            await supervisor.stop()
    board.say("Stopped. `make run` goes on with the same data.")


async def _start(supervisor: Supervisor, stack: Stack, board: Board) -> None:
    await asyncio.gather(supervisor.start(stack.server_parts()), _provide_databases(supervisor, stack, board))
    await supervisor.start(stack.service_parts())


async def _provide_databases(supervisor: Supervisor, stack: Stack, board: Board) -> None:
    await supervisor.start(stack.database_part())
    await _migrate(board)


async def _migrate(board: Board) -> None:
    board.tell(News("databases", State.STARTING))
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *MIGRATION, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        raise
    if process.returncode:
        raise CannotStart(f"The databases could not be brought to the newest schema:\n{output.decode().strip()}")
    board.tell(News("databases", State.READY, f"after {time.monotonic() - began:.1f} s"))


def _welcome(stack: Stack, seconds: float) -> str:
    url = stack.settings.url
    lines = [f"Harambee is ready, {seconds:.1f} s after the start.", f"  Overview   {url}/", f"  API docs   {url}/docs"]
    if not stack.settings.smtp:
        lines.append(f"  Mail box   http://{HOST}:{stack.settings.mailbox_port}/")
    lines.append(f"  Your key   in {stack.places.operator_key}")
    lines.append("Ctrl-C stops everything; the data stay.")
    return "\n".join(lines)
