"""The one source of "now": the machine's clock, which a demonstration may move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The platform's time. In demonstration mode it is ahead of, or behind, the machine's by `offset`."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """Give the platform's time, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def offset_to(self, moment: datetime) -> timedelta:
        """Say by how much the clock would have to be moved for `moment` to be now."""
        return moment - datetime.now(UTC)
