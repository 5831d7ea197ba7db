"""Which fields of a row a change is about, once what is given is clean."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model


def change(row: Model, given: Mapping[str, Any]) -> list[str]:
    """Set the named fields as they would be stored; return the names of those that differ.

    Saves nothing. Raises ValidationError for what a field cannot take.
    """
    changed = []
    for name, value in given.items():
        field: Any = row._meta.get_field(name)
        stored = value if field.is_relation else field.to_python(value)
        if getattr(row, name) != stored:
            setattr(row, name, stored)
            changed.append(name)
    return changed
