"""Indicators and observations in the API."""
