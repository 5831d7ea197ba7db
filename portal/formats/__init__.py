"""How dates are written: Django's own way, except for English."""
