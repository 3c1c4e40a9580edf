"""Services that hear of events without Kafka between."""

from shared.clock import Clock
from shared.consuming import Consumer, Intake
from shared.db import connect, create_engine, create_sessions
from shared.envelope import Envelope
from shared.unit_of_work import ServiceResources


class Unheard:
    """Nobody publishes in the test: what is told stays in the outbox."""

    def wake(self) -> None:
        """Do nothing."""


async def take_in(url: str, consumer: Consumer, *envelopes: Envelope) -> None:
    """Let a service take in events one after the other, all of them."""
    engine = create_engine(url, pool_size=1)
    intake = Intake(consumer, ServiceResources(consumer.service, create_sessions(engine), Clock(), Unheard()), "")
    for one in envelopes:
        await intake.take_in([one])
    await engine.dispose()
    connection = await connect(url)
    assert await connection.fetch("SELECT key, error FROM parked") == []
    await connection.close()
