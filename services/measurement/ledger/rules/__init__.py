"""What must be true of activities and flows. Pure: from values to values."""
