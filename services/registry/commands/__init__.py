"""Writes of the registry, by aggregate: load, ask the rule, write, tell."""
