"""A year in an hour: many customers, staff, and the real product between them."""
