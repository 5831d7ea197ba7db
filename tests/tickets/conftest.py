"""What tests of tickets start from."""

from typing import Any

import pytest

from organizations.models import Connection, Customer, Tenant, User
from portal.actor import Actor
from tests import factories
from tickets import services
from tickets.models import Preset, Ticket


@pytest.fixture
def staff(support: User) -> Actor:
    """Sam of support, at a desk."""
    return Actor("staff", support.name, user=support, ip="192.0.2.1")


@pytest.fixture
def connection(customer: Customer, tenant: Tenant) -> Connection:
    """Acme's connection, planned and unknown to Auth0."""
    return factories.make_connection(customer, tenant, name="acme-sso")


@pytest.fixture
def wanted(connection: Connection, preset: Preset, staff: Actor) -> dict[str, Any]:
    """What `services.request_ticket` is told for a plain create ticket."""
    return {
        "preset": preset,
        "kind": Ticket.Kind.CREATE,
        "reason": Ticket.Reason.FIRST,
        "contact": connection.customer.contacts.get(),
        "request": {"connection_config": {"name": connection.name}},
        "by": staff,
    }


@pytest.fixture
def queued(connection: Connection, wanted: dict[str, Any]) -> Ticket:
    """A ticket that no worker took up yet."""
    return services.request_ticket(connection, **wanted)


@pytest.fixture
def issued(queued: Ticket) -> Ticket:
    """A ticket that Auth0 issued; its mail is queued."""
    services.issue(queued)
    return queued
