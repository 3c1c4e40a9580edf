"""Writes of the roadmaps service, by aggregate: load, ask the rule, write, tell."""
