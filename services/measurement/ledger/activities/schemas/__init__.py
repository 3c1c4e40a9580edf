"""Activities as they are sent and shown."""
