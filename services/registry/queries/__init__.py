"""Reads of the registry; what the caller may not see is left out in the query."""
