"""What all ways in share: rows by the thousand, the events that tell of them, and the totals they add to."""
