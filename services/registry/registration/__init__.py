"""Registering, changing, withdrawing and merging actors, with all that hangs on them."""
