"""Countries, regions and memberships as they are sent and shown."""
