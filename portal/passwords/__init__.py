"""Passwords that leaked elsewhere: known offline, by a bundled list and a file of hashes."""
