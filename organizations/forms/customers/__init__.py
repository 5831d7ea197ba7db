"""Forms about one customer."""
