"""Conversion, classification and attribution of stored flows after a fact has changed."""
