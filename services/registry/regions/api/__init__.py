"""Countries, regions and memberships in the API."""
