"""Reads of imports and mappings."""
