"""What the person at the terminal sees: one line per part, or one line per change where it is no terminal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from deploy.local.supervisor import News, State

STYLES = {
    State.STARTING: "yellow",
    State.READY: "green",
    State.RESTARTING: "bold red",
    State.STOPPING: "yellow",
    State.STOPPED: "dim",
    State.FAILED: "bold red",
}


class Board:
    """Takes in the news of the parts and shows them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lines: dict[str, News] = {}
        self._live: Live | None = None

    def tell(self, news: News) -> None:
        """Show what became of a part."""
        self.follow(news)
        if self._live is None or news.state is State.RESTARTING:
            self.say(f"{news.name}: {news.state}{f', {news.note}' if news.note else ''}")

    def follow(self, news: News) -> None:
        """Show how far a part has come, where lines can be renewed; elsewhere it would be a line each time."""
        self._lines[news.name] = news
        if self._live:
            self._live.update(self._table(), refresh=True)

    def say(self, text: str) -> None:
        """Show a line of its own, above the parts."""
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the lines of the parts at the bottom of the terminal for as long as the context lasts."""
        if not self._console.is_terminal:
            yield
            return
        with Live(self._table(), console=self._console, auto_refresh=False) as live:
            self._live = live
            try:
                yield
            finally:
                self._live = None

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for news in self._lines.values():
            state = Text(news.state, style=STYLES[news.state])
            table.add_row(Text(news.name), state, Text(news.address), Text(news.note, style="dim"))
        return table


class SetupProgress:
    """The progress of the first set-up: a bar, or a line per step where it is no terminal."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self._bar = Progress(
            TextColumn("First set-up"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.description}"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=steps)
        self._began = time.monotonic()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bar for as long as the context lasts."""
        with self._bar:
            yield
        self._console.print(f"First set-up done in {time.monotonic() - self._began:.1f} s", highlight=False)

    def begin(self, step: str) -> None:
        """Say what comes now."""
        self._bar.update(self._task, description=step)
        if not self._console.is_terminal:
            self._console.print(f"First set-up: {step}", highlight=False)

    def advance(self, count: int = 1) -> None:
        """Say that so many steps more are done."""
        self._bar.advance(self._task, count)
