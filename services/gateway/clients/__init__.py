"""Calls of the gateway to the services behind it."""
