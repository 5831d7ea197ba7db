"""Django's administration pages for operators: every record, changed through services only."""

from . import customers, people, records, tenants

__all__ = ["customers", "people", "records", "tenants"]
