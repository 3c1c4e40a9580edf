"""Indicators and observations as they are sent and shown."""
