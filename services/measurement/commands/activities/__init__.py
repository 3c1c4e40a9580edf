"""Activities that are given by themselves, and their kind of cooperation."""
