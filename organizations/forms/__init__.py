"""What staff type, checked and cleaned."""
