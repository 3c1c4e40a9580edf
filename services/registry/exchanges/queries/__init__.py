"""Reads of offers, needs and matches, and the search for what fits."""
