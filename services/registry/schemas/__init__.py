"""Requests and answers of the registry; their descriptions are the API's documentation."""
