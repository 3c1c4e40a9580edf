"""IATI 2.01-2.03 activity files."""
