"""Staff, their sessions, and what they keep for themselves."""
