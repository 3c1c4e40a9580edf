"""What must be true at the door. Pure: from values to values."""
