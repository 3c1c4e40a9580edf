"""Pairs of reports of one flow: found, answered, counted once."""
