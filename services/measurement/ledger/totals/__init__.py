"""Sums of flows."""
