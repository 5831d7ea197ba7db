"""Services outside, other than Auth0."""
