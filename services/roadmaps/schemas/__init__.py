"""Requests and answers, whose descriptions are the API's documentation; and what is needed of events."""
