"""The roadmaps service's part of the public API."""
