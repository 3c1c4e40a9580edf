"""Exchange rates and deflators in the API."""
