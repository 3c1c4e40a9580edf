"""Indicators and what is observed of them."""
