"""Funds, procedures, manuals, guidelines, strategies, policies and laws."""
