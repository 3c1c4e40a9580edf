"""Offers, needs, and the pairs that fit."""
