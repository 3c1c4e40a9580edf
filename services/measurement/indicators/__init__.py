"""Indicators and their observations."""
