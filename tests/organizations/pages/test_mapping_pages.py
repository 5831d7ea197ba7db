from typing import Any

import pytest
from django.test import Client

from organizations import auth0_clients
from organizations.models import Customer, Organization, Tenant
from tests.factories import make_connection, make_customer, make_ticket
from tests.sandbox_process import Sandbox
from tickets.states import State


@pytest.fixture
def globex(tenant: Tenant) -> Customer:
    return make_customer("Globex")


def at_auth0(tenant: Tenant, name: str, display_name: str = "") -> str:
    made = auth0_clients.auth0(tenant).organizations.create(name=name, display_name=display_name)
    return made.id


def path(customer: Customer, tenant: Tenant) -> str:
    return f"/customers/{customer.pk}/mapping/{tenant.pk}/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("&quot;", '"').split())


def test_suggests_and_maps(desk: Client, globex: Customer, tenant: Tenant) -> None:
    auth0_id = at_auth0(tenant, "globex", "Globex")

    page = desk.get(path(globex, tenant))
    answer = desk.post(path(globex, tenant), {"organization": auth0_id}, follow=True)

    assert "same name" in text(page)
    assert "Globex mapped to globex" in text(answer)
    assert globex.organizations.get().auth0_id == auth0_id


def test_searches(desk: Client, globex: Customer, tenant: Tenant) -> None:
    at_auth0(tenant, "something-else")

    assert "something-else" not in text(desk.get(path(globex, tenant)))
    assert "something-else" in text(desk.get(path(globex, tenant), {"q": "something"}))
    assert "No results. An organization created" in text(
        desk.get(path(globex, tenant), {"q": "zzz"})
    )


def test_shows_whom_an_organization_serves_and_refuses_it(
    desk: Client, customer: Customer, globex: Customer, tenant: Tenant
) -> None:
    theirs = customer.organizations.get()

    page = desk.get(path(globex, tenant), {"q": "acme"})
    answer = desk.post(path(globex, tenant), {"organization": theirs.auth0_id}, follow=True)

    assert "Serves <a" in text(page)
    assert "already serves Acme" in text(answer)
    assert not globex.organizations.exists()


@pytest.mark.parametrize("picked", ["", "org_aaaaaaaaaaaaaaaa", "../connections", "x" * 5000])
def test_refuses_an_organization_that_is_none(
    desk: Client, globex: Customer, tenant: Tenant, picked: str
) -> None:
    answer = desk.post(path(globex, tenant), {"organization": picked}, follow=True)

    assert answer.status_code == 200
    assert "tone-danger" in text(answer)
    assert not globex.organizations.exists()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"status": 500}, "be reached"),
        ({"drop": "before"}, "be reached"),
        (
            {"status": 429, "headers": {"Retry-After": "42"}, "body": {"message": "slow"}},
            "Try again in 42 seconds",
        ),
        (
            {
                "status": 403,
                "body": {"message": "Insufficient scope, expected any of: read:organizations"},
            },
            "lacks a permission in this tenant: read:organizations",
        ),
        ({"status": 200, "body": ["nonsense"]}, "an unexpected response"),
    ],
)
def test_explains_why_auth0_does_not_answer(
    desk: Client,
    globex: Customer,
    tenant: Tenant,
    sandbox: Sandbox,
    fault: dict[str, Any],
    told: str,
) -> None:
    sandbox.fault(method="GET", path="/api/v2/organizations*", **{"times": 3, **fault})

    answer = desk.get(path(globex, tenant))

    assert answer.status_code == 200
    assert told in text(answer)


def test_creates_an_organization(desk: Client, globex: Customer, tenant: Tenant) -> None:
    page = desk.get(path(globex, tenant))
    assert page.context["form"].initial == {"name": "globex", "display_name": "Globex"}

    answer = desk.post(f"{path(globex, tenant)}new/", {"name": "globex"}, follow=True)

    assert "globex created" in text(answer)
    assert globex.organizations.get().name == "globex"


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "Globex"}, "name", "lowercase"),
        ({"name": "org_globex"}, "name", "org_"),
        ({"name": "x" * 51}, "name", "50"),
        ({"name": "acme"}, "name", "already"),
        ({"display_name": "x" * 256}, "display_name", "255"),
    ],
)
def test_says_what_is_wrong_with_a_new_organization(
    desk: Client,
    customer: Customer,
    globex: Customer,
    tenant: Tenant,
    typed: dict[str, str],
    field: str,
    told: str,
) -> None:
    answer = desk.post(f"{path(globex, tenant)}new/", {"name": "globex", **typed})

    assert told in str(answer.context["form"].errors[field])
    assert not globex.organizations.exists()
    assert [one.name for one in auth0_clients.auth0(tenant).organizations.list().items] == ["acme"]


def test_shows_what_unmapping_means_and_unmaps(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    organization = customer.organizations.get()
    connection = make_connection(customer, tenant)
    ticket = make_ticket(connection, state=State.ISSUED)

    asked = text(desk.get(f"/organizations/{organization.pk}/unmap/"))
    desk.post(f"/organizations/{organization.pk}/unmap/")

    assert connection.name in asked
    assert f"Ticket {ticket.pk} is active" in asked
    assert not Organization.objects.exists()


def test_looks_again_and_shows_a_rename_until_it_is_accepted(
    desk: Client, customer: Customer, tenant: Tenant
) -> None:
    organization = customer.organizations.get()
    auth0_clients.auth0(tenant).organizations.update(organization.auth0_id, name="acme-new")

    answer = desk.post(f"/organizations/{organization.pk}/refresh/", follow=True)
    accepted = desk.post(f"/organizations/{organization.pk}/accept/", follow=True)

    assert "Its previous name was acme." in text(answer)
    assert "Its previous name was" not in text(accepted)


def test_says_auth0s_refusal_of_an_organization_beside_the_field(
    desk: Client, globex: Customer, tenant: Tenant, sandbox: Sandbox
) -> None:
    message = "Payload validation error: 'Not this one' on property display_name (Its name)."
    sandbox.fault(
        method="POST", path="/api/v2/organizations", status=400, body={"message": message}
    )

    answer = desk.post(f"{path(globex, tenant)}new/", {"name": "globex", "display_name": "Typed"})

    assert "Not this one" in str(answer.context["form"].errors["display_name"])
    assert "Typed" in text(answer)
