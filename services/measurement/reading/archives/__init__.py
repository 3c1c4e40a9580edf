"""Packed files, unpacked while they are read."""
