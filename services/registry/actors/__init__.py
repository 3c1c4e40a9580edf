"""Organisations: what all other subjects know of them. They are registered, changed and merged in `registration`."""
