"""Reads of countries, regions and memberships."""
