"""The request form: what is typed becomes exactly the body that Auth0 documents, and back."""

import re

import pytest

from tests.tickets.posting import posted
from tickets.forms import Choices, TicketForm

ORGANIZATION = "org_P89lKyIy4Dni49BE"
CLIENT = "AaiyAPdpYdesoKnqjj8HJqRn4T5titww"
CONNECTION = "con_Gx1ibSDhe0IJ8e0U"

# The example of "Generate access tickets for new connections", its blanks filled in.
DOCUMENTED = {
    "connection_config": {
        "name": "string",
        "display_name": "string",
        "is_domain_connection": True,
        "show_as_button": True,
        "metadata": {"key1": "value1", "key2": "value2"},
        "options": {
            "icon_url": "https://acme.com/icon.png",
            "domain_aliases": ["acme.corp", "okta.com"],
            "idpinitiated": {
                "enabled": True,
                "client_id": CLIENT,
                "client_protocol": "samlp",
                "client_authorizequery": "scope=openid",
            },
        },
    },
    "enabled_organizations": [
        {
            "organization_id": ORGANIZATION,
            "assign_membership_on_login": True,
            "show_as_button": True,
        }
    ],
    "ttl_sec": 0,
    "domain_aliases_config": {
        "domain_verification": "optional",
        "pending_domains": ["acme2.com"],
    },
}
REST = {
    "connection_config": {"name": "acme-sso-7k2p"},
    "enabled_clients": [CLIENT],
    "ttl_sec": 4321,
    "provisioning_config": {
        "scopes": ["get:users", "post:groups"],
        "google_workspace": {"sync_users": True, "sync_groups": True},
        "token_lifetime": 900,
    },
    "domain_aliases_config": {"domain_verification": "required"},
    "enabled_organizations": [
        {
            "organization_id": ORGANIZATION,
            "assign_membership_on_login": False,
            "show_as_button": False,
        }
    ],
    "use_for_organization_discovery": True,
    "third_party_client_access_config": {"allow_configuration": False},
}
EDIT = {
    "connection_id": CONNECTION,
    "ttl_sec": 0,
    "domain_aliases_config": {"domain_verification": "required"},
    "enabled_features": {"sso": False, "domain_verification": True, "provisioning": False},
}


def form_for(body, data=None, kind="create", **options):
    offered = Choices(clients=((CLIENT, "My app"),), custom_domains=("login.umbrella.example",))
    return TicketForm(data, kind=kind, body=body, offered=offered, **options)


def submitted(body, kind="create", **changes):
    return form_for(body, posted(form_for(body, kind=kind), **changes), kind)


@pytest.mark.parametrize(
    ("kind", "body"), [("create", DOCUMENTED), ("create", REST), ("edit", EDIT)]
)
def test_form_keeps_a_request_as_it_is(kind, body):
    form = submitted(body, kind)

    assert form.is_valid(), form.errors
    assert form.body == body


def test_form_leaves_to_auth0_what_is_empty():
    form = submitted({"connection_config": {"name": "acme-sso"}})

    assert form.is_valid(), form.errors
    assert form.body == {"connection_config": {"name": "acme-sso"}}


def test_form_leaves_out_verification_that_is_off():
    form = submitted({"connection_id": CONNECTION, "ttl_sec": 60}, "edit", verification="none")

    assert form.is_valid(), form.errors
    assert form.body == {"connection_id": CONNECTION, "ttl_sec": 60}


def test_form_adds_an_organization_row():
    form = submitted(
        {"connection_config": {"name": "acme-sso"}},
        **{"organizations-0-organization_id": ORGANIZATION},
    )

    assert form.is_valid(), form.errors
    assert form.body["enabled_organizations"] == [
        {
            "organization_id": ORGANIZATION,
            "assign_membership_on_login": False,
            "show_as_button": True,
        }
    ]


def test_form_leaves_out_an_emptied_organization():
    form = submitted(REST, **{"organizations-0-organization_id": "", "discovery": ""})

    assert form.is_valid(), form.errors
    assert "enabled_organizations" not in form.body


def test_form_reads_domains_in_any_spelling():
    form = submitted(
        {"connection_config": {"name": "acme-sso"}},
        verification="required",
        pending_domains="ACME.com, bücher.example\nacme.com.",
    )

    assert form.is_valid(), form.errors
    assert form.body["domain_aliases_config"]["pending_domains"] == [
        "acme.com",
        "xn--bcher-kva.example",
    ]


def test_form_drops_provisioning_details_when_provisioning_is_off():
    data = posted(form_for(REST))
    del data["provisioning"]

    form = form_for(REST, data)

    assert form.is_valid(), form.errors
    assert "provisioning_config" not in form.body


def test_form_keeps_an_application_that_is_gone_from_auth0():
    body = {"connection_config": {"name": "acme-sso"}, "enabled_clients": ["gone-client"]}

    form = submitted(body)

    assert form.is_valid(), form.errors
    assert form.body == body


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "acme--sso"}, "name", "single hyphens"),
        ({"name": "a" * 129}, "name", "128"),
        ({"display_name": "a" * 129}, "display_name", "128"),
        ({"icon_url": "http://acme.com/icon.png"}, "icon_url", "https://"),
        ({"metadata": "no pair"}, "metadata", "region = emea"),
        ({"metadata": "a = 1\na = 2"}, "metadata", "twice"),
        ({"metadata": f"a = {'x' * 256}"}, "metadata", "255"),
        ({"metadata": "\n".join(f"k{n} = v" for n in range(11))}, "metadata", "10 entries"),
        ({"pending_domains": "nonsense"}, "pending_domains", "acme.com"),
        ({"pending_domains": "acme.com"}, "pending_domains", "optional or required"),
        (
            {"verification": "none", "pending_domains": "acme.com"},
            "pending_domains",
            "optional or required",
        ),
        ({"preverified_domains": "https://acme.com/"}, "preverified_domains", "a domain"),
        ({"verification": "sometimes"}, "verification", "valid choice"),
        ({"discovery": "true"}, "discovery", "exactly one organization"),
        ({"discovery": "maybe"}, "discovery", "valid choice"),
        ({"clients": ["unknown"]}, "clients", "valid choice"),
        ({"idp_enabled": "on", "idp_query": "x" * 257}, "idp_query", "256"),
        ({"provisioning": "on"}, "provisioning", "token permissions"),
        ({"provisioning": "on", "provisioning_scopes": ["all"]}, "provisioning_scopes", "choice"),
        (
            {"provisioning": "on", "provisioning_scopes": ["get:users"], "provisioning_token": "0"},
            "provisioning_token",
            "15 minutes",
        ),
        ({"provisioning_token": "soon"}, "provisioning_token", "number"),
        ({"is_domain_connection": "on", "third_party": "true"}, "third_party", "domain-level"),
        ({"ttl": "-1"}, "ttl", "0 to 120 hours"),
        ({"ttl": "121"}, "ttl", "0 to 120 hours"),
        ({"ttl": "long"}, "ttl", "number"),
        ({"ttl": "NaN"}, "ttl", "number"),
        ({"custom_domain": "login.evil.example"}, "custom_domain", "valid choice"),
        (
            {"organizations-0-organization_id": "acme"},
            "__all__",
            "Organization 1: Choose an organization",
        ),
    ],
)
def test_form_names_field_and_remedy(typed, field, words):
    form = submitted({"connection_config": {"name": "acme-sso"}}, **typed)

    assert not form.is_valid()
    assert words in str(form.errors[field])


def test_form_refuses_google_workspace_that_the_profile_does_not_offer():
    body = {"connection_config": {"name": "acme-sso"}}
    data = posted(form_for(body), provisioning="on", google_workspace="users")

    form = form_for(body, data, allowed_strategies=["okta"])

    assert not form.is_valid()
    assert "offer Google Workspace" in str(form.errors["google_workspace"])


def test_form_asks_for_at_least_one_permission_of_a_chosen_feature():
    form = submitted({"connection_id": CONNECTION}, "edit", features=["provisioning"])

    assert not form.is_valid()
    assert "token permissions" in str(form.errors["provisioning"])


def test_form_refuses_more_pending_domains_than_auth0_allows():
    domains = "\n".join(f"d{n}.example" for n in range(101))

    form = submitted(REST, pending_domains=domains)

    assert not form.is_valid()
    assert "Auth0 allows 100" in str(form.errors["pending_domains"])


def test_form_survives_a_missing_management_form():
    form = form_for(REST, {"name": "acme-sso"})

    assert not form.is_valid()
    assert "Reload the page" in str(form.organizations.non_form_errors())


API_WORDS = re.compile(r"[a-z]+_[a-z_]+|ManagementForm|seconds")


@pytest.mark.parametrize(
    "typed",
    [
        {"pending_domains": "acme.com"},
        {"discovery": "true"},
        {"provisioning": "on", "google_workspace": "groups", "provisioning_token": "0"},
        {"is_domain_connection": "on", "third_party": "true"},
        {"ttl": "500"},
        {"organizations-TOTAL_FORMS": "many"},
        {"organizations-0-organization_id": "x" * 51},
    ],
)
def test_form_speaks_its_readers_language(typed):
    form = submitted({"connection_config": {"name": "acme-sso"}}, **typed)

    assert not form.is_valid()
    told = f"{form.errors.as_text()} {form.organizations.non_form_errors()}"
    told = re.sub(r"\* \w+\n", "", told)  # the names of the fields, as `as_text` lists them
    assert not API_WORDS.search(told), told


def test_edit_form_offers_no_field_that_only_a_new_connection_has():
    form = form_for({"connection_id": CONNECTION}, kind="edit")

    assert "features" in form.fields
    assert not {"name", "display_name", "metadata", "preverified_domains"} & set(form.fields)


def test_create_form_shows_each_of_its_fields_in_a_group():
    form = form_for(REST)

    shown = [field.name for _, fields, _, _ in form.groups() for field in fields]

    assert sorted(shown) == sorted(form.fields)


IDP_INITIATED = {
    "client_id": CLIENT,
    "client_protocol": "samlp",
    "client_authorizequery": "scope=openid",
}


@pytest.mark.parametrize("kept", [IDP_INITIATED, {"client_authorizequery": "scope=openid"}])
def test_form_keeps_what_is_prepared_for_sign_ins_from_the_provider(kept):
    options = {"idpinitiated": {**kept, "enabled": False}}
    body = {"connection_config": {"name": "acme-sso", "options": options}}

    form = submitted(body)

    assert form.is_valid(), form.errors
    assert form.body == body


def test_form_keeps_details_when_the_box_is_unticked():
    data = posted(form_for(DOCUMENTED))
    del data["idp_enabled"]

    form = form_for(DOCUMENTED, data)

    assert form.is_valid(), form.errors
    found = form.body["connection_config"]["options"]["idpinitiated"]
    assert found == {**IDP_INITIATED, "enabled": False}


def test_form_keeps_a_key_with_an_equals_sign():
    body = {"connection_config": {"name": "acme-sso", "metadata": {"a=b": "c=d", "e": ""}}}

    form = submitted(body)

    assert form.is_valid(), form.errors
    assert form.body == body


def test_form_lets_an_edit_ticket_use_the_organization_that_auth0_knows():
    form = submitted(EDIT, "edit", discovery="true")

    assert form.is_valid(), form.errors
    assert form.body == {**EDIT, "use_for_organization_discovery": True}
