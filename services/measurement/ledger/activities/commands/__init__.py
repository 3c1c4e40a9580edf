"""Activities that are entered one by one, and their kind of cooperation."""
