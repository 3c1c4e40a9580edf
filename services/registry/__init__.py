"""Registry: who takes part, and what countries, regions and codes there are.

Owns actors with their history and merges, focal points, offers and needs, countries, regional bodies with their dated
members, and code lists. Publishes `harambee.registry`, and `harambee.registry.contacts`, which carries personal data
and is read by notifications alone.
Consumes nothing.
"""
