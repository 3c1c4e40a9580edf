"""Actors by the thousand."""
