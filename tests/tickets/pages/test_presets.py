import pytest

from organizations.auth0_clients import auth0
from organizations.models import Event
from tests import factories
from tests.organizations.pages.counting import queries
from tests.tickets.pages.html import fields_of
from tickets.models import Preset


@pytest.fixture
def desk(desk_as, manager):
    """The desk as a manager sees it."""
    return desk_as(manager)


def text_of(response):
    return response.content.decode()


def form_of(response):
    return fields_of(response, "preset")


def test_presets_teaches_when_there_is_none(desk, tenant):
    assert "No presets yet" in text_of(desk.get("/presets/"))


def test_presets_lists_them_with_their_tenant(desk, preset):
    page = text_of(desk.get("/presets/"))

    assert preset.name in page
    assert preset.tenant.name in page


def test_presets_ask_the_database_as_often_for_many(desk, preset):
    before = queries(desk, "/presets/")
    for _ in range(2):
        factories.make_preset(factories.make_tenant())

    assert queries(desk, "/presets/") == before


def test_preset_shows_what_its_tickets_ask_for(desk, preset):
    preset.settings = {"domain_aliases_config": {"domain_verification": "required"}}
    preset.save()

    page = text_of(desk.get(f"/presets/{preset.pk}/"))

    assert "required before the connection can be enabled" in page


def test_new_preset_keeps_everything_that_was_typed(desk, tenant):
    profile = auth0(tenant).profiles.create(name="Enterprise")
    address = f"/presets/new/{tenant.pk}/"
    typed = {
        "name": "Enterprise",
        "profile_id": profile.id,
        "connection_name": "{customer}-okta",
        "link_days": "21",
        "verification": "optional",
        "ttl": "48",
        "membership": "on",
        "metadata": "region = emea",
    }

    response = desk.post(address, {**form_of(desk.get(address)), **typed})

    preset = Preset.objects.get()
    assert response["Location"] == f"/presets/{preset.pk}/"
    assert (preset.profile_name, preset.link_days, preset.is_default) == ("Enterprise", 21, True)
    assert preset.settings == {
        "connection_config": {"metadata": {"region": "emea"}},
        "domain_aliases_config": {"domain_verification": "optional"},
        "enabled_organizations": [{"assign_membership_on_login": True, "show_as_button": True}],
        "ttl_sec": 172_800,
    }
    assert Event.objects.filter(verb="preset:create").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "required"),
        ({"link_days": "31"}, "30"),
        ({"connection_name": "sso"}, "every customer"),
        ({"ttl": "121"}, "five days"),
        ({"profile_id": "ssp_other"}, "valid choice"),
        ({"provisioning": "on"}, "token permissions"),
    ],
)
def test_new_preset_names_field_and_remedy(desk, tenant, typed, words):
    profile = auth0(tenant).profiles.create(name="Enterprise")
    address = f"/presets/new/{tenant.pk}/"
    good = {"name": "Enterprise", "profile_id": profile.id}

    response = desk.post(address, {**form_of(desk.get(address)), **good, **typed})

    assert response.status_code == 200
    assert words in text_of(response)
    assert not Preset.objects.exists()


def test_new_preset_refuses_a_name_that_is_taken(desk, preset):
    address = f"/presets/new/{preset.tenant_id}/"
    typed = {"name": preset.name, "profile_id": preset.profile_id}

    response = desk.post(address, {**form_of(desk.get(address)), **typed})

    assert "A preset with this name" in text_of(response)


def test_edit_preset_left_as_it_is_changes_nothing(desk, preset):
    preset.settings = {
        "connection_config": {"show_as_button": True},
        "domain_aliases_config": {"domain_verification": "required"},
        "enabled_organizations": [{"assign_membership_on_login": True, "show_as_button": False}],
        "use_for_organization_discovery": True,
        "ttl_sec": 3600,
    }
    preset.save()
    address = f"/presets/{preset.pk}/edit/"
    before = Preset.objects.values().get()

    desk.post(address, form_of(desk.get(address)))

    after = Preset.objects.values().get()
    assert {**after, "profile_name": ""} == before


def test_edit_preset_takes_the_default_from_another(desk, preset, tenant):
    other = factories.make_preset(tenant, is_default=True)
    address = f"/presets/{preset.pk}/edit/"

    desk.post(address, {**form_of(desk.get(address)), "is_default": "on"})

    assert list(Preset.objects.filter(is_default=True)) == [preset]
    other.refresh_from_db()
    assert other.is_default is False


def test_copy_preset_makes_another_with_the_same_settings(desk, preset):
    preset.settings, preset.is_default = {"ttl_sec": 3600}, True
    preset.save()

    desk.post(f"/presets/{preset.pk}/copy/")
    desk.post(f"/presets/{preset.pk}/copy/")

    copies = Preset.objects.exclude(pk=preset.pk)
    assert {copy.name for copy in copies} == {f"{preset.name} (copy)", f"{preset.name} (copy 2)"}
    assert all(copy.settings == {"ttl_sec": 3600} and not copy.is_default for copy in copies)


def test_delete_preset_asks_first(desk, preset):
    page = text_of(desk.get(f"/presets/{preset.pk}/delete/"))

    assert preset.name in page
    assert Preset.objects.exists()


def test_delete_preset_leaves_its_tickets(desk, preset, customer, tenant):
    ticket = factories.make_ticket(factories.make_connection(customer, tenant), preset=preset)

    desk.post(f"/presets/{preset.pk}/delete/")

    assert not Preset.objects.exists()
    ticket.refresh_from_db()
    assert ticket.preset is None


def test_new_preset_says_when_auth0_is_away(desk, tenant, sandbox):
    sandbox.fault(method="GET", path="/api/v2/*", status=500, times=99)

    response = desk.get(f"/presets/new/{tenant.pk}/")

    assert response.status_code == 503
    assert "be reached" in text_of(response)


def test_presets_are_readable_and_closed_to_support(desk_as, support, preset):
    page = text_of(desk_as(support).get(f"/presets/{preset.pk}/"))

    assert preset.name in page
    for action in ("edit", "copy", "delete"):
        assert f"/presets/{preset.pk}/{action}/" not in page
        assert desk_as(support).post(f"/presets/{preset.pk}/{action}/").status_code == 403
    assert desk_as(support).get(f"/presets/new/{preset.tenant_id}/").status_code == 403


def test_new_preset_loses_nothing_when_auth0_refuses(desk, tenant, sandbox):
    profile = auth0(tenant).profiles.create(name="Enterprise")
    address = f"/presets/new/{tenant.pk}/"
    typed = {"name": "Typed name", "profile_id": profile.id, "link_days": "21", "ttl": "48"}
    sent = {**form_of(desk.get(address)), **typed}
    refusal = {"statusCode": 400, "error": "Bad Request", "message": "Not now."}
    sandbox.fault(method="GET", path="/api/v2/self-service-profiles", status=400, body=refusal)

    response = desk.post(address, sent)

    assert response.status_code == 200
    assert "Auth0 refused this: Not now." in text_of(response)
    assert form_of(response).items() >= typed.items()
    assert not Preset.objects.exists()
