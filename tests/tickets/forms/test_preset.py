"""Presets: the naming rule, and a request without what a customer adds."""

import pytest

from organizations.models import Tenant
from tests.tickets.posting import posted
from tickets.forms import Choices, PresetForm, SettingsForm
from tickets.models import Preset

CLIENT = "AaiyAPdpYdesoKnqjj8HJqRn4T5titww"
PROFILES = [("ssp_1", "Standard")]
SETTINGS = {
    "connection_config": {"show_as_button": True, "metadata": {"region": "emea"}},
    "enabled_clients": [CLIENT],
    "enabled_organizations": [{"assign_membership_on_login": True, "show_as_button": False}],
    "domain_aliases_config": {"domain_verification": "required"},
    "use_for_organization_discovery": True,
    "ttl_sec": 86_400,
}


def settings_form(settings, data=None):
    return SettingsForm(data, settings=settings, offered=Choices(clients=((CLIENT, "My app"),)))


def preset_form(data=None, **fields):
    return PresetForm(data, profiles=PROFILES, instance=Preset(tenant=Tenant(pk=1), **fields))


def test_settings_form_keeps_settings_as_they_are():
    form = settings_form(SETTINGS, posted(settings_form(SETTINGS)))

    assert form.is_valid(), form.errors
    assert form.body == SETTINGS


def test_settings_form_offers_nothing_that_is_one_customers():
    form = settings_form({})

    customers = {"name", "display_name", "features", "pending_domains", "preverified_domains"}
    assert not customers & set(form.fields)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"ttl": "200"}, "ttl", "five days"),
        ({"provisioning": "on"}, "provisioning", "token permissions"),
        ({"metadata": "x"}, "metadata", "region = emea"),
        ({"icon_url": "ftp://acme.com"}, "icon_url", "https://"),
    ],
)
def test_settings_form_names_field_and_remedy(typed, field, words):
    form = settings_form({}, posted(settings_form({}), **typed))

    assert not form.is_valid()
    assert words in str(form.errors[field])


@pytest.mark.django_db
def test_preset_form_keeps_the_profiles_name():
    form = preset_form(posted(preset_form(), name="Enterprise", profile_id="ssp_1"))

    assert form.is_valid(), form.errors
    assert form.instance.profile_name == "Standard"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "x" * 101}, "name", "100"),
        ({"profile_id": "ssp_unknown"}, "profile_id", "valid choice"),
        ({"connection_name": "{company}-sso"}, "connection_name", "{customer} or {id}"),
        ({"connection_name": "sso"}, "connection_name", "every customer"),
        ({"link_days": "0"}, "link_days", "greater than or equal to 1"),
        ({"link_days": "31"}, "link_days", "less than or equal to 30"),
        ({"confirmation": "fax"}, "confirmation", "valid choice"),
        ({"follow_up": "pray"}, "follow_up", "valid choice"),
    ],
)
def test_preset_form_names_field_and_remedy(typed, field, words):
    good = {"name": "Enterprise", "profile_id": "ssp_1"}

    form = preset_form(posted(preset_form(), **{**good, **typed}))

    assert not form.is_valid()
    assert words in str(form.errors[field])


@pytest.mark.django_db
def test_preset_form_offers_a_profile_that_is_gone_from_auth0():
    form = preset_form(profile_id="ssp_2", profile_name="Old one")

    assert ("ssp_2", "Old one (deleted)") in form.fields["profile_id"].choices
