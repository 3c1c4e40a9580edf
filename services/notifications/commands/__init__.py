"""Writes of the notifications service, by aggregate: load, ask the rule, write, tell."""
