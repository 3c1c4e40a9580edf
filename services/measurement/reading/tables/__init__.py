"""Tables of flows in CSV, XLSX and NDJSON."""
