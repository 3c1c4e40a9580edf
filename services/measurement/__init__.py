"""Measurement: what flows in and out, recorded once and recorded right.

Owns activities, flows, their confirmations by both sides, imports with their findings, indicators and observations,
exchange rates, country groups, and the totals made of them. Publishes `harambee.measurement`. Consumes actors,
memberships and code lists of the registry.
"""
