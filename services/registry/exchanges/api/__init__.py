"""Offers, needs and matches in the API."""
