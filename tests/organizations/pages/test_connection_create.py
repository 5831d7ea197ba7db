"""Creating a connection in the customer's place."""

import html
import json
from typing import Any

import pytest
from django.test import Client

from organizations import auth0_clients
from organizations.models import Connection, Customer, Tenant, User
from organizations.services import connections, tenants
from tests.factories import SYSTEM, make_preset, make_tenant
from tests.organizations.pages.counting import queries
from tests.organizations.saml import METADATA, certificate, entity, key, provider, service
from tests.sandbox_process import Sandbox
from tests.tickets.pages.html import fields_of

# The strategy that a way belongs to, where it is not SAML.
STRATEGY = {"oidc": "oidc", "nonsense": "nonsense"}
OIDC = {"scope": "openid profile email", "type": "back_channel"}
PEM = f"-----BEGIN CERTIFICATE-----\n{certificate()}\n-----END CERTIFICATE-----\n"
CLIENT = {"client_id": "0oa1", "client_secret": "the-customers-secret"}


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def creating(customer: Customer, tenant: Tenant, way: str = "metadata-url") -> str:
    strategy = STRATEGY.get(way, "samlp")
    return f"/customers/{customer.pk}/connections/{tenant.pk}/new/?strategy={strategy}&way={way}"


def raw(customer: Customer, tenant: Tenant) -> str:
    return f"/customers/{customer.pk}/connections/{tenant.pk}/new/raw/"


def sent_to(sandbox: Sandbox) -> dict[str, Any]:
    """Return the body of the last call that created a connection."""
    calls = [
        one
        for one in sandbox.requests()
        if one["method"] == "POST" and one["path"] == "/api/v2/connections"
    ]
    body: dict[str, Any] = calls[-1]["body"]
    return body


@pytest.mark.parametrize(
    ("way", "typed", "strategy"),
    [
        ("metadata-url", {"metadata_url": "https://idp.acme.com/metadata"}, "samlp"),
        ("metadata", {"metadata_xml": METADATA}, "samlp"),
        (
            "oidc",
            {"issuer": "https://idp.acme.com", **CLIENT, **OIDC},
            "oidc",
        ),
    ],
)
def test_creates_a_connection_and_enables_it_as_a_step_of_its_own(
    desk: Client,
    customer: Customer,
    tenant: Tenant,
    way: str,
    typed: dict[str, str],
    strategy: str,
) -> None:
    page = desk.get(creating(customer, tenant, way))
    [app, *_] = [value for value, _ in page.context["form"].fields["wanted_clients"].choices]
    common = {"name": "acme-sso", "wanted_clients": [app], "attach": "on"}

    answer = desk.post(creating(customer, tenant, way), {**common, **typed}, follow=True)

    connection = customer.connections.get()
    assert (connection.stage, connection.strategy) == ("configured", strategy)
    assert (connection.clients, connection.organization_enabled) == ([], False)
    assert CLIENT["client_secret"] not in text(answer)
    assert "This connection isn't enabled yet." in html.unescape(text(answer))
    assert f"/message/?values={connection.pk}" in text(answer)

    answer = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    connection.refresh_from_db()
    assert connection.stage == "live"
    assert "acme-sso enabled for 1 application and the organization" in text(answer)
    assert "enabled yet" not in text(answer)


def test_ticks_the_applications_of_the_tenants_preset(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    (app, _name), *_ = tenants.applications(tenant, with_organizations=True)
    make_preset(tenant, settings={"enabled_clients": [app]}, is_default=True)

    form = desk.get(creating(customer, tenant)).context["form"]

    assert form["wanted_clients"].value() == [app]


def test_says_that_a_connection_for_no_application_serves_no_one(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    typed = {"name": "acme-sso", "metadata_url": "https://a.com/m"}

    answer = desk.post(creating(customer, tenant), typed, follow=True)

    connection = customer.connections.get()
    assert "isn't enabled for any application" in html.unescape(text(answer))
    assert f'href="/connections/{connection.pk}/edit/"' in text(answer)
    assert connection.stage == "configured"


def test_warns_of_a_certificate_that_has_expired(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    old = entity(provider(key(certificate(2018, 2021)) + service()))
    typed = {"name": "acme-sso", "metadata_xml": f"\ufeff{old}"}

    answer = desk.post(creating(customer, tenant, "metadata"), typed, follow=True)

    assert "The signing certificate expired on January 1, 2021." in text(answer)
    assert customer.connections.get().auth0_id


@pytest.mark.parametrize(
    ("way", "typed", "field", "told"),
    [
        ("metadata-url", {"name": ""}, "name", "required"),
        ("metadata-url", {"name": "acme_sso"}, "name", "single hyphens"),
        ("metadata-url", {"name": "x" * 129}, "name", "128"),
        ("metadata-url", {"name": "taken"}, "name", "import that one"),
        ("metadata-url", {"metadata_url": ""}, "metadata_url", "required"),
        ("metadata-url", {"metadata_url": "http://idp.acme.com"}, "metadata_url", "https://"),
        ("metadata-url", {"wanted_clients": ["nobody"]}, "wanted_clients", "valid choice"),
        ("metadata-url", {"display_name": "x" * 129}, "display_name", "128"),
        ("metadata", {"metadata_xml": "<html/>"}, "metadata_xml", "web page"),
        ("oidc", {"issuer": "https://a.example?b=1"}, "issuer", "nothing after a ?"),
        ("metadata", {"metadata_xml": ""}, "metadata_xml", "required"),
        ("oidc", {"issuer": "idp"}, "issuer", "https://"),
        ("oidc", {"client_id": ""}, "client_id", "required"),
        ("oidc", {"client_secret": ""}, "client_secret", "required"),
        ("nonsense", {"metadata_url": ""}, "metadata_url", "required"),
    ],
)
def test_says_what_is_wrong_with_a_connection(
    desk: Client,
    customer: Customer,
    tenant: Tenant,
    way: str,
    typed: dict[str, Any],
    field: str,
    told: str,
) -> None:
    auth0_clients.auth0(tenant).connections.create({"name": "taken", "strategy": "samlp"})
    right = {
        "name": "acme-sso",
        "metadata_url": "https://idp.acme.com/metadata",
        "metadata_xml": METADATA,
        "issuer": "https://idp.acme.com",
        "client_id": "c",
        "client_secret": "s",
        **OIDC,
    }

    answer = desk.post(creating(customer, tenant, way), {**right, **typed})

    assert told in str(answer.context["form"].errors[field])
    assert not Connection.objects.exists()


def test_never_sends_a_secret_back_to_the_page(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    typed = {"name": "", "issuer": "https://i.com", "client_id": "c", "client_secret": "s3cret"}

    answer = desk.post(creating(customer, tenant, "oidc"), typed)

    assert "s3cret" not in text(answer)


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "taken"}, {"issuer": "idp"}])
def test_says_that_a_secret_has_to_be_entered_again(
    desk: Client, customer: Customer, tenant: Tenant, typed: dict[str, str]
) -> None:
    auth0_clients.auth0(tenant).connections.create({"name": "taken", "strategy": "samlp"})
    right = {"name": "acme-sso", "issuer": "https://idp.acme.com", **CLIENT, **OIDC}

    answer = desk.post(creating(customer, tenant, "oidc"), {**right, **typed})

    field = answer.context["form"]["client_secret"]
    assert field.errors == [
        "Enter this again. Secrets aren't kept in a form that couldn't be saved."
    ]
    assert 'aria-invalid="true"' in str(field)
    assert CLIENT["client_secret"] not in text(answer)
    assert "Enter this again" in text(answer)


def test_asks_for_no_secret_again_that_was_not_typed(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    answer = desk.post(creating(customer, tenant, "oidc"), {"name": "", "client_secret": ""})

    assert answer.context["form"]["client_secret"].errors == ["This field is required."]
    assert "Enter this again" not in text(desk.get(creating(customer, tenant, "oidc")))


def test_keeps_a_certificate_and_never_shows_a_private_key(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIhush\n-----END PRIVATE KEY-----"

    refused = desk.post(creating(customer, tenant, "by-hand"), {"name": "", "signing_cert": PEM})
    wrong = desk.post(creating(customer, tenant, "by-hand"), {"name": "", "signing_cert": key})

    assert fields_of(refused, "connection")["signing_cert"].strip() == PEM.strip()
    assert "private key" in str(wrong.context["form"]["signing_cert"].errors)
    assert "MIIhush" not in text(wrong)


def test_keeps_what_was_typed_when_auth0_refuses(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(
        method="POST",
        path="/api/v2/connections",
        status=400,
        body={"message": "options.issuer is missing"},
    )

    answer = desk.post(
        creating(customer, tenant), {"name": "acme-sso", "metadata_url": "https://a.com/m"}
    )

    assert "options.issuer is missing" in text(answer)
    assert "https://a.com/m" in text(answer)
    assert not Connection.objects.exists()


def test_says_auth0s_refusal_beside_the_field(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    message = "Payload validation error: 'Not this one' on property options.metadataUrl (URL)."
    sandbox.fault(method="POST", path="/api/v2/connections", status=400, body={"message": message})

    answer = desk.post(
        creating(customer, tenant), {"name": "acme-sso", "metadata_url": "https://a.com/m"}
    )

    assert "Not this one" in str(answer.context["form"].errors["metadata_url"])
    assert not Connection.objects.exists()


def test_loses_nothing_while_auth0_cannot_say_what_there_is(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(method="GET", path="/api/v2/clients", status=503, times=9)
    typed = {
        "name": "acme-sso",
        "metadata_xml": METADATA,
        "wanted_clients": ["app_1"],
        "idp_client": "app_2",
    }

    answer = desk.post(creating(customer, tenant, "metadata"), typed)

    form = answer.context["form"]
    assert "be reached" in str(form.non_field_errors())
    assert [form[name].value() for name in typed] == [*typed.values()]
    assert fields_of(answer, "connection")["idp_client"] == "app_2"


def test_leads_to_the_page_of_what_was_half_done_and_finishes_it(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    fault = {"path": "/api/v2/organizations/*/enabled_connections", "status": 500}
    sandbox.fault(method="POST", **fault)
    typed = {"name": "acme-sso", "metadata_url": "https://a.com/m", "attach": "on"}

    desk.post(creating(customer, tenant), typed)
    connection = customer.connections.get()
    broken_off = desk.post(f"/connections/{connection.pk}/finish/", follow=True)
    finished = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert "Enable connection" in text(broken_off)
    assert "Enable connection" not in text(finished)


def test_leads_back_to_the_customer_when_there_was_nothing_to_finish(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    connection = connections.plan_connection(
        customer, tenant, name="acme-sso", origin=Connection.Origin.DIRECT, by=SYSTEM
    )

    answer = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert answer.redirect_chain[-1][0] == customer.get_absolute_url()
    assert "Create the connection again" in text(answer)


def test_explains_why_nothing_can_be_created(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.post("/scopes", {"scopes": ["read:organizations"]})
    tenants.check_tenant(tenant, by=SYSTEM)

    answer = desk.get(creating(customer, tenant))

    assert "lacks a permission" in text(answer)


@pytest.mark.parametrize(
    ("address", "typed", "strategy", "options"),
    [
        (
            "strategy=okta",
            {"domain": "acme.okta.com", "scope": "openid email", **CLIENT},
            "okta",
            {"type": "back_channel", "domain": "acme.okta.com", "scope": "openid email", **CLIENT},
        ),
        (
            "strategy=waad",
            {"tenant_domain": "acme.onmicrosoft.com", "ext_groups": "true", **CLIENT},
            "waad",
            {"tenant_domain": "acme.onmicrosoft.com", "ext_groups": True, **CLIENT},
        ),
        (
            "strategy=google-apps",
            {"domain": "acme.com", "icon_url": "https://acme.com/icon.png", **CLIENT},
            "google-apps",
            {
                "domain": "acme.com",
                "tenant_domain": "acme.com",
                "icon_url": "https://acme.com/icon.png",
                **CLIENT,
            },
        ),
        (
            "strategy=adfs",
            {"adfs_server": "adfs.acme.com", "domain_aliases": "acme.com"},
            "adfs",
            {"adfs_server": "adfs.acme.com", "domain_aliases": ["acme.com"]},
        ),
        (
            "strategy=adfs&way=metadata",
            {"metadata_xml": METADATA},
            "adfs",
            {"fedMetadataXml": METADATA},
        ),
        (
            "strategy=ad",
            {"ips": "203.0.113.0/24", "kerberos": "true"},
            "ad",
            {"ips": ["203.0.113.0/24"], "kerberos": True},
        ),
        (
            "strategy=keycloak",
            {"metadata_url": "https://sso.acme.com/realms/acme/protocol/saml/descriptor"},
            "samlp",
            {"metadataUrl": "https://sso.acme.com/realms/acme/protocol/saml/descriptor"},
        ),
        (
            "strategy=oidc&way=by-hand",
            {
                "issuer": "https://idp.acme.com",
                "authorization_endpoint": "https://idp.acme.com/authorize",
                "token_endpoint": "https://idp.acme.com/token",
                "jwks_uri": "https://idp.acme.com/keys",
                **CLIENT,
                **OIDC,
            },
            "oidc",
            {
                "issuer": "https://idp.acme.com",
                "authorization_endpoint": "https://idp.acme.com/authorize",
                "token_endpoint": "https://idp.acme.com/token",
                "jwks_uri": "https://idp.acme.com/keys",
                **CLIENT,
                **OIDC,
            },
        ),
    ],
)
def test_creates_every_strategy_of_the_catalog(
    desk: Client,
    customer: Customer,
    tenant: Tenant,
    sandbox: Sandbox,
    address: str,
    typed: dict[str, str],
    strategy: str,
    options: dict[str, Any],
) -> None:
    path = f"/customers/{customer.pk}/connections/{tenant.pk}/new/?{address}"

    answer = desk.post(path, {"name": "acme-sso", **typed}, follow=True)

    assert customer.connections.get().strategy == strategy, answer.context["form"].errors
    body = sent_to(sandbox)
    assert (body["name"], body["strategy"], body["options"]) == ("acme-sso", strategy, options)


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("strategy=samlp&way=by-hand", {"sign_in_endpoint": "https://idp.acme.com/sso"}),
        ("strategy=keycloak&way=by-hand", {"sign_in_endpoint": "https://idp.acme.com/sso"}),
        ("strategy=pingfederate", {"base_url": "https://idp.acme.com/sso"}),
    ],
)
def test_takes_certificate_and_endpoints_by_hand(
    desk: Client,
    customer: Customer,
    tenant: Tenant,
    sandbox: Sandbox,
    address: str,
    endpoint: dict[str, str],
) -> None:
    path = f"/customers/{customer.pk}/connections/{tenant.pk}/new/?{address}"
    idp = {"idp_enabled": "true", "idp_protocol": "oidc", "idp_query": "scope=openid"}

    desk.post(path, {"name": "acme-sso", "signing_cert": PEM, **endpoint, **idp})

    options = sent_to(sandbox)["options"]
    assert "https://idp.acme.com/sso" in options.values()
    assert options["signingCert"]
    assert options["idpinitiated"] == {
        "enabled": True,
        "client_protocol": "oidc",
        "client_authorizequery": "scope=openid",
    }


def test_sends_more_options_and_reads_them_back(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    typed = {
        "name": "acme-sso",
        "metadata_url": "https://idp.acme.com/m",
        "realms": "acme.com\nacme-employees",
        "is_domain_connection": "on",
        "show_as_button": "on",
        "metadata": "tier = gold",
        "authentication": "true",
        "connected_accounts": "true",
        "cross_app_access": "false",
    }

    desk.post(creating(customer, tenant), typed)

    connection = customer.connections.get()
    body = sent_to(sandbox)
    assert body["realms"] == ["acme.com", "acme-employees"]
    assert body["connected_accounts"] == {"active": True, "cross_app_access": False}
    assert body["metadata"] == {
        "tier": "gold",
        "portal_customer": str(customer.pk),
        "portal_connection": str(connection.pk),
    }
    made = auth0_clients.auth0(tenant).connections.get(connection.auth0_id)
    assert (made.realms, made.authentication) == (("acme.com", "acme-employees"), True)
    assert (made.connected_accounts, made.cross_app_access) == (True, False)
    assert made.is_domain_connection and made.show_as_button


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"metadata": "portal_customer = 1"}, "metadata", "the portal sets these itself"),
        ({"metadata": "\n".join(f"k{n} = v" for n in range(9))}, "metadata", "up to 8 pairs"),
        ({"metadata": f"key = {'v' * 256}"}, "metadata", "255"),
        ({"cross_app_access": "true"}, "cross_app_access", "connected accounts"),
        ({"upstream_params": '{"a": 1}'}, "upstream_params", "of type"),
        ({"icon_url": "http://acme.com/i.png"}, "icon_url", "https://"),
    ],
)
def test_says_what_is_wrong_with_more_options(
    desk: Client, customer: Customer, tenant: Tenant, typed: dict[str, str], field: str, told: str
) -> None:
    right = {"name": "acme-sso", "metadata_url": "https://idp.acme.com/m"}

    answer = desk.post(creating(customer, tenant), {**right, **typed})

    assert told in str(answer.context["form"].errors[field])
    # The group that the field is in stands open.
    assert '<details class="more" open>' in text(answer)
    assert not Connection.objects.exists()


def test_asks_the_same_for_every_strategy(desk: Client, customer: Customer, tenant: Tenant) -> None:
    counts = {
        queries(desk, f"/customers/{customer.pk}/connections/{tenant.pk}/new/?strategy={one}")
        for one in ("samlp", "okta", "ad")
    }

    assert len(counts) == 1


# --- As JSON ---------------------------------------------------------------------------------


def test_an_operator_creates_any_strategy_from_json(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    desk = desk_as(operator)
    options = {"client_id": "c", "client_secret": "s", "scope": ["email", "profile"]}
    body = {"name": "acme-line", "strategy": "line", "options": options, "realms": ["acme"]}

    answer = desk.post(raw(customer, tenant), {"body": json.dumps(body)}, follow=True)

    connection = customer.connections.get()
    assert (connection.name, connection.strategy) == ("acme-line", "line"), text(answer)
    sent = sent_to(sandbox)
    assert sent.pop("metadata")["portal_connection"] == str(connection.pk)
    assert sent == body


def test_warns_of_an_option_that_auth0_would_leave_aside(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant
) -> None:
    options = {"client_id": "c", "clientSecret": "s"}
    body = {"name": "acme-line", "strategy": "line", "options": options}

    answer = desk_as(operator).post(raw(customer, tenant), {"body": json.dumps(body)}, follow=True)

    assert "an option clientSecret for line. Did you mean client_secret?" in text(answer)


@pytest.mark.parametrize(
    "options",
    [
        {"metadataXml": entity(provider(key(certificate(2018, 2021)) + service()))},
        {"signInEndpoint": "https://idp.acme.com/sso", "signingCert": certificate(2018, 2021)},
    ],
)
def test_json_with_an_expired_certificate_has_a_warning(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant, options: dict[str, str]
) -> None:
    body = {"name": "acme-saml", "strategy": "samlp", "options": options}

    answer = desk_as(operator).post(raw(customer, tenant), {"body": json.dumps(body)}, follow=True)

    assert "The signing certificate expired on January 1, 2021." in text(answer)
    assert customer.connections.get().auth0_id


def test_json_without_a_certificate_has_a_warning(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant
) -> None:
    options = {"signInEndpoint": "https://idp.acme.com/sso"}
    body = {"name": "acme-saml", "strategy": "samlp", "options": options}

    answer = desk_as(operator).post(raw(customer, tenant), {"body": json.dumps(body)}, follow=True)

    assert "no signing certificate" in text(answer)


def test_json_with_metadata_where_auth0_reads_none_is_warned_of(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant
) -> None:
    options = {"pingFederateBaseUrl": "https://ping.acme.com", "metadataXml": 7}
    body = {"name": "acme-ping", "strategy": "pingfederate", "options": options}

    answer = desk_as(operator).post(raw(customer, tenant), {"body": json.dumps(body)}, follow=True)

    assert "an option metadataXml for pingfederate" in text(answer)


def test_the_json_begins_with_a_free_name(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant
) -> None:
    page = desk_as(operator).get(raw(customer, tenant))

    assert json.loads(fields_of(page, "connection")["body"])["name"] == "acme-sso"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "required"),
        ("{", "valid JSON. Line"),
        ('{"name": "acme-line"}', "strategy is missing"),
        ('{"name": "acme-line", "strategy": "nonsense"}', "one of"),
        ('{"name": "acme-line", "strategy": "line", "extra": 1}', "t support extra here"),
        ('{"name": "a-b", "strategy": "oidc", "options": {"scope": "openid"}}', "client_id is mi"),
        ('{"name": "a-b", "strategy": "line", "options": {"client_id": 7}}', "client_id: 7 isn"),
        ('{"name": "taken", "strategy": "line"}', "import that one"),
        (r'{"name": "a", "strategy": "ad", "display_name": "\ud83d"}', "control character"),
        (
            '{"name": "a", "strategy": "samlp", "options": '
            '{"metadataUrl": "https://idp.acme.com/saml?token=1"}}',
            "contains a secret (“token”)",
        ),
        ('{"name": "a", "strategy": "line", "metadata": {"portal_customer": "1"}}', "itself"),
    ],
)
def test_says_what_is_wrong_with_json_and_keeps_it(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant, body: str, told: str
) -> None:
    auth0_clients.auth0(tenant).connections.create({"name": "taken", "strategy": "samlp"})
    desk = desk_as(operator)

    answer = desk.post(raw(customer, tenant), {"body": body})

    assert told in text(answer)
    assert fields_of(answer, "connection")["body"] == body
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (
            '{"name": "a_b", "strategy": "line", "options": {"client_secret": "hu\\"sh"}}',
            '{"name": "a_b", "strategy": "line", "options": {"client_secret": ""}}',
        ),
        ('{"options": {"client_secret": "hush', '{"options": {"client_secret": ""'),
        ("{'client_secret': 'hush',\n'a': 1}", "{'client_secret': \"\"\n'a': 1}"),
        ("{client_secret: hush}", '{client_secret: ""'),
        ("{“client_secret”: “hush”}", '{“client_secret”: ""'),
        (
            '{"signing_key": {"cert": "c", "key": "hush"}}',
            '{"signing_key": {"cert": "c", "key": ""}}',
        ),
        ('{"token_endpoint": "https://a.com"}', '{"token_endpoint": "https://a.com"}'),
    ],
)
def test_json_is_kept_without_its_secrets(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant, body: str, kept: str
) -> None:
    answer = desk_as(operator).post(raw(customer, tenant), {"body": body})

    assert fields_of(answer, "connection")["body"] == kept
    assert "hush" not in text(answer)


def test_json_says_that_its_secrets_have_to_be_entered_again(
    desk_as: Any, operator: User, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(
        method="POST", path="/api/v2/connections", status=400, body={"message": "No such luck"}
    )
    body = {"name": "acme", "strategy": "line", "options": {"client_secret": "hush"}}

    answer = desk_as(operator).post(raw(customer, tenant), {"body": json.dumps(body)})

    assert "No such luck" in text(answer)
    assert "Enter the secrets in it again" in text(answer)
    assert "hush" not in text(answer)


def test_json_is_for_operators(desk: Client, customer: Customer, tenant: Tenant) -> None:
    assert desk.get(raw(customer, tenant)).status_code == 403
    assert "as JSON" not in text(desk.get(creating(customer, tenant)))
