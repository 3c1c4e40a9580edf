"""Organisations as publishers name them, and whose flows they make."""
