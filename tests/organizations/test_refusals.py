"""What Auth0 refuses is said beside the field that it is about."""

import pytest
from django import forms

from organizations.forms.refusals import show_refusal
from portal.auth0 import Auth0Error, Conflict, Invalid, Unavailable

PLACES = {"branding.colors": "color", "user_attributes": ""}


class ProfileForm(forms.Form):
    name = forms.CharField()
    logo_url = forms.CharField()
    color = forms.CharField()


def refused(message: str) -> Invalid:
    return Invalid(f"Payload validation error: {message}", status=400)


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (refused("'Too long' on property name (The name.)."), "name"),
        (refused("'Bad format' on property branding.logo_url."), "logo_url"),
        (refused("'Bad format' on property branding.colors.primary (Primary color)."), "color"),
        (refused("'Too long' on property user_attributes[0].name (The name)."), "__all__"),
        (Invalid("branding.logo_url must be an https address", status=400), "logo_url"),
        (refused("'Additional properties not allowed: x' on property options."), "__all__"),
        (refused("'Missing required property: name'."), "name"),
        (refused("'Missing required property: primary' on property branding.colors."), "color"),
        (Invalid("The body is not JSON.", status=400), "__all__"),
        (Conflict("The name is taken.", status=409), "name"),
        (Conflict("No more profiles can be created.", status=409), "__all__"),
        (Unavailable("The gateway timed out.", status=504), "__all__"),
    ],
    ids=lambda one: getattr(one, "message", one),
)
def test_show_refusal_puts_it_where_it_belongs(error: Auth0Error, field: str):
    form = ProfileForm({"name": "Standard", "logo_url": "https://a.example", "color": "#abc"})

    show_refusal(form, error, places=PLACES)

    assert list(form.errors) == [field]
    assert form.data["name"] == "Standard"


def test_show_refusal_has_a_place_for_what_names_none_of_the_fields():
    form = ProfileForm({"name": "Standard", "logo_url": "https://a.example", "color": "#abc"})

    show_refusal(form, refused("'Bad' on property options.x."), places={"": "logo_url"})

    assert list(form.errors) == ["logo_url"]
