"""Code lists in editions."""
