"""Activities, flows, confirmations and totals: one writer for all of them."""
