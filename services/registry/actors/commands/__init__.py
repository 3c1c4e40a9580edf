"""What every change of an actor leaves behind, and what writes of actors check."""
