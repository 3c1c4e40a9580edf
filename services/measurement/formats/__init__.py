"""The formats in which activities come in."""
