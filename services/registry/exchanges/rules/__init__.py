"""What fits an offer or a need. Pure."""
