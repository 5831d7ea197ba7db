"""Self-service profiles, against the sandbox."""

import pytest

from portal.auth0 import Conflict, NotFound


def test_create_takes_every_field(tenant_client):
    made = tenant_client.profiles.create(
        name="Okta only",
        description="For those with Okta",
        allowed_strategies=["okta"],
        user_attributes=[{"name": "email", "description": "E-mail", "is_optional": False}],
        branding={"logo_url": "https://acme.com/logo.png", "colors": {"primary": "#334455"}},
    )

    assert tenant_client.profiles.get(made.id) == made
    assert made.allowed_strategies == ("okta",)
    assert made.user_attributes[0].name == "email"
    assert not made.user_attributes[0].is_optional
    assert (made.logo_url, made.primary_color) == ("https://acme.com/logo.png", "#334455")
    assert made.created_at
    assert made.created_at.utcoffset().total_seconds() == 0


def test_update_clears_with_none(tenant_client, profile):
    changed = tenant_client.profiles.update(profile.id, description=None, name="New name")

    assert (changed.name, changed.description) == ("New name", "")
    assert changed.user_attributes == profile.user_attributes


def test_delete_is_done_twice_without_harm(tenant_client, profile):
    tenant_client.profiles.delete(profile.id)
    tenant_client.profiles.delete(profile.id)

    with pytest.raises(NotFound):
        tenant_client.profiles.get(profile.id)


def test_create_stops_at_twenty(tenant_client):
    have = tenant_client.profiles.list().total
    for number in range(20 - have):
        tenant_client.profiles.create(name=f"Profile {number}")

    with pytest.raises(Conflict):
        tenant_client.profiles.create(name="One too many")


def test_set_custom_text_replaces_all_of_it(tenant_client, profile):
    tenant_client.profiles.set_custom_text(profile.id, {"introduction": "Welcome to <b>Acme</b>"})

    assert tenant_client.profiles.custom_text(profile.id) == {
        "introduction": "Welcome to <b>Acme</b>"
    }
    assert tenant_client.profiles.set_custom_text(profile.id, {}) == {}
    assert tenant_client.profiles.custom_text(profile.id) == {}
