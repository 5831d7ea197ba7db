"""What staff members keep for themselves."""
