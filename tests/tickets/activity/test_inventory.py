"""The nightly inventory compares a tenant (the sandbox) with what the portal knows."""

from datetime import timedelta
from typing import Any

import pytest

from organizations.models import Connection, Stage, Tenant
from portal import clock
from tests.factories import make_connection, make_customer, make_ticket
from tests.organizations.walking import Setup
from tests.sandbox_process import Sandbox
from tickets.models import Inventory
from tickets.services import activity
from tickets.states import State

Kind = Inventory.Kind


@pytest.fixture
def setup(tenant: Tenant, sandbox: Sandbox) -> Setup:
    return Setup(tenant, sandbox)


def take(setup: Setup) -> Inventory:
    """Run until the report is there, as the sweep does."""
    while activity.inventories_due():
        activity.take_inventory(setup.tenant)
    return Inventory.objects.get()


def names(inventory: Inventory, kind: str) -> list[str]:
    return [one["name"] for one in inventory.differences if one["kind"] == kind]


def create(setup: Setup, name: str, *aliases: str) -> str:
    body: dict[str, Any] = {
        "name": name,
        "strategy": "samlp",
        "options": {"domain_aliases": list(aliases)},
    }
    return setup.auth0.connections.create(body).id


def test_inventory_names_connections_that_nobody_here_knows(setup: Setup):
    create(setup, "made-elsewhere")
    create(setup, "acme-sso")
    adopted = create(setup, "adopted")
    make_connection(setup.customer, setup.tenant, name="under-another-name", auth0_id=adopted)

    found = names(take(setup), Kind.CONNECTION_UNKNOWN)

    assert "made-elsewhere" in found
    assert not {"acme-sso", "adopted"} & set(found)


def test_inventory_is_taken_again_in_the_coming_night(setup: Setup):
    row = take(setup)

    assert row.due_at.hour == 2
    assert timedelta(0) < row.due_at - clock.now() <= timedelta(days=1)


def test_inventory_names_organizations_without_a_customer(setup: Setup):
    found = names(take(setup), Kind.ORGANIZATION_UNKNOWN)

    assert "Umbra Biotech" in found
    assert "Acme" not in found


@pytest.mark.parametrize(
    ("stage", "state", "details"),
    [
        (Stage.OPENED, State.EXPIRED, True),
        (Stage.PLANNED, State.FAILED, True),
        (Stage.OPENED, State.OPENED, False),
        (Stage.CONFIGURED, State.EXPIRED, False),
    ],
)
def test_inventory_names_tickets_that_led_to_no_connection(
    setup: Setup, stage: Stage, state: State, details: bool
):
    Connection.objects.update(stage=stage)
    make_ticket(setup.connection, state=state)

    assert ("acme-sso" in names(take(setup), Kind.CONNECTION_MISSING)) is details


def test_inventory_names_domains_claimed_twice(setup: Setup):
    create(setup, "one", "acme.com", "one.com")
    create(setup, "two", "ACME.com")
    other = make_connection(make_customer("Zeta"), setup.tenant, name="zeta-sso")
    other.domains.create(customer=other.customer, name="one.com", created_at=clock.now())

    inventory = take(setup)

    assert names(inventory, Kind.DOMAIN_TWICE) == ["acme.com", "one.com"]
    details = {one["name"]: one["detail"] for one in inventory.differences}
    assert details["one.com"] == "one, zeta-sso"


def test_inventory_of_a_large_tenant_takes_several_runs(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tickets.services.activity.inventory._PER_PAGE", 3)
    monkeypatch.setattr("tickets.services.activity.inventory._MOST_PAGES", 2)
    activity.inventories_due()

    first = activity.take_inventory(setup.tenant)

    assert first.taken_at is None
    assert first.place
    found = names(take(setup), Kind.ORGANIZATION_UNKNOWN)
    assert len(found) == len(set(found)) == 14


def test_inventory_goes_on_where_it_stopped(setup: Setup, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tickets.services.activity.inventory._PER_PAGE", 5)
    activity.inventories_due()
    setup.sandbox.fault(method="GET", path="/api/v2/organizations", status=403)
    stopped = activity.take_inventory(setup.tenant)
    setup.sandbox.advance(3600)

    inventory = take(setup)

    assert stopped.problem
    assert stopped.taken_at is None
    assert inventory.problem == ""
    assert len(names(inventory, Kind.ORGANIZATION_UNKNOWN)) == 14
    reads = [one for one in setup.sandbox.requests() if one["path"] == "/api/v2/connections"]
    assert len(reads) == 1


def test_inventory_is_taken_once_a_day(setup: Setup):
    take(setup)
    done = activity.inventories_due()
    setup.sandbox.advance(25 * 3600)

    assert done == []
    assert activity.inventories_due() == [setup.tenant.pk]


def test_inventory_is_handed_out_once(setup: Setup):
    assert activity.inventories_due() == [setup.tenant.pk]
    assert activity.inventories_due() == []
