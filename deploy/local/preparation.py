"""The first set-up of an instance: what a later start finds done."""

from rich.console import Console

from deploy.local.board import SetupProgress
from deploy.local.jars import KAFKA_JARS
from deploy.local.stack import Stack


def prepare(stack: Stack, console: Console) -> None:
    """Make what is missing before the servers can start; shows its progress where there is much to do."""
    if _is_first(stack):
        _set_up(stack, console)
        return
    for server in (stack.postgres, stack.kafka):
        if server:
            server.prepare()


def _is_first(stack: Stack) -> bool:
    postgres, kafka = stack.postgres, stack.kafka
    return bool(postgres and postgres.is_new) or bool(kafka and (kafka.is_new or not _has_jars(stack)))


def _has_jars(stack: Stack) -> bool:
    return KAFKA_JARS.are_fetched(stack.places.cache)


def _set_up(stack: Stack, console: Console) -> None:
    postgres, kafka = stack.postgres, stack.kafka
    files = len(kafka.jars) if kafka and not _has_jars(stack) else 0
    progress = SetupProgress(console, steps=files + bool(postgres) + bool(kafka))
    with progress.shown():
        if files:
            progress.begin("Kafka's programs")
            KAFKA_JARS.fetch(stack.places.cache, progress.advance)
        if postgres:
            progress.begin("PostgreSQL's data")
            postgres.prepare()
            progress.advance()
        if kafka:
            progress.begin("Kafka's data")
            kafka.prepare()
            progress.advance()
