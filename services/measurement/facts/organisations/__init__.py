"""Organisations as publishers name them, and who they are."""
