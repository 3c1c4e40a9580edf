"""How alike two organisations are. Pure."""
