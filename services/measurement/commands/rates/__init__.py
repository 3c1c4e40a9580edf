"""Exchange rates and deflators, and what follows when they change."""
