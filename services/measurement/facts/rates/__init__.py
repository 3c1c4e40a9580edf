"""Exchange rates and deflators."""
