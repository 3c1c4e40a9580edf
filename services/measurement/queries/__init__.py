"""Reads of the measurement service."""
