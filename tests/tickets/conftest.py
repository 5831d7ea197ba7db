"""What tests of tickets start from."""

from datetime import timedelta

import pytest

from organizations.models import Connection, Customer, Tenant, User
from portal.actor import Actor
from tests import factories
from tickets.models import Preset, Ticket
from tickets.models.preset import Confirmation
from tickets.services import lifecycle, requests
from tickets.services.requests.draft import Draft


@pytest.fixture
def staff(support: User) -> Actor:
    """Sam of support, at a desk."""
    return Actor("staff", support.name, user=support, ip="192.0.2.1")


@pytest.fixture
def connection(customer: Customer, tenant: Tenant) -> Connection:
    """Acme's connection, planned and unknown to Auth0."""
    return factories.make_connection(customer, tenant, name="acme-sso")


@pytest.fixture
def wanted(connection: Connection, preset: Preset) -> Draft:
    """A plain create ticket that nobody asked for yet."""
    return factories.make_draft(connection, preset=preset)


@pytest.fixture
def shown(wanted: Draft) -> Ticket:
    """A ticket whose link the product shows for an hour to who is signed in there, in German."""
    wanted.tenant.return_urls = ["https://app.acme.com/settings"]
    wanted.tenant.save()
    wanted.handed_over = requests.HandedOver(
        timedelta(hours=1), "https://app.acme.com/settings", "de"
    )
    wanted.confirmation = Confirmation.NOTHING
    ticket = requests.request_ticket(wanted, by=Actor("api", "Product"))
    lifecycle.issue(ticket)
    return ticket


@pytest.fixture
def queued(wanted: Draft, staff: Actor) -> Ticket:
    """A ticket that no worker took up yet."""
    return requests.request_ticket(wanted, by=staff)


@pytest.fixture
def issued(queued: Ticket) -> Ticket:
    """A ticket that Auth0 issued; its mail is queued."""
    lifecycle.issue(queued)
    return queued
