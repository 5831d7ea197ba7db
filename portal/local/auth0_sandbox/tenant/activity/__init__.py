"""What a tenant writes down: log rows, sign-ins, streams."""
