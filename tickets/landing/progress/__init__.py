"""How far the setup is, as the customer sees it."""
