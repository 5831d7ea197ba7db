"""Auth0's refusal of what a form sent, shown beside the field that it is about."""

import re
from collections.abc import Mapping

from django import forms

from organizations.auth0_problems import explain
from portal.auth0 import Auth0Error, Conflict, Invalid

# What another one may have already; Auth0 says it in a sentence.
_TAKEN = re.compile(r"\b(realm|domain|name)\b")


def show_refusal(
    form: forms.BaseForm, error: Auth0Error, *, places: Mapping[str, str] | None = None
) -> None:
    """Add an error of Auth0 to the form; nothing that was typed is lost.

    What Auth0 calls a property may have another name in the form, or none (empty): `places` says
    which, by dotted path or the beginning of one; "" is where a refusal belongs whose property has
    no place of its own. Anything else stands above all fields.
    """
    form.add_error(_field(form, error, places or {}), str(explain(error)))


def _field(form: forms.BaseForm, error: Auth0Error, places: Mapping[str, str]) -> str | None:
    if isinstance(error, Conflict):
        taken = _TAKEN.search(error.message.lower())
        path = taken[1] if taken else ""
    elif isinstance(error, Invalid):
        path = error.path
    else:
        return None
    parts = path.split(".")
    beginnings = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    said = [places[one] for one in beginnings if one in places]
    named = said[:1] or [*reversed(parts), f"{path}s", places.get("", "")]
    return next((name for name in named if name in form.fields), None)
