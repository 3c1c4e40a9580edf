"""Files: from the queue to their end."""
