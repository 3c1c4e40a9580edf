"""Finding by what somebody typed."""
