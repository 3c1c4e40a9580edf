"""Whom references stand for. Pure."""
