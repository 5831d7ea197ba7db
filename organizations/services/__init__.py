"""Decide and write. The rooms, from the ground up: see the layers in pyproject.toml."""
