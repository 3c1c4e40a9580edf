"""The gateway: the one public door.

Owns clients, their API keys and grants; publishes what each client may do, for notifications alone. Consumes
memberships of the registry, so that a grant for a region reaches the countries that are its members today, and merges
of actors, which grants follow. Passes requests on to the four services, composes what needs
several of them, and shows the web pages.
"""
