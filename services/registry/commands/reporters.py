"""Whose identities a caller's system uses."""

from shared.auth import Principal


def reporter(principal: Principal) -> str:
    """Name whose external identities a principal uses: the one actor it speaks for, else its own."""
    found = principal.scope().actors
    return f"actor:{next(iter(found))}" if len(found) == 1 else principal.id
