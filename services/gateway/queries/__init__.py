"""Reads of the gateway: its own tables, and what it composes of the services' answers."""
