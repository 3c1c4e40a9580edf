"""Jobs that go through what is held, because a fact that it follows from has changed."""

from enum import StrEnum


class JobStatus(StrEnum):
    """Whether a job waits, has been done in part, or as a whole."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
