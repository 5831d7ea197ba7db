"""Numbers for managers: rows that are kept as setups go on, and the figures made from them."""
