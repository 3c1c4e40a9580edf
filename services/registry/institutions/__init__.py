"""Countries' coordination set-ups."""
