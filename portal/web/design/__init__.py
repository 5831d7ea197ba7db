"""How things look: badges, colors, themes, the style guide."""
