"""Measurement: what flows in and out, recorded once and recorded right.

Owns activities, flows, their confirmations by both sides, imports with their findings, exchange rates, and the totals
made of them. Publishes `harambee.measurement`. Consumes actors and memberships of the registry.
"""
