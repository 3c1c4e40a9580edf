"""Writes of actors."""
