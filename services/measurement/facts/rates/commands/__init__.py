"""Writes of exchange rates and deflators."""
