"""Country groups, and what follows when they change."""
