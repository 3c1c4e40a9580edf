"""Imports and mappings as they are sent and shown."""
