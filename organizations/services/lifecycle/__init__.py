"""Where connections stand: stages, locks, and when Auth0 is asked next."""
