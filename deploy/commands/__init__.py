"""The commands of `harambee`, by what they are about."""
