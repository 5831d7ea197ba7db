"""Links, and what people do with them."""
