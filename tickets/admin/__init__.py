"""Django's administration pages for operators: every record of this app."""

from . import jobs, presets, records, tickets

__all__ = ["jobs", "presets", "records", "tickets"]
