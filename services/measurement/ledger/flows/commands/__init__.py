"""Flows that are entered one by one or in a list, and valuations of contributions in kind."""
