"""What stops the platform from starting, in words for the person who started it."""


class CannotStart(Exception):  # noqa: N818 - a state, like all failures here
    """Something on this machine is in the way; the message says what, and what to do about it."""
