"""Entry points for Auth0's log streams and the mail service."""
