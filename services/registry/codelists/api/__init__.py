"""Code lists in the API, and by which codes requests are checked."""
