"""Reads of the roadmaps service; what the caller may not see is left out in the query."""
