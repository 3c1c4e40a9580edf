"""Writes of indicators and observations."""
