"""Submit forms as a browser would: everything that is shown, changed where a test says so."""

from typing import Any

from django import forms
from django.http import QueryDict


def posted(form: forms.BaseForm, **changes: Any) -> QueryDict:
    """What an untouched form sends, its rows of `organizations` or `attributes` included."""
    data = QueryDict(mutable=True)
    _add(data, form)
    for name in ("organizations", "attributes"):
        rows = getattr(form, name, None)
        if rows is not None:
            _add(data, rows.management_form)
            for row in rows.forms:
                _add(data, row)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _add(data: QueryDict, form: forms.BaseForm) -> None:
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if isinstance(bound.field, forms.MultipleChoiceField):
            data.setlist(bound.html_name, value or [])
        elif isinstance(bound.field, forms.BooleanField):
            if value:
                data[bound.html_name] = "on"
        else:
            data[bound.html_name] = "" if value is None else str(value)
