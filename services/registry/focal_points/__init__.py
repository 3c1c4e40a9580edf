"""Focal points and their deputies."""
