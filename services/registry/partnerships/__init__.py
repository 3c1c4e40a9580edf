"""Agreements between actors."""
