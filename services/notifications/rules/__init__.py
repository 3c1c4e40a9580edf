"""What must be true of reminders, their words and the log. Pure: from values to values."""
