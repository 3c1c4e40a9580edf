"""Money, currencies, and tables of rates. Pure."""
