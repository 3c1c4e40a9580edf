"""Writes of the measurement service."""
