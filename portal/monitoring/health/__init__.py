"""Is this installation well? Asked by load balancers and containers."""
