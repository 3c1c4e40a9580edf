"""The demonstration that fills a first start: actors, focal points, roadmaps and flows, all of them invented.

The framework, the countries and the regional bodies are facts, and come with the services. Everything here is made up,
says so in its own text, and is the same again from the same seed and day. Mail addresses are under a reserved name.
"""
