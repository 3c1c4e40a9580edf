"""Copies of the registry's actors, memberships and code lists, fed by events."""
