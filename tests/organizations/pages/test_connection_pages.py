from typing import Any

import pytest
from django.test import Client

from organizations import auth0_clients
from organizations.models import Connection, Customer, Domain, Event, Tenant
from portal import clock
from tests.factories import make_connection, make_tenant, make_ticket
from tests.organizations.pages.counting import queries
from tests.sandbox_process import Sandbox
from tickets.states import State


@pytest.fixture
def tenant(db: None, sandbox: Sandbox) -> Tenant:
    """One with applications in it."""
    sandbox.reset("demo")
    return make_tenant(sandbox)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


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
    assert "Send follow-up" in page


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


def test_reconciles_when_asked(desk: Client, customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant, name="acme-sso")
    auth0_clients.auth0(tenant).connections.create({"name": "acme-sso", "strategy": "okta"})

    answer = desk.post(f"/connections/{connection.pk}/reconcile/", follow=True)

    connection.refresh_from_db()
    assert connection.strategy == "okta"
    assert "Stage: Configured" in text(answer)


def test_says_that_the_reconcile_failed(
    desk: Client, customer: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    connection = make_connection(customer, tenant)
    sandbox.fault(method="GET", path="/api/v2/connections", status=503, times=3)

    answer = desk.post(f"/connections/{connection.pk}/reconcile/", follow=True)

    assert "be reached" in text(answer)


def test_enables_again_what_was_disabled_in_auth0(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    auth0 = auth0_clients.auth0(tenant)
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
    assert "Stage: Live" in text(answer)


def test_finishes_only_what_staff_began(desk: Client, customer: Customer, tenant: Tenant) -> None:
    connection = make_connection(customer, tenant)
    make_ticket(connection, state=State.ISSUED)

    answer = desk.post(f"/connections/{connection.pk}/finish/", follow=True)

    assert "There is nothing to finish here" in text(answer)


# --- Adopt -----------------------------------------------------------------------------------


def test_finds_and_adopts(desk: Client, customer: Customer, tenant: Tenant) -> None:
    made = auth0_clients.auth0(tenant).connections.create({"name": "acme-old", "strategy": "samlp"})
    path = f"/customers/{customer.pk}/connections/{tenant.pk}/adopt/"

    page = desk.get(path)
    answer = desk.post(path, {"connection": made.id}, follow=True)

    assert "acme-old" in text(page)
    assert "acme-old imported" in text(answer)
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

    assert "be reached" in text(answer)
