"""Rows by COPY, events and totals of flows: what imports, single entries and recomputation share."""
