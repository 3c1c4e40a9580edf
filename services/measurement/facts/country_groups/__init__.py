"""Editions of the list of developed economies, by which the kind of cooperation is derived."""
