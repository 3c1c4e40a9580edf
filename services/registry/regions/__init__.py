"""Countries, regional bodies, and who belongs to which on which day."""
