"""Writes of offers, needs and matches."""
