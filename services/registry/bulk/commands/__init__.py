"""Actors by the thousand: what rows mean, what is wrong with them, and writing what is right, in sets."""
