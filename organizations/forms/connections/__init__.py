"""Create a connection directly, or change one that exists."""
