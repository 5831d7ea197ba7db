"""How staff sign in, and what the audit trail learns of it."""
