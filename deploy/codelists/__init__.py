"""Reads code lists in the forms in which others publish them."""
