"""Every field that a person types text into cleans it: what nobody sees deceives or locks out."""

import json
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

import organizations.forms
import organizations.staff_sign_in
import portal.web
import tickets.forms
import tickets.landing
import tickets.palette
from organizations.forms.connections.fields import field_for, realms_field
from organizations.identity_providers.catalog import STRATEGIES
from organizations.models import User

_WORD_JOINER = "\u2060"
# In the middle and at the end, and as a part of what some fields take.
TYPED = [
    f"ac{_WORD_JOINER}me",
    f"acme.com{_WORD_JOINER}",
    f"alice@acme{_WORD_JOINER}.com",
    f"https://acme.com/{_WORD_JOINER}x",
    f"openid{_WORD_JOINER} email",
    f"a = b{_WORD_JOINER}",
    f'{{"a": "b{_WORD_JOINER}"}}',
]
_OURS = ("organizations", "tickets", "portal")


def forms_of(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[Any]:
    for form in kind.__subclasses__():
        if form.__module__.partition(".")[0] in _OURS:
            yield form
        yield from forms_of(form)


def declared() -> Iterator[tuple[str, forms.Field]]:
    """The fields of every form class of ours; passwords are whatever somebody chose."""
    for package in (
        *(organizations.forms, organizations.staff_sign_in, portal.web),
        *(tickets.forms, tickets.landing, tickets.palette),
    ):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for form in {*forms_of()}:
        for name, field in form.base_fields.items():
            yield f"{form.__module__}.{form.__name__}.{name}", field


def of_connections() -> Iterator[tuple[str, forms.Field]]:
    """What the form of each strategy asks about."""
    yield "realms", realms_field()
    for strategy in STRATEGIES:
        for way in strategy.ways:
            for option in strategy.options(way):
                yield f"{strategy.key}.{option.name}", field_for(option, [])


def in_the_admin(user: User) -> Iterator[tuple[str, forms.Field]]:
    """Those of the pages where something can be changed."""
    request = HttpRequest()
    request.user = user
    for model, page in admin.site._registry.items():
        if page.has_add_permission(request) or page.has_change_permission(request):
            form: Any = page.get_form(request)
            for name, field in form.base_fields.items():
                yield f"admin: {model.__name__}.{name}", field


def keeps_what_nobody_sees(field: forms.Field) -> bool:
    is_typed = isinstance(field, forms.CharField) and not field.widget.is_hidden
    if not is_typed or type(field).__name__ == "PasswordField":
        return False
    for text in TYPED:
        try:
            cleaned = json.dumps(field.clean(text), ensure_ascii=False, default=str)
            if _WORD_JOINER in cleaned:
                return True
        except ValidationError:
            continue
    return False


def test_forms_clean_what_is_typed() -> None:
    found = [*declared(), *of_connections()]

    assert len(found) > 100
    assert [name for name, field in found if keeps_what_nobody_sees(field)] == []


def test_the_admin_cleans_what_is_typed(operator: User) -> None:
    found = [*in_the_admin(operator)]

    assert {name.partition(".")[0] for name, _ in found} >= {"admin: Customer", "admin: Tenant"}
    assert [name for name, field in found if keeps_what_nobody_sees(field)] == []


@pytest.mark.parametrize("field", [forms.CharField(), forms.URLField(assume_scheme="https")])
def test_a_plain_field_would_be_noticed(field: forms.Field) -> None:
    assert keeps_what_nobody_sees(field)
