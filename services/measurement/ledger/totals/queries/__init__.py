"""Reads of totals."""
