"""Offers, needs and matches as they are sent and shown."""
