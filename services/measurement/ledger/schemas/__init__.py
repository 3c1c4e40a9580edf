"""Schemas that several subjects of the ledger use."""
