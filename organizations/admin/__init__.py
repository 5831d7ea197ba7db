"""Django's administration pages for operators: every record, changed through services only."""

from . import api, customers, people, records, tenants

__all__ = ["api", "customers", "people", "records", "tenants"]
