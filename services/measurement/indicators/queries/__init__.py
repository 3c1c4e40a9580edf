"""Reads of indicators and observations."""
