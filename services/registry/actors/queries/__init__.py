"""Reads of actors."""
