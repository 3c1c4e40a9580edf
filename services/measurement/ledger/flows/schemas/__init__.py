"""Flows as they are sent and shown."""
