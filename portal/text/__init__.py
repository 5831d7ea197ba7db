"""Text as people paste it: cleaned where it can only be meant one way, else refused by name."""
