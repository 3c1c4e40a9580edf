"""Reads of activities and their findings."""
