"""Flows that are given by themselves, and what somebody says they are worth."""
