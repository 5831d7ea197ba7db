from typing import Any

import pytest
from django.test import Client

from organizations import clients, services
from organizations.forms.connections import ConnectionForm
from organizations.models import Connection, Customer, Domain, Event, Tenant
from portal import clock
from tests.factories import SYSTEM, make_connection, make_tenant, make_ticket
from tests.organizations.pages.counting import queries
from tests.sandbox_process import Sandbox
from tickets.states import State

METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="acme">'
    "<IDPSSODescriptor/></EntityDescriptor>"
)


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def creating(customer: Customer, tenant: Tenant) -> str:
    return f"/customers/{customer.pk}/connections/{tenant.pk}/new/"


def test_shows_everything_about_a_connection(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    connection = make_connection(customer, tenant, stage="domain_pending", auth0_id="con_1")
    ticket = make_ticket(connection, state=State.ISSUED)
    Domain.objects.create(
        customer=customer,
        connection=connection,
        name="acme.com",
        state="pending",
        txt_host="_ss-verification.org_1.acme.com",
        txt_value="b07aadc0d3f9179f120011273c6c12ad",
        created_at=clock.now(),
    )

    page = text(desk.get(connection.get_absolute_url()))

    assert "_ss-verification.org_1.acme.com" in page
    assert "b07aadc0d3f9179f120011273c6c12ad" in page
    assert f"Ticket {ticket.pk}" in page
    assert "Send the follow-up" in page


def test_asks_the_same_for_one_domain_and_three(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    connection = make_connection(customer, tenant)

    def row(number: int) -> None:
        make_ticket(connection, state=State.EXPIRED)
        connection.domains.create(customer=customer, name=f"a{number}.com", created_at=clock.now())
        Event.objects.create(
            at=clock.now(), verb="connection:plan", actor_name="x", connection=connection
        )

    row(1)
    before = queries(desk, connection.get_absolute_url())
    row(2)
    row(3)

    assert queries(desk, connection.get_absolute_url()) == before


def test_looks_at_auth0_when_asked(desk: Client, customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant, name="acme-sso")
    clients.auth0(tenant).connections.create({"name": "acme-sso", "strategy": "okta"})

    answer = desk.post(f"/connections/{connection.pk}/look/", follow=True)

    connection.refresh_from_db()
    assert connection.strategy == "okta"
    assert "In Auth0 just now: configured" in text(answer)


def test_says_that_the_look_failed(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    connection = make_connection(customer, tenant)
    sandbox.fault(method="GET", path="/api/v2/connections", status=503, times=3)

    answer = desk.post(f"/connections/{connection.pk}/look/", follow=True)

    assert "Auth0 cannot be reached" in text(answer)


def test_enables_again_what_was_disabled_in_auth0(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    auth0 = clients.auth0(tenant)
    made = auth0.connections.create({"name": "acme-sso", "strategy": "okta"})
    app = auth0.clients.list().items[0].client_id
    connection = make_connection(
        *(customer, tenant),
        name="acme-sso",
        auth0_id=made.id,
        stage="disabled",
        wanted_clients=[app],
    )

    answer = desk.post(f"/connections/{connection.pk}/enable/", follow=True)

    assert auth0.connections.clients(made.id) == [app]
    assert "In Auth0 just now: live" in text(answer)


def test_finishes_only_what_staff_began(desk: Client, customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.ISSUED)

    answer = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert "There is nothing to finish here" in text(answer)


# --- Adopt -----------------------------------------------------------------------------------


def test_finds_and_adopts(desk: Client, customer: Customer, tenant: Tenant) -> None:
    made = clients.auth0(tenant).connections.create({"name": "acme-old", "strategy": "samlp"})
    path = f"/customers/{customer.pk}/connections/{tenant.pk}/adopt/"

    page = desk.get(path)
    answer = desk.post(path, {"connection": made.id}, follow=True)

    assert "acme-old" in text(page)
    assert "acme-old is adopted" in text(answer)
    assert customer.connections.get().stage == "configured"


@pytest.mark.parametrize("picked", ["", "con_aaaaaaaaaaaaaaaa", "../x"])
def test_adopts_nothing_that_is_not_there(
    desk: Client, customer: Customer, tenant: Tenant, picked: str
) -> None:
    path = f"/customers/{customer.pk}/connections/{tenant.pk}/adopt/"

    answer = desk.post(path, {"connection": picked}, follow=True)

    assert "tone-danger" in text(answer)
    assert not Connection.objects.exists()


def test_explains_why_nothing_can_be_found(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.fault(method="GET", path="/api/v2/*", status=503, times=3)

    answer = desk.get(f"/customers/{customer.pk}/connections/{tenant.pk}/adopt/")

    assert "Auth0 cannot be reached" in text(answer)


# --- Create from metadata --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "typed", "strategy"),
    [
        ("metadata-url", {"metadata_url": "https://idp.acme.com/metadata"}, "samlp"),
        ("metadata", {"metadata_xml": METADATA}, "samlp"),
        (
            "oidc",
            {"issuer": "https://idp.acme.com", "client_id": "c", "client_secret": "s3cret-s3cret"},
            "oidc",
        ),
    ],
)
def test_creates_a_connection_that_is_live(
    desk: Client,
    customer: Customer,
    tenant: Tenant,
    way: str,
    typed: dict[str, str],
    strategy: str,
) -> None:
    page = desk.get(creating(customer, tenant), {"way": way})
    [app, *_] = [value for value, _ in page.context["form"].fields["wanted_clients"].choices]
    common = {"name": "acme-sso", "wanted_clients": [app], "attach": "on"}

    answer = desk.post(f"{creating(customer, tenant)}?way={way}", {**common, **typed}, follow=True)

    connection = customer.connections.get()
    assert (connection.stage, connection.strategy) == ("live", strategy)
    assert "s3cret-s3cret" not in text(answer)


@pytest.mark.parametrize(
    ("way", "typed", "field", "told"),
    [
        ("metadata-url", {"name": ""}, "name", "required"),
        ("metadata-url", {"name": "acme_sso"}, "name", "single hyphens"),
        ("metadata-url", {"name": "x" * 129}, "name", "128"),
        ("metadata-url", {"name": "taken"}, "name", "adopt that one"),
        ("metadata-url", {"metadata_url": ""}, "metadata_url", "required"),
        ("metadata-url", {"metadata_url": "http://idp.acme.com"}, "metadata_url", "https://"),
        ("metadata-url", {"wanted_clients": ["nobody"]}, "wanted_clients", "valid choice"),
        ("metadata-url", {"display_name": "x" * 129}, "display_name", "128"),
        ("metadata", {"metadata_xml": "<html/>"}, "metadata_xml", "one identity provider"),
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
    clients.auth0(tenant).connections.create({"name": "taken", "strategy": "samlp"})
    right = {
        "name": "acme-sso",
        "metadata_url": "https://idp.acme.com/metadata",
        "metadata_xml": METADATA,
        "issuer": "https://idp.acme.com",
        "client_id": "c",
        "client_secret": "s",
    }

    answer = desk.post(f"{creating(customer, tenant)}?way={way}", {**right, **typed})

    assert told in str(answer.context["form"].errors[field])
    assert not Connection.objects.exists()


def test_never_sends_a_secret_back_to_the_page(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    typed = {"name": "", "issuer": "https://i.com", "client_id": "c", "client_secret": "s3cret"}

    answer = desk.post(f"{creating(customer, tenant)}?way=oidc", typed)

    assert "s3cret" not in text(answer)


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


def test_leads_to_the_page_of_what_was_half_done_and_finishes_it(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    fault = {"path": "/api/v2/organizations/*/enabled_connections", "status": 500}
    sandbox.fault(method="POST", **fault)
    typed = {"name": "acme-sso", "metadata_url": "https://a.com/m", "attach": "on"}

    answer = desk.post(creating(customer, tenant), typed, follow=True)
    connection = customer.connections.get()
    finished = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert "This connection is half done" in text(answer)
    assert "half done" not in text(finished)


def test_leads_back_to_the_customer_when_there_was_nothing_to_finish(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    connection = services.plan_connection(
        customer, tenant, name="acme-sso", origin=Connection.Origin.DIRECT, by=SYSTEM
    )

    answer = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert answer.redirect_chain[-1][0] == customer.get_absolute_url()
    assert "create the connection again" in text(answer)


def test_explains_why_nothing_can_be_created(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.post("/scopes", {"scopes": ["read:organizations"]})
    services.check_tenant(tenant, by=SYSTEM)

    answer = desk.get(creating(customer, tenant))

    assert "lacks a permission" in text(answer)


def test_offers_only_the_fields_of_one_way() -> None:
    form = ConnectionForm(way="oidc", applications=[], mapped=False)

    assert "issuer" in form.fields
    assert not {"metadata_url", "metadata_xml", "attach"} & set(form.fields)
