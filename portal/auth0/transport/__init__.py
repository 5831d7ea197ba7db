"""Requests to Auth0: sessions, tokens, retries."""
