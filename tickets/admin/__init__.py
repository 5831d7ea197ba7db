"""Django's administration pages for operators: every record of this app."""

from . import presets, records, tickets

__all__ = ["presets", "records", "tickets"]
