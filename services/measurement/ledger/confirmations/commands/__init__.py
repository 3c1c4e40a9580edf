"""Writes of pairs of reports."""
