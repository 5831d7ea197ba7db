"""What callers send: how it is encoded, and what a strategy's options must be."""
