"""What notifications does beside the requests: reminding and delivering."""
