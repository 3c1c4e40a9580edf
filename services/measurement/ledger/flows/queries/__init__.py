"""Reads of flows."""
