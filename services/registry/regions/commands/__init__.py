"""Writes of countries, regions and memberships, and of all reference data."""
