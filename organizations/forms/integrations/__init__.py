"""What operators set up for other systems."""
