"""The ways out of the platform, each with its own rules of politeness."""
