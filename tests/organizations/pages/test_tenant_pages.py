from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.test import Client

from organizations.models import Tenant, User
from tests.factories import make_connection, make_customer, make_organization, make_tenant
from tests.organizations.pages.counting import queries
from tests.sandbox_process import CLIENT_ID, CLIENT_SECRET, Sandbox

TYPED = {
    "name": "Production",
    "domain": "prod.eu.auth0.test",
    "environment": "production",
    "plan": "enterprise",
    "authentication": "client_secret",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "active": "on",
}


@pytest.fixture
def operators_desk(operator: User, desk_as: Callable[[User], Client]) -> Client:
    return desk_as(operator)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def pem(key: Any) -> str:
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    return str(secret.decode())


def test_adds_a_tenant_and_checks_it(operators_desk: Client, sandbox: Sandbox) -> None:
    answer = operators_desk.post("/tenants/new/", {**TYPED, "base_url": sandbox.url}, follow=True)

    assert "all the permissions it needs" in text(answer)
    assert Tenant.objects.get().client_secret == CLIENT_SECRET
    assert CLIENT_SECRET not in text(answer)


def test_counts_customers_and_connections_of_each_tenant(desk: Client) -> None:
    busy, _idle = make_tenant(name="A"), make_tenant(name="B")
    for name in ("Acme", "Globex"):
        customer = make_customer(name)
        make_organization(customer, busy)
        for _ in range(3):
            make_connection(customer, busy)

    rows = desk.get("/tenants/").context["page"].rows

    assert [(row.customer_count, row.connection_count) for row in rows] == [(2, 6), (0, 0)]


def test_lists_missing_scopes_and_how_to_grant_them(
    operators_desk: Client, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.post("/scopes", {"scopes": ["read:organizations"]})

    answer = operators_desk.post(f"/tenants/{tenant.pk}/check/", follow=True)

    assert "<code>read:connections_options</code>" in text(answer)
    assert "Machine to Machine Applications" in text(answer)


def test_saves_and_explains_wrong_credentials(operators_desk: Client, tenant: Tenant) -> None:
    typed = {**TYPED, "base_url": tenant.base_url, "client_secret": "wrong"}

    answer = operators_desk.post(f"/tenants/{tenant.pk}/edit/", typed, follow=True)

    assert "accept the tenant" in text(answer)


def test_never_shows_a_secret_and_keeps_it_when_left_empty(
    operators_desk: Client, tenant: Tenant
) -> None:
    page = operators_desk.get(f"/tenants/{tenant.pk}/edit/")
    same = {"domain": tenant.domain, "base_url": tenant.base_url, "client_secret": ""}
    operators_desk.post(f"/tenants/{tenant.pk}/edit/", {**TYPED, **same})

    tenant.refresh_from_db()
    assert CLIENT_SECRET not in page.content.decode()
    assert (tenant.name, tenant.client_secret) == ("Production", CLIENT_SECRET)


@pytest.mark.parametrize("name", ["client_secret", "private_key"])
def test_shows_no_secret_of_a_refused_form_and_asks_for_it_again(
    operators_desk: Client, tenant: Tenant, name: str
) -> None:
    secret = {"client_secret": "hush", "private_key": pem(rsa.generate_private_key(65537, 2048))}
    typed = {**TYPED, "name": "", name: secret[name]}

    answer = operators_desk.post(f"/tenants/{tenant.pk}/edit/", typed)

    assert secret[name].splitlines()[-1] not in answer.content.decode()
    assert answer.context["form"][name].errors[0].startswith("Enter this again. Secrets aren't")
    assert "Enter this again. Secrets aren&#x27;t kept" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"domain": "evil.example"},
        {"base_url": "http://127.0.0.1:1"},
        {"audience": "https://evil.example/"},
    ],
)
def test_asks_for_the_secret_again_where_it_would_go_elsewhere(
    operators_desk: Client, db: None, elsewhere: dict[str, str]
) -> None:
    tenant = make_tenant(client_secret="s3cret")
    typed = {**TYPED, "domain": tenant.domain, "client_secret": "", **elsewhere}

    answer = operators_desk.post(f"/tenants/{tenant.pk}/edit/", typed)

    assert "Enter this again" in str(answer.context["form"].errors["client_secret"])
    tenant.refresh_from_db()
    assert getattr(tenant, next(iter(elsewhere))) not in elsewhere.values()


def test_takes_no_secret_along_that_is_not_in_use(operators_desk: Client, db: None) -> None:
    tenant = make_tenant(client_secret="s3cret")
    key = pem(rsa.generate_private_key(65537, 2048))
    typed = {"authentication": "private_key_jwt", "private_key": key, "client_secret": ""}
    elsewhere = {"base_url": "http://127.0.0.1:1"}

    operators_desk.post(f"/tenants/{tenant.pk}/edit/", {**TYPED, **typed, **elsewhere})

    tenant.refresh_from_db()
    assert tenant.base_url == "http://127.0.0.1:1"
    assert (tenant.client_secret, bool(tenant.private_key)) == ("", True)


@pytest.mark.parametrize(
    "url",
    [
        *("http://acme.eu.auth0.com", "https://127.0.0.1", "https://10.1.2.3", "https://[::1]/"),
        *("https://localhost:8090", "https://auth0.internal", "https://169.254.169.254"),
        *("https://vault", "https://2130706433", "https://0x7f.1"),
    ],
)
def test_signs_in_to_public_addresses_by_https_only(
    operators_desk: Client, db: None, settings: Any, url: str
) -> None:
    settings.HTTPS = True

    answer = operators_desk.post("/tenants/new/", {**TYPED, "base_url": url})

    assert answer.context["form"].errors["base_url"]
    assert not Tenant.objects.exists()


def test_takes_a_private_key(operators_desk: Client, db: None) -> None:
    key = pem(rsa.generate_private_key(65537, 2048))
    typed = {
        **TYPED,
        "authentication": "private_key_jwt",
        "private_key": key,
        "base_url": "http://127.0.0.1:1",
    }

    operators_desk.post("/tenants/new/", typed)

    assert Tenant.objects.get().private_key.strip() == key.strip()


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "Taken"}, "name", "already exists"),
        ({"domain": "taken.eu.auth0.test"}, "domain", "already exists"),
        ({"domain": "nonsense"}, "domain", "a domain"),
        ({"domain": "a/b.com"}, "domain", "a domain"),
        ({"base_url": "nonsense"}, "base_url", "valid URL"),
        ({"base_url": "https://me:1@acme.eu.auth0.com"}, "base_url", "without a username"),
        ({"sign_in_url": "https://me:1@app.acme.com"}, "sign_in_url", "without a username"),
        ({"sign_in_url": "https://protect-eu.mimecast.com/s/1"}, "sign_in_url", "of Mimecast"),
        ({"return_urls": "https://protect-eu.mimecast.com/s/1"}, "return_urls", "of Mimecast"),
        ({"client_id": ""}, "client_id", "required"),
        ({"client_secret": ""}, "client_secret", "Enter a value"),
        ({"authentication": "private_key_jwt"}, "private_key", "Enter a value"),
        ({"private_key": "nonsense"}, "private_key", "an unencrypted private key"),
        (
            {"private_key": pem(ec.generate_private_key(ec.SECP256R1()))},
            "private_key",
            "accepts only RSA keys",
        ),
        ({"custom_domain": "nonsense"}, "custom_domain", "a domain"),
        ({"plan": "gold"}, "plan", "valid choice"),
    ],
)
def test_says_what_is_wrong_with_a_tenant(
    operators_desk: Client, db: None, typed: dict[str, str], field: str, told: str
) -> None:
    make_tenant(name="Taken", domain="taken.eu.auth0.test")

    answer = operators_desk.post("/tenants/new/", {**TYPED, **typed})

    assert told in str(answer.context["form"].errors[field])
    assert Tenant.objects.count() == 1


def test_takes_the_domain_out_of_an_address(operators_desk: Client, db: None) -> None:
    typed = {**TYPED, "domain": "https://Acme.eu.auth0.test/", "base_url": "http://127.0.0.1:1"}

    operators_desk.post("/tenants/new/", typed)

    assert Tenant.objects.get().domain == "acme.eu.auth0.test"


def test_explains_why_events_cannot_be_pushed(
    operators_desk: Client, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(
        method="POST", path="/api/v2/log-streams", status=400, body={"message": "https only"}
    )

    answer = operators_desk.post(f"/tenants/{tenant.pk}/stream/start/", follow=True)

    card = text(answer).partition("Tenant logs")[2]
    assert "https only" in card
    assert "Enable log streaming" in text(answer)


def test_lists_tenants_with_constant_queries(operators_desk: Client, db: None) -> None:
    make_tenant()
    before = queries(operators_desk, "/tenants/")
    make_tenant()
    make_tenant()

    assert queries(operators_desk, "/tenants/") == before
