"""Roadmaps: what countries and regions have committed to, what is due, and what they report.

Owns frameworks, roadmaps, deadlines and progress reports. Publishes `harambee.roadmaps`. Consumes actors and
memberships of the registry.
"""
